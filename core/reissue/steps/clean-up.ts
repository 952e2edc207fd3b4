import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, later } from '../../domain/reissue/progress.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { reissueDueAt } from '../../domain/reissue/validity.ts';
import { secretOf } from '../phases/place.ts';
import type { RouteRecords, Vault } from '../ports.ts';
import { type StepOutcome, type StepPorts } from './step.ts';

export interface CleanUpPorts extends StepPorts {
  readonly vault: Pick<Vault, 'removeSecret'>;
  readonly routes: Pick<RouteRecords, 'setRoute'>;
}

/** When it is looked at again whether the old one may be revoked. */
const LOOK_AGAIN_SECONDS = 24 * 60 * 60;
/** ACM renews private certificates from 60 days before their end on (service-facts 2.3). */
const RENEWED_BY_SECONDS = 59 * 24 * 60 * 60;
/** When the CA is asked again what a lost request issued. */
const SETTLE_AGAIN_SECONDS = 60 * 60;

/** Deletes the temporary secret once the delivery is proven, hands the route on to the new certificate, and says what is due next. */
export async function cleanUp(ports: CleanUpPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent, key, issued } = issuance;
  const done: StepOutcome = { next: 'finish', intent, because: 'nothing temporary is left' };
  if (!hasReached(issuance, 'proven')) return { ...done, because: 'it is not proven yet: nothing is deleted' };
  if (key !== undefined) await ports.vault.removeSecret(key.secretArn);
  // What could not be told yet keeps the issuance due: once it is finished, nobody would look at it again.
  if (!(await ports.outbox.isAllTold(intent))) return { ...done, because: 'people were not told yet' };
  if (asksAuthority(issuance.strategy) && issued !== undefined && !hasReached(issuance, 'finished'))
    await handOn(ports, issuance, issued.certificateArn);
  const { key: _, dueAt: __, failure: ___, ...kept } = issuance;
  const dueAt = dueNext(issuance, now);
  await ports.ledger.advance({ ...kept, state: 'finished', updatedAt: now, ...(dueAt !== undefined && { dueAt }) });
  return done;
}

/** The new certificate is delivered as the old one was; what was imported keeps its ARN, and with it its route. */
async function handOn({ routes }: CleanUpPorts, issuance: Issuance, certificateArn: string): Promise<void> {
  const { strategy, handedOn } = issuance;
  if (strategy === 'acm-import') return;
  await routes.setRoute(certificateArn, { ...handedOn, strategy, secret: secretOf(issuance) });
}

/** When the old one is to be revoked, or the new one replaced in its turn: nobody else tells of what a private CA issued. */
function dueNext(issuance: Issuance, now: string): string | undefined {
  const { revokeAt, revokedAt, strategy, issued, replaces, route, handedOver, doubts } = issuance;
  const isRevoked = revokeAt === undefined || revokedAt !== undefined;
  const isSettled = doubts.every(({ resolved }) => resolved !== undefined);
  const renews = asksAuthority(strategy) && issued?.notAfter !== undefined && handedOver !== true;
  const lived = { ...replaces.content, notBefore: now, notAfter: issued?.notAfter ?? now };
  return [
    ...(isRevoked ? [] : [orTomorrow(revokeAt, now)]),
    ...(isSettled ? [] : [later(now, SETTLE_AGAIN_SECONDS)]),
    ...(renews ? [reissueDueAt(lived, route.renewAtShare)] : []),
    // ACM tells of each renewal, but best effort: whether there was one is looked at.
    ...(strategy === 'export' ? [orTomorrow(later(lived.notAfter, -RENEWED_BY_SECONDS), now)] : []),
  ].toSorted()[0];
}

const orTomorrow = (at: string, now: string): string => (at > now ? at : later(now, LOOK_AGAIN_SECONDS));
