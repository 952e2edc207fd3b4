import { ACMClient, GetCertificateCommand, ImportCertificateCommand } from '@aws-sdk/client-acm';
import * as pca from '@aws-sdk/client-acm-pca';
import { X509Certificate } from 'node:crypto';
import { generateKey } from '../../core/pki/keys.ts';
import { writeSigningRequest } from '../../core/pki/signing-request.ts';
import type { ClientSettings } from '../cloud/accounts.ts';
import { subjectAlternativeName } from '../pki-emulator/src/x509/extension.ts';
import { nameOf } from '../pki-emulator/src/x509/names.ts';
import { whenReady } from './authority.ts';

/** A certificate that somebody asked a private CA for directly: ACM knows nothing of it. */
export interface UnmanagedCertificate {
  readonly arn: string;
  readonly pem: string;
  readonly chain: string;
  readonly key: string;
  /** What it was asked for with. */
  readonly csr: string;
}

/** Asks a CA with RSA keys for a certificate, as a program does that ACM has no part in. */
export async function issueUnmanaged(
  settings: ClientSettings,
  authorityArn: string,
  name: string,
  days: number,
): Promise<UnmanagedCertificate> {
  const client = new pca.ACMPCAClient(settings);
  const key = await generateKey('RSA_2048');
  const names = subjectAlternativeName([{ kind: 'dns', value: name }]);
  const csr = writeSigningRequest(
    {
      subject: nameOf({ CommonName: name, Organization: 'Example' }).toString('base64'),
      extensions: [{ oid: names.type, critical: names.critical, value: names.value.toString('base64') }],
    },
    key,
  );
  const authority = { CertificateAuthorityArn: authorityArn };
  const { CertificateArn: arn = '' } = await client.send(
    new pca.IssueCertificateCommand({
      ...authority,
      Csr: Buffer.from(csr),
      SigningAlgorithm: 'SHA256WITHRSA',
      Validity: { Type: 'DAYS', Value: days },
    }),
  );
  const get = new pca.GetCertificateCommand({ ...authority, CertificateArn: arn });
  const { Certificate: pem = '', CertificateChain: chain = '' } = await whenReady(() => client.send(get));
  return { arn, pem, chain, key: key.reveal(), csr };
}

/** Imports it into ACM. @returns the ARN it has there */
export async function importIntoAcm(settings: ClientSettings, made: UnmanagedCertificate): Promise<string> {
  const [Certificate, CertificateChain, PrivateKey] = [made.pem, made.chain, made.key].map((text) => Buffer.from(text));
  const command = new ImportCertificateCommand({ Certificate, CertificateChain, PrivateKey });
  return (await new ACMClient(settings).send(command)).CertificateArn ?? '';
}

/** The serial number of what ACM gives out for an ARN. */
export async function serialInAcm(settings: ClientSettings, CertificateArn: string): Promise<string> {
  const { Certificate = '' } = await new ACMClient(settings).send(new GetCertificateCommand({ CertificateArn }));
  return serialOf(Certificate);
}

export const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber.toLowerCase();
