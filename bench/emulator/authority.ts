import { setTimeout } from 'node:timers/promises';
import type { Client } from './client.ts';

type Arn = { readonly CertificateAuthorityArn: string };
type Issued = { readonly CertificateArn: string };

const ALGORITHM = { SigningAlgorithm: 'SHA256WITHECDSA' };

/** An active root CA with an EC key that ACM may renew from. */
export async function ecAuthority(client: Client): Promise<string> {
  const { CertificateAuthorityArn } = await client.call<Arn>('ACMPrivateCA.CreateCertificateAuthority', {
    CertificateAuthorityType: 'ROOT',
    CertificateAuthorityConfiguration: {
      ...ALGORITHM,
      KeyAlgorithm: 'EC_prime256v1',
      Subject: { CommonName: 'Bench Root' },
    },
  });
  const ca = { CertificateAuthorityArn };
  const { Csr } = await settled(() => client.call<{ Csr: string }>('ACMPrivateCA.GetCertificateAuthorityCsr', ca));
  const issued = await client.call<Issued>('ACMPrivateCA.IssueCertificate', {
    ...ca,
    ...ALGORITHM,
    Csr: Buffer.from(Csr).toString('base64'),
    TemplateArn: 'arn:aws:acm-pca:::template/RootCACertificate/V1',
    Validity: { Type: 'YEARS', Value: 30 },
  });
  const { Certificate } = await settled(() =>
    client.call<{ Certificate: string }>('ACMPrivateCA.GetCertificate', { ...ca, ...issued }),
  );
  const certificate = { ...ca, Certificate: Buffer.from(Certificate).toString('base64') };
  await client.call('ACMPrivateCA.ImportCertificateAuthorityCertificate', certificate);
  return CertificateAuthorityArn;
}

export const grantToAcm = (client: Client, CertificateAuthorityArn: string): Promise<unknown> =>
  client.call('ACMPrivateCA.CreatePermission', {
    CertificateAuthorityArn,
    Principal: 'acm.amazonaws.com',
    Actions: ['IssueCertificate', 'GetCertificate', 'ListPermissions'],
  });

/** Asks again while the answer is that the request is in progress. */
async function settled<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!String(error).includes('RequestInProgressException')) throw error;
      await setTimeout(20);
    }
  }
}
