import {
  ACMClient,
  DescribeCertificateCommand,
  RequestCertificateCommand,
  type KeyAlgorithm,
} from '@aws-sdk/client-acm';
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
