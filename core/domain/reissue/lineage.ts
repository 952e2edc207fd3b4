import type { Issuance, Lineage } from './issuance.ts';
import { hasReached } from './progress.ts';

/** The strategies after which the certificate's ARN in ACM holds the replacement. */
const KEEP_THEIR_ARN: readonly Issuance['strategy'][] = ['acm-import', 'export'];

/**
 * What an issuance tells of the certificates it concerns: the new one came from it, and once it is proven, the old one is
 * replaced by it. An ARN of ACM that stays is both: it goes on, with what came from the issuance.
 */
export function lineagesOf(issuance: Issuance): ReadonlyMap<string, Lineage> {
  const lineages = new Map<string, Lineage>();
  const { issued, intent, generation, strategy, replaces, proof } = issuance;
  if (issued === undefined) return lineages;
  const cameFrom = { intent, certificateArn: replaces.certificateArn, generation };
  lineages.set(issued.certificateArn, { cameFrom });
  if (proof === undefined || !hasReached(issuance, 'proven')) return lineages;
  const stays = KEEP_THEIR_ARN.includes(strategy) ? replaces.certificateArn : undefined;
  if (stays !== undefined) lineages.set(stays, { cameFrom });
  const replacedBy = { intent, certificateArn: stays ?? issued.certificateArn, at: proof.at };
  for (const old of [replaces.certificateArn, replaces.issuedArn])
    if (old !== undefined && old !== stays && old !== issued.certificateArn) lineages.set(old, { replacedBy });
  return lineages;
}
