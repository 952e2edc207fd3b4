import {
  ACMClient,
  DescribeCertificateCommand,
  ExportCertificateCommand,
  RequestCertificateCommand,
  type CertificateDetail,
  type KeyAlgorithm,
} from '@aws-sdk/client-acm';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSettings } from '../cloud/accounts.ts';

const settlesWithin = 20_000;

/** Has ACM of an account issue a private certificate. @returns its ARN, once it is ISSUED */
export async function requestPrivateCertificate(
  settings: ClientSettings,
  authorityArn: string,
  domainName: string,
  key: KeyAlgorithm,
): Promise<string> {
  const client = new ACMClient(settings);
  const request = { CertificateAuthorityArn: authorityArn, DomainName: domainName, KeyAlgorithm: key };
  const { CertificateArn } = await client.send(new RequestCertificateCommand(request));
  const deadline = performance.now() + settlesWithin;
  for (;;) {
    const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }));
    if (Certificate?.Status === 'ISSUED') return CertificateArn ?? '';
    if (Certificate?.Status === 'FAILED' || performance.now() > deadline) {
      throw new Error(`${domainName} is ${Certificate?.Status}: ${Certificate?.FailureReason ?? 'no reason given'}`);
    }
    await delay(100);
  }
}

/** Exports a certificate as a host's operator does; what comes back is dropped, for nothing in the story serves it. */
export async function exportFromAcm(settings: ClientSettings, certificateArn: string): Promise<void> {
  const Passphrase = Buffer.from(randomBytes(16).toString('hex'));
  await new ACMClient(settings).send(new ExportCertificateCommand({ CertificateArn: certificateArn, Passphrase }));
}

/** What ACM itself says of a certificate. */
export async function describeByAcm(settings: ClientSettings, certificateArn: string): Promise<CertificateDetail> {
  const describe = new DescribeCertificateCommand({ CertificateArn: certificateArn });
  const { Certificate } = await new ACMClient(settings).send(describe);
  if (Certificate === undefined) throw new Error(`ACM described nothing of ${certificateArn}`);
  return Certificate;
}
