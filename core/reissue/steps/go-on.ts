import { executionName } from '../../domain/reissue/intent.ts';
import type { Issuance, IssuanceState } from '../../domain/reissue/issuance.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import type { Ledger } from '../ports.ts';
import { reached, type StepOutcome } from './step.ts';

/** What prepare-reissue says. */
export interface Prepared extends StepOutcome {
  readonly certificateArn: string;
  readonly strategy: string;
  /** For the nested execution. */
  readonly executionName: string;
}

/** So many executions at once are enough: whoever comes later leaves it to them. */
const MOST_AT_ONCE = 5;

/**
 * Goes on where the ledger says that an issuance stands.
 * @param collisions how many executions of the same name were met already
 * @param now ISO 8601
 */
export async function goOn(
  { ledger }: { readonly ledger: Pick<Ledger, 'advance'> },
  issuance: Issuance,
  collisions: number,
  now: string,
): Promise<Prepared> {
  if (collisions <= MOST_AT_ONCE) return toNext(issuance, collisions);
  // Whoever is at it writes, and puts off when somebody has to look again: where that time has come, all of them are dead.
  if (issuance.dueAt === undefined || issuance.dueAt > now)
    return { ...toNext(issuance, collisions), next: 'finish', because: 'other executions are at it' };
  return toNext(await ledger.advance(reached(issuance, {}, now)), collisions);
}

/** How far it has come, for people. */
const SO_FAR: Readonly<Record<IssuanceState, string>> = {
  open: 'it is begun',
  keyed: 'what is needed to ask for it is ready',
  sent: 'it was asked for already',
  issued: 'it is issued already',
  collected: 'it is checked and stored already',
  delivered: 'it is delivered already',
  proven: 'it is proven already',
  finished: 'it is done already',
};

function toNext(issuance: Issuance, collisions: number): Prepared {
  const { intent, strategy, state, version, replaces } = issuance;
  return {
    next: hasReached(issuance, 'proven') ? 'retire' : 'issue',
    intent,
    certificateArn: replaces.certificateArn,
    strategy,
    executionName: executionName(intent, 'deliver', `${version}-${collisions}`),
    because: SO_FAR[state],
  };
}
