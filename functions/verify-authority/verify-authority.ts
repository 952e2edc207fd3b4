import * as z from 'zod/mini';
import { parseAuthorityArn } from '../../core/domain/arn.ts';
import { judgeAuthority, summarize, type RelationVerdict, type Verdict } from '../../core/domain/authority-verdict.ts';
import { nextRead } from '../../core/domain/next-read.ts';
import type { Removal } from '../../core/domain/trigger.ts';
import { gatherAuthorityFacts, type AuthorityFactsPorts } from '../../core/gathering/authority-facts.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { certificateAuthorityArn, eventName, holder, removal } from '../../core/runtime/shapes.ts';

export const verifyAuthorityInput = z.object(
  {
    certificateAuthorityArn,
    eventName,
    removal,
    holder,
    /** How many live reads were made before this one. */
    reads: z.number('a number').check(z.gte(0, 'a number from 0')),
  },
  'an object',
);

/** What the state machine does next. */
export const NEXT_STEPS = ['leave', 'read-again', 'conclude'] as const;

export interface VerifiedAuthority {
  /** `leave`: another execution is verifying this CA, and runs once more. */
  readonly next: (typeof NEXT_STEPS)[number];
  readonly certificateAuthorityArn: string;
  /** Live reads made so far. */
  readonly reads: number;
  readonly relations: readonly RelationVerdict[];
  /** Absent with `leave`. */
  readonly verdict?: Verdict;
  /** Seconds; with `read-again` only. */
  readonly readAgainAfter?: number;
}

export interface VerifyAuthorityPorts extends AuthorityFactsPorts {
  readonly clock: Clock;
  readonly lease: {
    claim(
      authorityArn: string,
      holder: string,
      arrived: { eventName: string; removal?: Removal },
      now: Date,
    ): Promise<boolean>;
  };
  readonly count: (metric: string) => void;
}

/** Reads a CA live and judges it, unless another verification of it is under way: that one then runs once more. */
export function verifyAuthority(ports: VerifyAuthorityPorts) {
  return async (input: z.infer<typeof verifyAuthorityInput>): Promise<VerifiedAuthority> => {
    const authority = parseAuthorityArn(input.certificateAuthorityArn);
    const arrived = { eventName: input.eventName, ...(input.removal === undefined ? {} : { removal: input.removal }) };
    const claimed = await ports.lease.claim(authority.arn, input.holder, arrived, await ports.clock.now());
    if (!claimed) return { next: 'leave', certificateAuthorityArn: authority.arn, reads: input.reads, relations: [] };
    const relations = judgeAuthority(await gatherAuthorityFacts(ports, authority));
    const reads = input.reads + 1;
    const { verdict } = summarize(relations.filter(({ standing }) => standing !== 'candidate'));
    const seen = { certificateAuthorityArn: authority.arn, reads, verdict, relations };
    const readAgainAfter = nextRead(relations, input.removal, reads);
    if (readAgainAfter === undefined) return { next: 'conclude', ...seen };
    ports.count('AuthorityReadAgain');
    return { next: 'read-again', ...seen, readAgainAfter };
  };
}
