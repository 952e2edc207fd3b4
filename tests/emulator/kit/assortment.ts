import {
  type ACMClient,
  type CertificateFilter,
  type CertificateFilterStatement,
  type CertificateSearchResult,
  ExportCertificateCommand,
  RequestCertificateCommand,
  SearchCertificatesCommand,
  type SearchCertificatesCommandInput,
} from '@aws-sdk/client-acm';
import { activeRoot } from './authorities.ts';
import { importable, imported, requested } from './certificates.ts';
import { type Bench, freshAccount } from './emulator.ts';

export const search = async (
  acm: ACMClient,
  input: SearchCertificatesCommandInput = {},
): Promise<CertificateSearchResult[]> => (await acm.send(new SearchCertificatesCommand(input))).Results ?? [];

export const attributes = (filter: CertificateFilter.X509AttributeFilterMember['X509AttributeFilter']) => ({
  Filter: { X509AttributeFilter: filter },
});
export const metadata = (
  filter: CertificateFilter.AcmCertificateMetadataFilterMember['AcmCertificateMetadataFilter'],
): CertificateFilterStatement => ({ Filter: { AcmCertificateMetadataFilter: filter } });

/** One certificate of each kind in one account, by a name each. */
export async function assortment(bench: Bench) {
  const account = freshAccount();
  const acm = bench.acm(account);
  const root = await activeRoot(bench.pca(account));
  const wanted = { CertificateAuthorityArn: root, DomainName: 'private.example.com' };
  const { CertificateArn: priv = '' } = await requested(acm, wanted);
  await acm.send(new ExportCertificateCommand({ CertificateArn: priv, Passphrase: Buffer.from('passphrase') }));
  const unproven = new RequestCertificateCommand({
    DomainName: 'waiting.example.com',
    ValidationMethod: 'DNS',
    Options: { Export: 'ENABLED' },
  });
  const { CertificateArn: waiting = '' } = await acm.send(unproven);
  const foreign = await imported(acm, importable({ key: 'rsa', days: 10 }));
  await bench.admin('POST', '/certificates/in-use', { certificateArn: foreign, inUseBy: ['arn:aws:elb'] });
  const wish = { accountId: account, region: 'eu-west-1', domainName: 'acme.example.com' };
  const { body } = await bench.admin('POST', '/certificates/acme', wish);
  const { certificateArn: acme } = body as { certificateArn: string };
  const names = new Map([
    [priv, 'private'],
    [waiting, 'waiting'],
    [foreign, 'imported'],
    [acme, 'acme'],
  ]);
  const found = async (FilterStatement?: CertificateFilterStatement, more: SearchCertificatesCommandInput = {}) =>
    (await search(acm, { ...(FilterStatement ? { FilterStatement } : {}), ...more })).map(({ CertificateArn }) =>
      names.get(CertificateArn ?? ''),
    );
  return { acm, account, found, arns: { priv, waiting, foreign, acme } };
}
