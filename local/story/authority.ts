import * as pca from '@aws-sdk/client-acm-pca';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSettings } from '../cloud/accounts.ts';

/** The key of an authority of the story: which algorithm it has and signs with. */
const KEYS = {
  RSA_2048: 'SHA256WITHRSA',
  EC_prime256v1: 'SHA256WITHECDSA',
} as const;

export type AuthorityKey = keyof typeof KEYS;

const settlesWithin = 60_000;

/** Asks again while the CA is still at it. The SDK's waiters would pause a second each time; milliseconds are enough here. */
export async function whenReady<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + settlesWithin;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof pca.RequestInProgressException) || performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}

/**
 * Creates a root CA the way a person does: create, sign its own request, install the certificate.
 * @returns its ARN; it is ACTIVE then
 */
export async function createRootAuthority(
  settings: ClientSettings,
  name: string,
  key: AuthorityKey,
  validity: pca.Validity = { Type: 'YEARS', Value: 10 },
): Promise<string> {
  const client = new pca.ACMPCAClient(settings);
  const SigningAlgorithm = KEYS[key];
  const CertificateAuthorityConfiguration = {
    KeyAlgorithm: key,
    SigningAlgorithm,
    Subject: { CommonName: name, Organization: 'Example' },
  };
  const created = await client.send(
    new pca.CreateCertificateAuthorityCommand({ CertificateAuthorityType: 'ROOT', CertificateAuthorityConfiguration }),
  );
  const authority = { CertificateAuthorityArn: created.CertificateAuthorityArn };
  const { Csr = '' } = await whenReady(() => client.send(new pca.GetCertificateAuthorityCsrCommand(authority)));
  const issued = await client.send(
    new pca.IssueCertificateCommand({
      ...authority,
      Csr: Buffer.from(Csr),
      SigningAlgorithm,
      TemplateArn: 'arn:aws:acm-pca:::template/RootCACertificate/V1',
      Validity: validity,
    }),
  );
  const certificate = { ...authority, CertificateArn: issued.CertificateArn };
  const { Certificate = '' } = await whenReady(() => client.send(new pca.GetCertificateCommand(certificate)));
  await client.send(
    new pca.ImportCertificateAuthorityCertificateCommand({ ...authority, Certificate: Buffer.from(Certificate) }),
  );
  return authority.CertificateAuthorityArn ?? '';
}

const principal = 'acm.amazonaws.com';

/** Grants ACM some actions on a CA; all three are what managed renewal needs. */
export async function grantToAcm(
  settings: ClientSettings,
  arn: string,
  actions: readonly pca.ActionType[],
): Promise<void> {
  const client = new pca.ACMPCAClient(settings);
  const grant = { CertificateAuthorityArn: arn, Principal: principal, Actions: [...actions] };
  await client.send(new pca.CreatePermissionCommand(grant));
}

/** Takes away whatever ACM was granted on a CA. */
export async function revokeFromAcm(settings: ClientSettings, arn: string): Promise<void> {
  const client = new pca.ACMPCAClient(settings);
  await client.send(new pca.DeletePermissionCommand({ CertificateAuthorityArn: arn, Principal: principal }));
}
