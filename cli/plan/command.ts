import { ownReaders } from '../../core/aws/adapters.ts';
import type { Caller } from '../../core/aws/caller.ts';
import { deploymentOf } from '../../core/aws/deployment.ts';
import { unreadOf } from '../../core/aws/errors.ts';
import { OwnSecrets } from '../../core/aws/own-secrets.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import type { Unreadable } from '../../core/domain/fact.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { DEFAULT_STACK, type Terminal } from '../../core/runtime/terminal.ts';
import { HOW_TO_NAME_IT, noStack, stackNamed } from '../deployed.ts';
import type { ExitCode } from '../exit-codes.ts';
import { gapOf } from '../gap.ts';
import { write } from '../paper.ts';
import { openSession } from '../session.ts';
import type { StackOptions } from '../shared-options.ts';
import { terminalColors } from '../text/colors.ts';
import { WrongUsage } from '../wrong-usage.ts';
import { planJson } from './json.ts';
import type { KeptPorts } from './known.ts';
import { planFor } from './plan.ts';
import { planExitCode, type PlanReport } from './report.ts';
import { planText } from './text.ts';

/** `renewguard plan <certificate>`. */
export async function runPlan(
  certificate: CertificateArn,
  route: Route,
  options: StackOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { account, region } = certificate;
  const { whoCalls, now } = await openSession({ ...options, region: [region] }, terminal);
  const caller = await whoCalls();
  const { kept, notKnown, unread } = await whatIsKept(options, terminal, caller, region);
  const ports = { ...ownReaders(caller.account, region), secrets: new OwnSecrets(account, region) };
  const plan = await planFor({ ...ports, ...(kept && { kept }) }, certificate, route, { caller, now });
  const report: PlanReport = {
    ...plan,
    ...(notKnown !== undefined && { notKnown }),
    unreadable: [...(unread === undefined ? [] : [gapOf(unread, region, caller)]), ...plan.unreadable],
  };
  await write(process.stdout, options.json ? planJson(report) : planText(report, terminalColors));
  return planExitCode(report);
}

interface WhatIsKept {
  readonly kept?: KeptPorts;
  /** For people: why nothing of it was read. */
  readonly notKnown?: string;
  /** Absent where there simply is no RenewGuard. */
  readonly unread?: Unreadable;
}

/**
 * What RenewGuard keeps, where there is one and its table can be read: a plan is made without it, too.
 * @throws WrongUsage where a stack was named, and there is none
 */
async function whatIsKept(
  options: StackOptions,
  terminal: Terminal,
  caller: Caller,
  region: string,
): Promise<WhatIsKept> {
  const stack = stackNamed(options, terminal);
  const found = await deploymentOf(stack, caller.account, region);
  if (!found.known) return notRead(found.why);
  if (found.value === undefined) {
    const none = noStack(stack, caller, region);
    if (stack !== DEFAULT_STACK) throw new WrongUsage(`${none}; ${HOW_TO_NAME_IT}`);
    return { notKnown: `${none}: ${WITHOUT}` };
  }
  const stores = ownStores(found.value);
  try {
    await stores.modes.mode();
    return { kept: { ...stores, limits: found.value.limits } };
  } catch (error) {
    const unread = unreadOf(error, caller.account);
    if (unread === undefined) throw error;
    return notRead(unread);
  }
}

const WITHOUT = 'ledger, routes that were set, mode and budget were not read';

const notRead = (unread: Unreadable): WhatIsKept => ({ notKnown: `${WITHOUT}: ${unread.operation} failed`, unread });
