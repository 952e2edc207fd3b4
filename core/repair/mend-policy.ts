import { mergedPolicy } from '../domain/repair/merged-policy.ts';
import { RepairRefused } from '../domain/repair/repair-refused.ts';
import type { Repair } from '../domain/repair/repair.ts';
import { mustKnow } from '../reissue/must-know.ts';
import { notShownYet } from './not-shown-yet.ts';
import type { Mending } from './mend.ts';

const ROUNDS = 3;

/** Lets ACM of another account renew: its statements are merged into the policy that stands at this moment. */
export async function mendPolicy(mending: Mending, { account }: Repair): Promise<void> {
  const { ports, authority } = mending;
  const { authorities, actor } = ports;
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = mustKnow(await authorities.policy(authority));
    const merged = mergedPolicy(authority, account, standing);
    if ('refused' in merged) throw new RepairRefused(`${authority.arn}: ${merged.refused}`);
    if (!merged.isNew) return;
    // PutPolicy replaces the whole policy: what stood can be looked up.
    await mending.note({ state: 'mending', stood: { policy: standing ?? null } });
    await actor.putPolicy(authority.arn, merged.policy);
  }
  throw notShownYet(authority, 'acm-pca:GetPolicy', 'does not show the policy that was put');
}
