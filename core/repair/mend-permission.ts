import type { Grant } from '../domain/authorities/authority.ts';
import { permissionSteps } from '../domain/repair/permission-steps.ts';
import type { Repair } from '../domain/repair/repair.ts';
import { mustKnow } from '../reissue/must-know.ts';
import { notShownYet } from './not-shown-yet.ts';
import type { Mending } from './mend.ts';

/** A listing may lag behind what was created just now: then the step is tried again later. */
const ROUNDS = 3;

/**
 * Gives ACM of the CA's account all three actions. What the calls answer is not believed: only ListPermissions tells that it is
 * done, so "already exists" and an answer that was lost come to the same.
 */
export async function mendPermission(mending: Mending, repair: Repair): Promise<void> {
  const { ports, authority } = mending;
  const { authorities, actor } = ports;
  let stood = grantsIn(repair);
  for (let round = 0; round < ROUNDS; round += 1) {
    const steps = permissionSteps(authority.account, mustKnow(await authorities.grants(authority)));
    if (steps === undefined) return;
    if (steps.remove.length > 0) stood = steps.remove;
    // Written down before it is deleted: whoever goes on after a crash knows what stood.
    await mending.note({ state: 'mending', ...(stood.length > 0 && { stood: { grants: stood } }) });
    try {
      for (const grant of steps.remove) await actor.deleteGrant(authority.arn, grant);
      await actor.createGrant(authority.arn, steps.create);
    } catch (error) {
      await putBack(mending, stood);
      throw error;
    }
  }
  throw notShownYet(authority, 'acm-pca:ListPermissions', 'does not show the permission that was created');
}

const grantsIn = ({ stood }: Repair): readonly Grant[] =>
  stood !== undefined && 'grants' in stood ? stood.grants : [];

/** One that was not deleted yet exists. */
async function putBack({ ports, authority }: Mending, stood: readonly Grant[]): Promise<void> {
  try {
    // An answer may have been lost: what was created after all is more than what stood.
    const grants = await ports.authorities.grants(authority);
    if (grants.known && permissionSteps(authority.account, grants.value) === undefined) return;
    for (const grant of stood) await ports.restorer.createGrant(authority.arn, grant);
  } catch {
    // It stands in the repair's record, and the next try begins with it; what went wrong first is what is told.
  }
}
