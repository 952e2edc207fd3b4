import { acmPermission } from './acm-permission.ts';
import { authorityExists } from './authority-exists.ts';
import { authorityState } from './authority-state.ts';
import type { Need } from './need.ts';
import { policyReadable } from './policy-readable.ts';
import { serviceLinkedRole } from './service-linked-role.ts';
import { sharedPolicy } from './shared-policy.ts';
import { usageMode } from './usage-mode.ts';

/** What ACM needs of a CA to renew from it. The first unmet one gives the verdict its reason. */
export const ACM_NEEDS: readonly Need[] = [
  authorityExists,
  authorityState,
  usageMode,
  acmPermission,
  policyReadable,
  sharedPolicy,
  serviceLinkedRole,
];
