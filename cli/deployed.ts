import type { Caller } from '../core/aws/caller.ts';
import { deploymentOf, type Deployment } from '../core/aws/deployment.ts';
import { describeUnreadable } from '../core/domain/fact.ts';
import type { Terminal } from '../core/runtime/terminal.ts';
import { adviceFor } from './gap.ts';
import { NotRead } from './not-read.ts';
import { openSession, type Session } from './session.ts';
import type { PlaceOptions, StackOptions } from './shared-options.ts';
import { WrongUsage } from './wrong-usage.ts';

/** A terminal, whose credentials those are, and the RenewGuard that it speaks to. */
export interface Connection {
  readonly caller: Caller;
  readonly deployment: Deployment;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * Finds out who asks, and which RenewGuard.
 * @throws WrongUsage where there is none; NotRead where AWS would not tell
 */
export async function connect({ region, ...options }: PlaceOptions, terminal: Terminal): Promise<Connection> {
  const session = await openSession({ ...options, ...(region !== undefined && { region: [region] }) }, terminal);
  const caller = await session.whoCalls();
  return { caller, deployment: await theDeployment(options, terminal, caller, session), now: session.now };
}

async function theDeployment(
  options: StackOptions,
  terminal: Terminal,
  caller: Caller,
  { regions: [region = ''] }: Session,
): Promise<Deployment> {
  const stack = stackNamed(options, terminal);
  const found = await deploymentOf(stack, caller.account, region);
  if (!found.known) throw new NotRead(`${describeUnreadable(found.why)}; ${adviceFor(found.why, caller)}`);
  if (found.value === undefined) throw new WrongUsage(`${noStack(stack, caller, region)}; ${HOW_TO_NAME_IT}`);
  return found.value;
}

export const stackNamed = ({ stack }: StackOptions, terminal: Terminal): string => stack ?? terminal.stack;

export const noStack = (stack: string, { account }: Caller, region: string): string =>
  `there is no stack ${stack} in ${region} of account ${account}`;

export const HOW_TO_NAME_IT = 'name it with --stack or RENEWGUARD_STACK, or deploy RenewGuard there (README, "Deploy")';
