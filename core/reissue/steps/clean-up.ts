import { isDeepStrictEqual } from 'node:util';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, later } from '../../domain/reissue/progress.ts';
import { renewalDueAt } from '../../domain/reissue/resumption.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { secretOf } from '../phases/place.ts';
import type { Ledger, RouteRecords, Vault } from '../ports.ts';
import { handOver } from './hand-over.ts';
import type { StepOutcome, StepPorts } from './step.ts';

export interface CleanUpPorts extends StepPorts {
  readonly vault: Pick<Vault, 'removeSecret'>;
  readonly routes: Pick<RouteRecords, 'setRoute'>;
}

/** When it is looked at again whether the old one may be revoked. */
const LOOK_AGAIN_SECONDS = 24 * 60 * 60;
/** When the CA is asked again what a lost request issued. */
const SETTLE_AGAIN_SECONDS = 60 * 60;

/** Deletes the temporary secret once the delivery is proven, hands the route on to the new certificate, and says what is due next. */
export async function cleanUp(ports: CleanUpPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent, issued } = issuance;
  const done: StepOutcome = { next: 'finish', intent, because: 'nothing temporary is left' };
  if (!hasReached(issuance, 'proven')) return { ...done, because: 'it is not proven yet: nothing is deleted' };
  for (const secretArn of temporaryOf(issuance)) await ports.vault.removeSecret(secretArn);
  // What could not be told yet keeps the issuance due: once it is finished, nobody would look at it again.
  if (!(await ports.outbox.isAllTold(intent))) return { ...done, because: 'people were not told yet' };
  if (asksAuthority(issuance.strategy) && issued !== undefined && !hasReached(issuance, 'finished'))
    await handOn(ports, issuance, issued.certificateArn);
  await handOver(ports.ledger, await whereFrom(ports.ledger, issuance.replaces), now);
  const { key: _, waitsIn: __, dueAt: ___, failure: ____, ...kept } = issuance;
  const dueAt = dueNext(issuance, now);
  const over = { ...kept, state: 'finished' as const, ...(dueAt !== undefined && { dueAt }) };
  if (!isDeepStrictEqual(over, issuance)) await ports.ledger.advance({ ...over, updatedAt: now });
  return done;
}

/** The secrets that were made for the way only; often the same one. */
const temporaryOf = ({ key, waitsIn }: Issuance): ReadonlySet<string> =>
  new Set([key, waitsIn].flatMap((kept) => (kept === undefined ? [] : [kept.secretArn])));

/** Where the old one came from, whatever is in an ARN that stayed. A copy that somebody imported came from nobody here. */
async function whereFrom(ledger: Ledger, { certificateArn, issuedArn = certificateArn }: Issuance['replaces']) {
  const lineage = await ledger.lineageOf(issuedArn);
  return issuedArn === certificateArn || lineage?.cameFrom?.certificateArn === certificateArn ? lineage : undefined;
}

/**
 * The new certificate is delivered as the old one was; what was imported keeps its ARN, and with it its route. A device's CSR
 * stays as good as its key; the record that told it was of the first certificate only.
 */
async function handOn({ routes }: CleanUpPorts, issuance: Issuance, certificateArn: string): Promise<void> {
  const { strategy, handedOn, csr } = issuance;
  if (strategy === 'acm-import') return;
  const ofDevice = strategy === 'same-key' && csr !== undefined ? { csr } : {};
  await routes.setRoute(certificateArn, { ...handedOn, strategy, secret: secretOf(issuance), ...ofDevice });
}

/** When the old one is to be revoked, the CA to be asked once more, or the new one replaced in its turn. */
function dueNext(issuance: Issuance, now: string): string | undefined {
  const { revokeAt, revokedAt, doubts, strategy } = issuance;
  const isRevoked = revokeAt === undefined || revokedAt !== undefined;
  const isSettled = doubts.every(({ resolved }) => resolved !== undefined);
  const renewal = renewalDueAt(issuance);
  return [
    ...(isRevoked ? [] : [orTomorrow(revokeAt, now)]),
    ...(isSettled ? [] : [later(now, SETTLE_AGAIN_SECONDS)]),
    // ACM may renew later than it could: then it is looked at again.
    ...(renewal === undefined ? [] : [strategy === 'export' ? orTomorrow(renewal, now) : renewal]),
  ].toSorted()[0];
}

const orTomorrow = (at: string, now: string): string => (at > now ? at : later(now, LOOK_AGAIN_SECONDS));
