import * as z from 'zod/mini';
import { parseAuthorityArn } from '../../core/domain/arn.ts';
import type { Removal } from '../../core/domain/authorities/trigger.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { drill } from '../../core/runtime/drill-shape.ts';
import { certificateAuthorityArn, holder } from '../../core/runtime/shapes.ts';

export const releaseVerificationInput = z.object({ certificateAuthorityArn, holder, drill }, 'an object');

export type Released =
  | { readonly again: false }
  | { readonly again: true; readonly eventName: string; readonly removals: readonly Removal[] };

export interface ReleaseVerificationPorts {
  readonly clock: Clock;
  readonly lease: { release(authorityArn: string, holder: string, now: Date): Promise<Released> };
}

/** Ends the verification of a CA, or says that it must run once more for what arrived meanwhile. */
export function releaseVerification({ clock, lease }: ReleaseVerificationPorts) {
  return async (input: z.infer<typeof releaseVerificationInput>): Promise<Released> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    // A drill never took it.
    if (input.drill != null) return { again: false };
    return lease.release(authority.arn, input.holder, await clock.now());
  };
}
