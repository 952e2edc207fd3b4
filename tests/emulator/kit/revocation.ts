import {
  type ACMPCAClient,
  type CreateCertificateAuthorityCommandInput,
  RevokeCertificateCommand,
  type RevocationReason,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { execFileSync } from 'node:child_process';
import { activeRoot, issuance, issued } from './authorities.ts';
import { objectIn, preparedBucket } from './buckets.ts';
import { type Bench, freshAccount } from './emulator.ts';
import { fileOf, newCsr, openssl } from './openssl.ts';

/** A CrlConfiguration; the SDK's type of this version does not know CrlType and CustomPath. */
export type CrlWish = NonNullable<
  NonNullable<CreateCertificateAuthorityCommandInput['RevocationConfiguration']>['CrlConfiguration']
> & { readonly CrlType?: string; readonly CustomPath?: string };

export const crlOn = (S3BucketName: string, more: Partial<CrlWish> = {}): CrlWish => ({
  Enabled: true,
  ExpirationInDays: 7,
  S3BucketName,
  S3ObjectAcl: 'BUCKET_OWNER_FULL_CONTROL',
  ...more,
});

export const update = (pca: ACMPCAClient, arn: string, CrlConfiguration: CrlWish, more: object = {}) =>
  pca.send(
    new UpdateCertificateAuthorityCommand({
      CertificateAuthorityArn: arn,
      RevocationConfiguration: { CrlConfiguration, ...more },
    }),
  );

export const serialOf = (certificateArn: string): string => certificateArn.split('/').at(-1) ?? '';

export const revoke = (
  pca: ACMPCAClient,
  arn: string,
  serial: string,
  RevocationReason: RevocationReason = 'UNSPECIFIED',
) =>
  pca.send(new RevokeCertificateCommand({ CertificateAuthorityArn: arn, CertificateSerial: serial, RevocationReason }));

/** A CRL, as `openssl crl` prints it; throws when it cannot read it. */
export const crlText = (der: Buffer): string =>
  execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], { input: der, encoding: 'utf8' });

/** Did this CA sign the list? openssl says so on stderr. */
export function signedBy(der: Buffer, authority: string): boolean {
  const pem = execFileSync('openssl', ['crl', '-inform', 'DER', '-outform', 'PEM'], { input: der, encoding: 'utf8' });
  const verdict = execFileSync(
    'sh',
    ['-c', 'openssl crl -in "$0" -noout -CAfile "$1" 2>&1', fileOf(pem), fileOf(authority)],
    {
      encoding: 'utf8',
    },
  );
  return verdict.trim() === 'verify OK';
}

/** The serials of a list, lower-case hex without leading zeros. */
export const serialsIn = (text: string): string[] =>
  [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial = '']) => serial.toLowerCase().replace(/^0+/, ''));

/** What a certificate names as its CRL. */
export const distributionPointOf = (pem: string): string | undefined =>
  /CRL Distribution Points:\s+Full Name:\s+URI:(\S+)/.exec(openssl('x509', '-in', fileOf(pem), '-noout', '-text'))?.[1];

const csr = Buffer.from(newCsr().csr);

/** An ACTIVE root that keeps a CRL, and its bucket. */
export async function listing(bench: Bench, wish: Partial<CrlWish> = {}, more: Parameters<typeof activeRoot>[1] = {}) {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = bench.s3(account);
  const bucket = await preparedBucket(s3, { open: wish.S3ObjectAcl === 'PUBLIC_READ' });
  const root = await activeRoot(pca, { ...more, RevocationConfiguration: { CrlConfiguration: crlOn(bucket, wish) } });
  const key = `crl/${serialOf(root)}.crl`;
  const issue = (days = 30) => issued(pca, issuance(root, { Csr: csr, Validity: { Type: 'DAYS', Value: days } }));
  return { account, pca, s3, bucket, root, key, issue, list: () => objectIn(s3, bucket, key) };
}

export const numberOf = (list: Buffer): string => /CRL Number: \s*(\d+)/.exec(crlText(list))?.[1] ?? '';

/** A serial number as openssl prints it, in lower case: without leading zeros. */
export const plain = (arn: string): string => serialOf(arn).replace(/^0+/, '');
