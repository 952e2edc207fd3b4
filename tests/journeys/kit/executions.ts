import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { Concluded } from '../../../functions/alert-or-resolve/alert-or-resolve.ts';
import type { InspectedCertificate } from '../../../functions/inspect-certificate/inspect-certificate.ts';
import type { Released } from '../../../functions/release-verification/release-verification.ts';
import type { VerifiedAuthority } from '../../../functions/verify-authority/verify-authority.ts';
import { recordsDelivered } from '../../../local/story/emulator-admin.ts';
import { type EndedExecution, executionEnded, startExecution } from '../../../local/story/execution.ts';
import type { Guard } from './guard.ts';
import { until } from './until.ts';

export interface Execution extends EndedExecution {
  readonly arn: string;
  readonly input: string;
}

/** Starts the guard's machine by hand and waits for its end. */
export async function run({ cloud, machine }: Guard, input: unknown): Promise<Execution> {
  const arn = await startExecution(cloud, machine, input);
  return { arn, input: JSON.stringify(input), ...(await executionEnded(cloud, arn)) };
}

/** What an execution that succeeded says of the CAs it verified. @throws where it did not succeed */
export function concludedOf({ status, output, error, cause }: EndedExecution): readonly Concluded[] {
  if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  return (JSON.parse(output) as { authorities: Concluded[] }).authorities;
}

/** Has one CA verified by hand, as soon as no other execution is at it: that one would do it instead. */
export const verify = (guard: Guard, certificateAuthorityArn: string): Promise<Concluded> =>
  until(`${certificateAuthorityArn} was verified`, async () => {
    const [concluded] = concludedOf(await run(guard, { certificateAuthorityArn }));
    return concluded !== undefined && 'verdict' in concluded ? concluded : undefined;
  });

/** Executions that started before this file's journeys did are others'. */
const begun = Math.floor(Date.now() / 1000) * 1000;
/** An execution's input never changes, nor does one that has ended. */
const inputs = new Map<string, string>();
const ends = new Map<string, Execution>();

/** Every execution so far whose input says `text`, ended or not; the youngest first. */
export async function executionsAbout(guard: Guard, text: string): Promise<readonly Execution[]> {
  const client = new SFNClient(guard.cloud);
  const found: Execution[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn: guard.machine })) {
    for (const { executionArn = '', startDate } of executions) {
      const isCandidate = (startDate?.getTime() ?? 0) >= begun && (inputs.get(executionArn) ?? text).includes(text);
      if (!isCandidate) continue;
      const execution = ends.get(executionArn) ?? (await describe(client, executionArn));
      if (execution.input.includes(text)) found.push(execution);
    }
  }
  return found;
}

async function describe(client: SFNClient, executionArn: string): Promise<Execution> {
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const { input = '', status = '', output = '', error = '', cause = '' } = described;
  inputs.set(executionArn, input);
  const execution = { arn: executionArn, input, status, output, error, cause };
  if (status !== 'RUNNING') ends.set(executionArn, execution);
  return execution;
}

/** Waits until so many executions whose input says `text` have ended, and none of them runs any more. */
export function endedAbout(guard: Guard, text: string, count: number, seconds = 30): Promise<readonly Execution[]> {
  const ended = async () => {
    const all = await executionsAbout(guard, text);
    return all.length >= count && all.every(({ status }) => status !== 'RUNNING') ? all : undefined;
  };
  return until(`${count} executions about ${text} ended`, ended, seconds);
}

/** Waits until everything that was recorded about a CA so far is verified. */
export async function settled(guard: Guard, certificateAuthorityArn: string): Promise<void> {
  await recordsDelivered(guard.emulatorUrl);
  await endedAbout(guard, certificateAuthorityArn, 1);
}

/** What an execution's calls of functions returned, in their order, with the milliseconds at which they did. */
async function returned(guard: Guard, executionArn: string): Promise<readonly (object & { readonly at: number })[]> {
  const client = new SFNClient(guard.cloud);
  const found: (object & { at: number })[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn })) {
    for (const { timestamp, taskSucceededEventDetails } of events) {
      if (taskSucceededEventDetails === undefined) continue;
      const { Payload } = JSON.parse(taskSucceededEventDetails.output ?? '{}') as { Payload?: object };
      found.push({ ...Payload, at: timestamp?.getTime() ?? 0 });
    }
  }
  return found;
}

export type Read = VerifiedAuthority & { readonly at: number };

/** Each live read of a CA that an execution made, in their order. */
export async function readsOf(guard: Guard, executionArn: string): Promise<readonly Read[]> {
  return (await returned(guard, executionArn)).filter((output): output is Read => 'next' in output);
}

/** While an execution certainly had the verification of its CA: from what its first read returned to what it returned last before the end. */
export async function holdOf(
  guard: Guard,
  executionArn: string,
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const all = await returned(guard, executionArn);
  const [first] = all.filter((output) => 'next' in output && output.next !== 'leave');
  const last = all.filter((output) => !('again' in output)).at(-1);
  return first && last && { from: first.at, to: last.at };
}

/** The pauses after which an execution of guard-certificate was to inspect again, in seconds, and how long each lasted. */
export async function inspectionPausesOf(guard: Guard, executionArn: string) {
  const all = await returned(guard, executionArn);
  const inspections = all.filter((output): output is InspectedCertificate & { at: number } => 'inspectedAt' in output);
  return inspections.flatMap(({ inspectAgainAfter, at }, index) => {
    const next = inspections[index + 1];
    return inspectAgainAfter === undefined || next === undefined
      ? []
      : [{ seconds: inspectAgainAfter, lasted: (next.at - at) / 1000 }];
  });
}

/** How each verification of an execution ended: whether it had to run once more. */
export async function releasesOf(guard: Guard, executionArn: string): Promise<readonly Released[]> {
  return (await returned(guard, executionArn)).filter(
    (output): output is Released & { at: number } => 'again' in output,
  );
}

/** The pauses after which an execution was to read again, in seconds. */
export const pausesOf = (reads: readonly Read[]): readonly number[] =>
  reads.flatMap(({ readAgainAfter }) => readAgainAfter ?? []);
