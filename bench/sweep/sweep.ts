import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as delay } from 'node:timers/promises';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import type { Cloud } from '../../local/cloud/cloud.ts';
import type { Deployment } from '../../local/cloud/stack.ts';
import { startExecution } from '../../local/story/execution.ts';
import { print, seconds } from '../deployed-cloud.ts';
import { callsOf, forgetCalls, totalOf, type Count } from './calls.ts';
import { FunctionProcesses, type Peaks } from './processes.ts';

const LOOK_EVERY_MILLISECONDS = 1000;
/** How often it is told how far a sweep is. */
const LOOKS_A_LINE = 60;

/** What a sweep did and took. */
export interface Swept {
  readonly milliseconds: number;
  readonly counts: readonly Count[];
  readonly peaks: Peaks;
  readonly record: SweepResult;
}

interface SweepResult {
  readonly certificates: number;
  readonly findings: { readonly opened: number; readonly resolved: number };
  readonly planned: number;
  readonly read: number;
  readonly unreadable: number;
  /** The key of its summary. */
  readonly report: string;
}

/** Sweeps the organisation, and tells every minute how far it is. @throws where it did not succeed */
export async function sweep(name: string, cloud: Cloud, { outputs }: Deployment): Promise<Swept> {
  await forgetCalls(cloud);
  const settings = clientSettings(cloud.endpoint, hub);
  print(`${name} …`);
  const processes = new FunctionProcesses(cloud);
  const since = performance.now();
  const executionArn = await startExecution(settings, outputs.SweepOrganizationArn ?? '', {});
  const { status, output, error, cause } = await endedAtLast(cloud, settings, executionArn, since);
  const milliseconds = performance.now() - since;
  const peaks = processes.stop();
  if (status !== 'SUCCEEDED' || output === undefined) throw new Error(`${status}: ${error}: ${cause}`);
  const record = JSON.parse(output) as SweepResult;
  const counts = await callsOf(cloud);
  print(`  ${record.certificates} certificates, ${totalOf(counts)} calls, ${seconds(milliseconds)}`);
  if (record.read < record.planned) print(`  ${await gapsIn(settings, outputs.BucketName ?? '', record.report)}`);
  return { milliseconds, peaks, counts, record };
}

/** What could not be read, as the report says it. */
async function gapsIn(settings: ReturnType<typeof clientSettings>, Bucket: string, Key: string): Promise<string> {
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const { coverage } = JSON.parse((await Body?.transformToString()) ?? '{}') as Summary;
  const gaps = coverage.open.flatMap(({ why = [] }) => why.map(({ operation, message }) => `${operation}: ${message}`));
  return [...new Set(gaps)].join('\n  ');
}

interface Summary {
  readonly coverage: { readonly open: readonly { readonly why?: readonly { operation: string; message: string }[] }[] };
}

/** Waits for the end, however long it takes: looking more often would be work for the cloud that is measured. */
async function endedAtLast(
  cloud: Cloud,
  settings: ReturnType<typeof clientSettings>,
  executionArn: string,
  since: number,
): Promise<DescribeExecutionCommandOutput> {
  const sfn = new SFNClient(settings);
  for (let looks = 1; ; looks += 1) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    if (looks % LOOKS_A_LINE === 0)
      print(`  ${totalOf(await callsOf(cloud))} calls so far (${seconds(performance.now() - since)})`);
    await delay(LOOK_EVERY_MILLISECONDS);
  }
}
