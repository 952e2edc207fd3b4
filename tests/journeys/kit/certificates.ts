import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { ACMPCAClient, GetCertificateCommand, IssueCertificateCommand } from '@aws-sdk/client-acm-pca';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ConcludedCertificate } from '../../../functions/conclude-certificate/conclude-certificate.ts';
import type { ClientSettings } from '../../../local/cloud/accounts.ts';
import { requestPrivateCertificate } from '../../../local/story/certificate.ts';
import { useCertificate } from '../../../local/story/emulator-admin.ts';
import type { EndedExecution } from '../../../local/story/execution.ts';
import { type CsrWish, newCsr } from '../../emulator/kit/openssl.ts';
import { run } from './executions.ts';
import { type Guard, ofCertificates } from './guard.ts';
import { until } from './until.ts';

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/0123456789abcdef';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** A certificate that somebody had a private CA issue: its ARN, what it is, and what it was asked for with. */
export interface IssuedDirectly {
  readonly arn: string;
  readonly pem: string;
  readonly chain: string;
  readonly key: string;
  readonly csr: string;
}

const DEVICE: CsrWish = { subject: ['CN=device-7.example.com'] };

/**
 * What somebody may ask a private CA for who wants to forge alerts: line ends, a direction mark, a terminal's escape, markup, a
 * mention of everybody, a formula, a command.
 */
export const HOSTILE: CsrWish = {
  encoding: 'utf8',
  subject: [
    `CN=${inConfiguration('=1+1\nSeverity:    low\u202e\u001b[2J<!channel>`id`<script>')}`,
    `O=${inConfiguration('$(reboot)\'; rm -rf "\u200f"')}`,
  ],
};

/** A text as openssl's configuration reads it. */
function inConfiguration(text: string): string {
  return text.replace(/[\\"'`$#;]/g, '\\$&').replaceAll('\n', '\\n');
}

/** An event about certificates, as it is put on the bus. */
export interface CertificateEvent {
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: object;
}

/** Puts events on the account's bus as drills, ten at once: nobody may put the services' own sources. */
export async function putEvents({ cloud }: Guard, events: readonly CertificateEvent[]): Promise<void> {
  const client = new EventBridgeClient(cloud);
  const Entries = events.map((event) => ({
    Source: 'renewguard.drill',
    DetailType: event['detail-type'],
    Resources: [...event.resources],
    Detail: JSON.stringify(event.detail),
  }));
  for (let from = 0; from < Entries.length; from += 10) {
    const answer = await client.send(new PutEventsCommand({ Entries: Entries.slice(from, from + 10) }));
    if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
  }
}

/** What an execution of guard-certificate that succeeded says of its certificates. @throws where it did not succeed */
export function inspectedIn({ status, output, error, cause }: EndedExecution): readonly ConcludedCertificate[] {
  if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  return (JSON.parse(output) as { certificates: ConcludedCertificate[] }).certificates;
}

/** Has one certificate inspected by hand. */
export const inspect = (guard: Guard, certificateArn: string): Promise<ConcludedCertificate> =>
  until(`${certificateArn} was inspected`, async () => {
    const [inspected] = inspectedIn(await run(ofCertificates(guard), { certificateArn }));
    return inspected !== undefined && 'verdict' in inspected ? inspected : undefined;
  });

/** A certificate of ACM from a private CA that a load balancer uses. */
export async function usedCertificate(
  emulatorUrl: string,
  pki: ClientSettings,
  authorityArn: string,
  domainName = 'used.example.com',
): Promise<string> {
  const arn = await requestPrivateCertificate(pki, authorityArn, domainName, 'EC_prime256v1');
  await useCertificate(emulatorUrl, arn, [LOAD_BALANCER]);
  return arn;
}

/**
 * A certificate that somebody has a private CA issue directly, once it is issued.
 * @param days how long it lasts from now; it began a year ago
 */
export async function issueDirectly(
  pki: ClientSettings,
  authorityArn: string,
  days = 300,
  wish = DEVICE,
): Promise<IssuedDirectly> {
  const client = new ACMPCAClient(pki);
  const { csr, key } = newCsr(wish);
  const issue = new IssueCertificateCommand({
    CertificateAuthorityArn: authorityArn,
    Csr: Buffer.from(csr),
    SigningAlgorithm: 'SHA256WITHECDSA',
    Validity: { Type: 'DAYS', Value: days },
    ValidityNotBefore: { Type: 'ABSOLUTE', Value: Math.floor(Date.now() / 1000) - YEAR_SECONDS },
  });
  const { CertificateArn: arn = '' } = await client.send(issue);
  const get = new GetCertificateCommand({ CertificateAuthorityArn: authorityArn, CertificateArn: arn });
  return until(`${arn} was issued`, async () => {
    try {
      const { Certificate: pem = '', CertificateChain: chain = '' } = await client.send(get);
      return { arn, pem, chain, key, csr };
    } catch (error) {
      if ((error as Error).name === 'RequestInProgressException') return undefined;
      throw error;
    }
  });
}

/** A certificate that was made elsewhere a year ago, ends in so many days, and is imported into ACM. */
export const importedCertificate = async (
  pki: ClientSettings,
  authorityArn: string,
  days: number,
  wish = DEVICE,
): Promise<string> => importIntoAcm(pki, await issueDirectly(pki, authorityArn, days, wish));

/** Imports a certificate into ACM. @returns the ARN it has there */
export async function importIntoAcm(pki: ClientSettings, { pem, chain, key }: IssuedDirectly): Promise<string> {
  const [Certificate, CertificateChain, PrivateKey] = [pem, chain, key].map((text) => Buffer.from(text));
  const command = new ImportCertificateCommand({ Certificate, CertificateChain, PrivateKey });
  return (await new ACMClient(pki).send(command)).CertificateArn ?? '';
}
