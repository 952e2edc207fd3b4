import { clientSettings, hub } from '../cloud/accounts.ts';
import { execute } from './execution.ts';
import type { StoryContext } from './step.ts';

/** What guard-certificate says of one certificate. */
export interface CertificateVerdict {
  readonly verdict: string;
  readonly reason: string;
  readonly code?: string;
  readonly firstAttempt?: string;
  readonly outage?: string;
}

/** Asks guard-certificate by hand. @throws where the execution did not succeed */
export async function verdictOnCertificate(context: StoryContext, certificateArn: string): Promise<CertificateVerdict> {
  const machine = context.hub.outputs.GuardCertificateArn ?? '';
  const settings = clientSettings(context.cloud.endpoint, hub);
  const { status, output, error, cause } = await execute(settings, machine, { certificateArn });
  if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}: ${error}: ${cause}`);
  const [concluded] = (JSON.parse(output) as { certificates: CertificateVerdict[] }).certificates;
  if (concluded === undefined) throw new Error('the execution inspected no certificate');
  return concluded;
}

/** The day of a time, for people. */
export const day = (time: string | undefined): string => time?.slice(0, 10) ?? 'never';
