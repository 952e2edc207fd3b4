import * as z from 'zod/mini';
import { executionName } from '../../core/domain/reissue/intent.ts';
import { resumedWith } from '../../core/domain/reissue/resumption.ts';
import type { Executions, Ledger } from '../../core/reissue/ports.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** A schedule starts it; what it hands in does not matter. */
export const resumeReissuesInput = z.unknown();

/** How much was due, and how many executions were started. */
export interface ResumedReissues {
  readonly due: number;
  readonly started: number;
}

export interface ResumeReissuesPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'dueIssuances' | 'issuanceOf'>;
  readonly executions: Executions;
  readonly count: (metric: string, amount?: number) => void;
}

/** One run starts so many at most, those that end first; the others are due in the next run still. */
const MOST_AT_ONCE = 200;

/**
 * Starts an execution for each issuance that is due: its own died, waited in vain, or has to revoke or renew now. Starting one
 * more is harmless: the ledger says what is left to do.
 */
export const resumeReissues = (ports: ResumeReissuesPorts) => async (): Promise<ResumedReissues> => {
  const now = (await ports.clock.now()).toISOString();
  const due = await ports.ledger.dueIssuances(now);
  const found = await Promise.all(due.map(({ intent }) => ports.ledger.issuanceOf(intent)));
  const issuances = found.filter((each) => each !== undefined);
  const first = issuances.toSorted((one, other) =>
    one.replaces.content.notAfter.localeCompare(other.replaces.content.notAfter),
  );
  let started = 0;
  for (const issuance of first.slice(0, MOST_AT_ONCE)) {
    const name = executionName(issuance.intent, 'resume', now.slice(0, 13));
    if (await ports.executions.startReissue(name, resumedWith(issuance, now))) started += 1;
  }
  ports.count('ReissuesResumed', started);
  return { due: due.length, started };
};
