import type { AccountId } from '../arn.ts';
import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../authorities/acm-requirements.ts';
import type { Grant } from '../authorities/authority.ts';

/** What gives ACM of the CA's own account all three actions. */
export interface PermissionSteps {
  /** Partial ones: a permission can't be widened (service-facts 1.3). */
  readonly remove: readonly Grant[];
  readonly create: Grant;
}

/**
 * What has to be done about a CA's permission, from how it stands.
 * @returns undefined where ACM holds all three actions
 */
export function permissionSteps(owner: AccountId, standing: readonly Grant[]): PermissionSteps | undefined {
  const own = standing.filter(
    ({ principal, sourceAccount }) => principal === ACM_PRINCIPAL && (sourceAccount ?? owner) === owner,
  );
  const held = new Set(own.flatMap(({ actions }) => actions));
  if (REQUIRED_ACTIONS.every((action) => held.has(action))) return undefined;
  const isBound = own.some(({ sourceAccount }) => sourceAccount !== undefined);
  const create = { principal: ACM_PRINCIPAL, actions: REQUIRED_ACTIONS, ...(isBound && { sourceAccount: owner }) };
  return { remove: own, create };
}
