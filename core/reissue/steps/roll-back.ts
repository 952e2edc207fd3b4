import type { Delivery, Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import { DeliveryUnproven } from '../../domain/reissue/refusals.ts';
import { actOf } from '../phases/phase.ts';
import { PUT_BACK, type PutBackPorts } from '../phases/put-back.ts';
import { reached, type StepOutcome, type StepPorts } from './step.ts';

export type RollBackPorts = StepPorts & PutBackPorts;

/**
 * Puts back what was in use before, where RenewGuard can. Nothing is revoked: what was issued is delivered again by a later try.
 * @throws DeliveryUnproven always, where it was not proven: people have to know
 */
export async function rollBack(
  ports: RollBackPorts,
  issuance: Issuance,
  because: string,
  now: string,
): Promise<StepOutcome> {
  const { intent, delivery } = issuance;
  if (hasReached(issuance, 'proven')) return { next: 'retire', intent, because: 'it is proven' };
  if (delivery !== undefined) await putBack(ports, await marked(ports, issuance, delivery, now), because, now);
  throw new DeliveryUnproven(`the delivery was taken back already: ${issuance.failure?.message ?? because}`);
}

/** Written before anything is put back: from then on nobody proves what is being taken away. */
function marked({ ledger }: RollBackPorts, issuance: Issuance, delivery: Delivery, now: string): Promise<Issuance> {
  const isTakenBack = { ...delivery, isTakenBack: true } as const;
  return delivery.isTakenBack === true
    ? Promise.resolve(issuance)
    : ledger.advance(reached(issuance, { delivery: isTakenBack }, now));
}

/** Why nothing was put back, for people. */
const nothingPutBack = ({ delivery }: Issuance): string =>
  delivery?.previousVersionId === undefined
    ? 'nothing is put back: RenewGuard holds nothing that was there before'
    : 'nothing is put back: somebody has put something else there since';

async function putBack(ports: RollBackPorts, issuance: Issuance, because: string, now: string): Promise<never> {
  const what = await actOf(PUT_BACK, issuance)(ports, issuance);
  const { delivery: _, approval: __, ...kept } = issuance;
  await ports.ledger.advance(reached(kept, { state: 'collected' }, now));
  const after = what ?? nothingPutBack(issuance);
  throw new DeliveryUnproven(`the new certificate was not found where it is used (${because}). Now: ${after}`, what);
}
