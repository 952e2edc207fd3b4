import { setTimeout as pause } from 'node:timers/promises';
import { ownMachineClient } from '../../core/aws/clients.ts';
import { MachineExecutions } from '../../core/aws/followed-executions.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import { printable } from '../../core/domain/printable.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { ExecutionEvent } from '../../core/reissue/followed-executions.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect, type Connection } from '../deployed.ts';
import type { ExitCode } from '../exit-codes.ts';
import { onInterruption } from '../interruption.ts';
import { NotRead } from '../not-read.ts';
import { write } from '../paper.ts';
import type { ReissueOptions } from '../reissue-program.ts';
import { terminalColors } from '../text/colors.ts';
import { follow } from './follow.ts';
import { reissueExitCode, resultOf, type EndKnown, type ReissueResult } from './result.ts';
import { stepLine } from './steps-text.ts';
import { resultJson, resultText } from './text.ts';

/** `renewguard reissue <certificate>`. */
export async function runReissue(
  { arn, region }: CertificateArn,
  route: Route,
  options: ReissueOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const connection = await connect({ ...options, region }, terminal);
  const executions = new MachineExecutions(ownMachineClient(region), connection.deployment);
  const executionArn = await executions.startByHand({
    certificateArn: arn,
    ...(Object.keys(route).length > 0 && { deliver: route }),
    ...(options.again === true && { again: true }),
  });
  const result: ReissueResult = options.follow
    ? await followed(connection, executions, executionArn, { certificateArn: arn, given: route })
    : { executionArn, certificateArn: arn, outcome: 'started' };
  await write(process.stdout, options.json ? resultJson(result) : resultText(result, terminalColors));
  return reissueExitCode(result);
}

async function followed(
  { deployment }: Connection,
  executions: MachineExecutions,
  executionArn: string,
  asked: Pick<EndKnown, 'certificateArn' | 'given'>,
): Promise<ReissueResult> {
  const { ledger, approvals, modes } = ownStores(deployment);
  aside(`started ${executionArn}`);
  const release = onInterruption(() => aside(`not followed any more; the execution goes on: ${executionArn}`));
  try {
    const ports = { executions, ledger, approvals, pause: (milliseconds: number) => pause(milliseconds), tell };
    const end = await follow(ports, executionArn);
    const [issuance, mode] = await Promise.all([
      end.intent === undefined ? undefined : ledger.issuanceOf(end.intent),
      modes.mode(),
    ]);
    return resultOf({ executionArn, ...asked, followed: end, mode, ...(issuance && { issuance }) });
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new NotRead(`${why}; the execution goes on, and is only not followed any more: ${executionArn}`);
  } finally {
    release();
  }
}

function tell(event: ExecutionEvent): void {
  const line = stepLine(event);
  if (line !== undefined) aside(line);
}

/** Beside the result. It waits for nothing: the process may end with it. */
const aside = (line: string): void => void process.stderr.write(`${printable(line)}\n`);
