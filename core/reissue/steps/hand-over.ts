import type { Issuance, Lineage } from '../../domain/reissue/issuance.ts';
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
  const { dueAt: _, ...kept } = earlier;
  const [dueAt] = leftToDo(earlier, now).toSorted();
  await ledger.advance({ ...kept, handedOver: true, updatedAt: now, ...(dueAt !== undefined && { dueAt }) });
}

/** When the old one is to be revoked, and what lost requests issued to be found out. */
function leftToDo({ revokeAt, revokedAt, doubts }: Issuance, now: string): readonly string[] {
  const isInDoubt = doubts.some(({ resolved }) => resolved === undefined);
  return [...(revokeAt !== undefined && revokedAt === undefined ? [revokeAt] : []), ...(isInDoubt ? [now] : [])];
}
