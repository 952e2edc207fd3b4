import type { Issuance, Lineage } from '../../domain/reissue/issuance.ts';
import { renewalDueAt } from '../../domain/reissue/resumption.ts';
import type { Ledger } from '../ports.ts';

/**
 * The issuance that a certificate came from has not to see to its renewal any more: another one does. Doing it again changes
 * nothing.
 * @param lineage of the certificate that is replaced
 * @param now ISO 8601
 */
export async function handOver(
  ledger: Pick<Ledger, 'issuanceOf' | 'advance'>,
  lineage: Lineage | undefined,
  now: string,
): Promise<void> {
  const earlier = lineage?.cameFrom && (await ledger.issuanceOf(lineage.cameFrom.intent));
  if (earlier?.state !== 'finished' || earlier.handedOver === true) return;
  const { dueAt: _, failure: __, ...kept } = earlier;
  const [dueAt] = leftToDo(earlier, now).toSorted();
  await ledger.advance({ ...kept, handedOver: true, updatedAt: now, ...(dueAt !== undefined && { dueAt }) });
}

/**
 * The issuance that a certificate came from need not see to its renewal before then: nobody can do anything about it now.
 * @param until and now: ISO 8601
 */
export async function putOff(
  ledger: Pick<Ledger, 'issuanceOf' | 'advance'>,
  lineage: Lineage | undefined,
  until: string,
  now: string,
): Promise<void> {
  const earlier = lineage?.cameFrom && (await ledger.issuanceOf(lineage.cameFrom.intent));
  const renewal = earlier && renewalDueAt(earlier);
  if (earlier?.state !== 'finished' || renewal === undefined || renewal > now || until <= now) return;
  const [dueAt = until] = [until, ...leftToDo(earlier, now)].toSorted();
  await ledger.advance({ ...earlier, dueAt, updatedAt: now });
}

/** When the old one is to be revoked, and what lost requests issued to be found out. */
function leftToDo({ revokeAt, revokedAt, doubts }: Issuance, now: string): readonly string[] {
  const isInDoubt = doubts.some(({ resolved }) => resolved === undefined);
  return [...(revokeAt !== undefined && revokedAt === undefined ? [revokeAt] : []), ...(isInDoubt ? [now] : [])];
}
