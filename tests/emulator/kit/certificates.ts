import {
  type ACMClient,
  type CertificateDetail,
  type CertificateSummary,
  DescribeCertificateCommand,
  ImportCertificateCommand,
  type KeyAlgorithm,
  ListCertificatesCommand,
  type ListCertificatesCommandInput,
  RequestCertificateCommand,
  type RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { fittingAuthority, foreignAuthority, foreignlySigned, type MadeAuthority, newCsr } from './openssl.ts';

export const ALL_KEY_TYPES: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

export const describe = async (acm: ACMClient, arn: string): Promise<CertificateDetail> =>
  (await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }))).Certificate ?? {};

/** Requests a certificate and waits until it is issued or has failed. */
export async function requested(
  acm: ACMClient,
  input: Partial<RequestCertificateCommandInput>,
): Promise<CertificateDetail> {
  const command = new RequestCertificateCommand({
    DomainName: 'www.example.com',
    KeyAlgorithm: 'EC_prime256v1',
    ...input,
  });
  const { CertificateArn = '' } = await acm.send(command);
  for (let attempt = 0; attempt < 1000; attempt++) {
    const certificate = await describe(acm, CertificateArn);
    if (certificate.Status !== 'PENDING_VALIDATION') return certificate;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${CertificateArn} is still pending after 10 s`);
}

export const listed = async (acm: ACMClient, input: ListCertificatesCommandInput = {}): Promise<CertificateSummary[]> =>
  (await acm.send(new ListCertificatesCommand(input))).CertificateSummaryList ?? [];

export interface Importable {
  readonly Certificate: Buffer;
  readonly PrivateKey: Buffer;
  readonly CertificateChain: Buffer;
}

const LEAF = [
  'subjectAltName=DNS:imported.example.com',
  'keyUsage=critical,digitalSignature,keyEncipherment',
  'extendedKeyUsage=serverAuth,clientAuth',
];

/** A certificate of a CA outside, ready to import. */
export function importable(
  wish: {
    readonly key?: string;
    readonly subject?: readonly string[];
    readonly extensions?: readonly string[];
    readonly by?: MadeAuthority;
    readonly days?: number;
  } = {},
): Importable {
  const { key = 'ec', extensions = LEAF, days = 90 } = wish;
  const by = fittingAuthority(wish.by ?? foreignAuthority(), key);
  const made = newCsr({ key, subject: wish.subject ?? ['CN=imported.example.com'] });
  return {
    Certificate: Buffer.from(foreignlySigned(made.csr, by, extensions, days)),
    PrivateKey: Buffer.from(made.key),
    CertificateChain: Buffer.from(by.pem),
  };
}

export async function imported(acm: ACMClient, what: Importable = importable(), arn?: string): Promise<string> {
  const command = new ImportCertificateCommand({ ...what, ...(arn ? { CertificateArn: arn } : {}) });
  return (await acm.send(command)).CertificateArn ?? '';
}
