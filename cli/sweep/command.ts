import { setTimeout as pause } from 'node:timers/promises';
import { ownMachineClient } from '../../core/aws/clients.ts';
import { ownReport } from '../../core/aws/own-report.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import { SweepExecutions } from '../../core/aws/sweep-executions.ts';
import { printable } from '../../core/domain/printable.ts';
import { parseSweepRequest } from '../../core/domain/sweep/request.ts';
import { SWEEP_SUMMARY_VERSION, type SweepSummary } from '../../core/domain/sweep/summary.ts';
import type { SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { clockAt } from '../../core/runtime/clock.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect, type Connection } from '../deployed.ts';
import type { ExitCode } from '../exit-codes.ts';
import { onInterruption } from '../interruption.ts';
import { NotRead } from '../not-read.ts';
import { complain, write } from '../paper.ts';
import { asUsage } from '../subject.ts';
import type { SweepAsked, SweepOptions } from '../sweep-program.ts';
import { sweepingOf } from '../sweeping.ts';
import { terminalColors } from '../text/colors.ts';
import { followSweep, type SweepProgress } from './follow.ts';
import { sweepExitCode, sweepResult, type SweepResult } from './result.ts';
import { sweepJson, sweepText } from './text.ts';

/** `renewguard sweep`. */
export async function runSweep(asked: SweepAsked, options: SweepOptions, terminal: Terminal): Promise<ExitCode> {
  const now = (await clockAt(terminal.clockEndpoint).now()).toISOString();
  const request = asUsage(() => parseSweepRequest(asked, now));
  const connection = await connect(options, terminal);
  const { machineArn } = sweepingOf(connection.deployment);
  const executions = new SweepExecutions(ownMachineClient(connection.deployment.region), machineArn);
  const id = await executions.start(request);
  const executionArn = executions.arnOf(id);
  const result: SweepResult = options.wait
    ? await followed(connection, executions, id)
    : { id, executionArn, outcome: 'started', said: [], open: [] };
  await write(process.stdout, options.json ? sweepJson(result) : sweepText(result, terminalColors));
  return sweepExitCode(result);
}

async function followed({ deployment }: Connection, executions: SweepExecutions, id: string): Promise<SweepResult> {
  const executionArn = executions.arnOf(id);
  aside(`started ${executionArn}`);
  const release = onInterruption(() => aside(`not followed any more; the sweep goes on: ${executionArn}`));
  try {
    const { sweeps } = ownStores(deployment);
    const ports = { sweeps, executions, pause: (milliseconds: number) => pause(milliseconds), tell };
    const end = await followSweep(ports, id);
    const summary = await summaryOf(deployment, end.sweep);
    return sweepResult({ id, executionArn, followed: end, ...(summary && { summary }) });
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new NotRead(`${why}; the sweep goes on, and is only not followed any more: ${executionArn}`);
  } finally {
    release();
  }
}

/** The report; without the right to read it, the table's figures are told. */
async function summaryOf(
  deployment: Connection['deployment'],
  sweep: SweepRecord | undefined,
): Promise<SweepSummary | undefined> {
  if (sweep?.report === undefined) return undefined;
  try {
    const text = await ownReport(deployment.region, sweepingOf(deployment).bucketName, sweep.report);
    const summary = text === undefined ? undefined : (JSON.parse(text) as SweepSummary);
    return summary?.schemaVersion === SWEEP_SUMMARY_VERSION ? summary : undefined;
  } catch (error) {
    await complain(`note: the report could not be read, its figures are left out: ${String(error)}`);
    return undefined;
  }
}

function tell({ planned, ended, unreadable, certificates }: SweepProgress): void {
  const open = unreadable === 0 ? '' : `, ${unreadable} could not be read`;
  aside(`${ended} of ${planned} places looked at${open}; ${certificates} certificates`);
}

/** Beside the result. It waits for nothing: the process may end with it. */
const aside = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
