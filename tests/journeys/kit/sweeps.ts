import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { CertificateRecord } from '../../../core/domain/inventory/certificate-record.ts';
import type { SweepSummary } from '../../../core/domain/sweep/summary.ts';
import { execute } from '../../../local/story/execution.ts';
import type { SweepOutcome } from '../../../functions/conclude-sweep/conclude-sweep.ts';
import type { Guard } from './guard.ts';
import { tableOf } from './reissue.ts';

/** A sweep by hand, to its end. @throws where it did not succeed */
export async function sweep(guard: Guard, input: object = {}): Promise<SweepOutcome> {
  const { status, output, error, cause } = await execute(guard.cloud, guard.sweepMachine, input);
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${error}: ${cause}`);
  return JSON.parse(output) as SweepOutcome;
}

/** The report of a sweep. */
export async function summaryOf(
  { cloud, bucket: Bucket }: Guard,
  { report: Key }: SweepOutcome,
): Promise<SweepSummary> {
  const s3 = new S3Client({ ...cloud, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '{}') as SweepSummary;
}

/** What the inventory has of a certificate. */
export async function recordOf(guard: Guard, arn: string): Promise<CertificateRecord | undefined> {
  const { client, name } = tableOf(guard);
  const Key = { pk: `CERTIFICATE#${arn}`, sk: 'INVENTORY' };
  const { Item } = await client.send(new GetCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item?.record as CertificateRecord | undefined;
}

/** How often an account asked ACM for what, since that was forgotten. */
export async function callsIn({ emulatorUrl }: Guard, account: string): Promise<Readonly<Record<string, number>>> {
  const response = await fetch(`${emulatorUrl}/_emulator/calls?account=${account}&service=acm`);
  const calls = (await response.json()) as readonly { operation: string }[];
  const counts: Record<string, number> = {};
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

export const forgetCalls = async ({ emulatorUrl }: Guard): Promise<void> =>
  void (await fetch(`${emulatorUrl}/_emulator/calls`, { method: 'DELETE' }));
