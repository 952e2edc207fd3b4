import type { CertificateRequest, Issuance } from '../../domain/reissue/issuance.ts';
import { lookedAtAgain } from '../../domain/reissue/progress.ts';
import { AuthorityCannotIssue } from '../../domain/reissue/refusals.ts';
import type { Ledger } from '../ports.ts';

/** What the state machines do next. Their Choice states branch on these names. */
export const NEXT_STEPS = [
  'issue',
  'collect',
  'decide',
  'ask',
  'deliver',
  'verify',
  'roll-back',
  'retire',
  'clean-up',
  'finish',
] as const;

export type NextStep = (typeof NEXT_STEPS)[number];

/** How a step of an issuance ended. */
export interface StepOutcome {
  readonly next: NextStep;
  readonly intent: string;
  /** Seconds to wait before the next step; absent: none. */
  readonly waitSeconds?: number;
  /** For people: what was done, or why it waits. */
  readonly because: string;
}

export interface StepPorts {
  readonly ledger: Ledger;
  readonly clock: { now(): Promise<Date> };
  /** Sends what waits to be told of an issuance. */
  readonly outbox: {
    flushIssuance(intent: string, sender: string): Promise<readonly string[]>;
    isAllTold(intent: string): Promise<boolean>;
  };
}

/** The next version of an issuance, with what a step reached. A failure that stood before is over. */
export function reached(issuance: Issuance, progress: Partial<Issuance>, now: string): Issuance {
  const { failure: _, ...well } = { ...issuance, ...progress, updatedAt: now };
  return { ...well, dueAt: lookedAtAgain(now) };
}

export const wait = (
  { intent }: Issuance,
  next: StepOutcome['next'],
  waitSeconds: number,
  because: string,
): StepOutcome => ({
  next,
  intent,
  waitSeconds,
  because,
});

export const toCollect = ({ intent, issued }: Issuance): StepOutcome => ({
  next: 'collect',
  intent,
  because: `issued: ${issued?.certificateArn ?? ''}`,
});

export function requestOf({ request, intent }: Issuance): CertificateRequest {
  if (request === undefined) throw new AuthorityCannotIssue(`the issuance ${intent} asks no CA`);
  return request;
}
