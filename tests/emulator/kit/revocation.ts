import {
  type ACMPCAClient,
  type CreateCertificateAuthorityCommandInput,
  RevokeCertificateCommand,
  type RevocationReason,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { execFileSync } from 'node:child_process';
import { fileOf, openssl } from './openssl.ts';

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
