import * as z from 'zod/mini';
import { parseAuthorityArn, type AccountId } from '../../core/domain/arn.ts';
import {
  judgeAuthority,
  summarize,
  type RelationVerdict,
  type Verdict,
} from '../../core/domain/authorities/authority-verdict.ts';
import { findingKey, type Finding } from '../../core/domain/findings/finding.ts';
import { nextRead } from '../../core/domain/authorities/next-read.ts';
import type { Removal } from '../../core/domain/authorities/trigger.ts';
import { gatherAuthorityFacts, type AuthorityFactsPorts } from '../../core/gathering/authority-facts.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { drill } from '../../core/runtime/drill-shape.ts';
import { certificateAuthorityArn, eventName, holder, removals } from '../../core/runtime/shapes.ts';

export const verifyAuthorityInput = z.object(
  {
    certificateAuthorityArn,
    eventName,
    removals,
    holder,
    /** How many live reads were made before this one. */
    reads: z.number('a number').check(z.gte(0, 'a number from 0')),
    drill,
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
  /** Accounts of which only their certificates tell whether they use the CA. */
  readonly candidates: readonly AccountId[];
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
      arrived: { eventName: string; removals: readonly Removal[] },
      now: Date,
    ): Promise<boolean>;
  };
  readonly findings: { of(authorityArn: string): Promise<readonly Finding[]> };
  /** All verifications of an account and region stand in one line. @returns milliseconds to wait for a turn */
  readonly verificationPace: { turn(account: AccountId, region: string): Promise<number> };
  readonly pause: (milliseconds: number) => Promise<unknown>;
  readonly count: (metric: string) => void;
}

/** Reads a CA live and judges it, unless another verification of it is under way: that one then runs once more. */
export function verifyAuthority(ports: VerifyAuthorityPorts) {
  return async (input: z.infer<typeof verifyAuthorityInput>): Promise<VerifiedAuthority> => {
    const { arn, ...authority } = parseAuthorityArn(input.certificateAuthorityArn);
    // A drill writes nothing, so it stands in nobody's way, and nobody in its.
    const claimed = input.drill != null || (await ports.lease.claim(arn, input.holder, input, await ports.clock.now()));
    const seen = { certificateAuthorityArn: arn, reads: input.reads, relations: [], candidates: [] };
    if (!claimed) return { next: 'leave', ...seen };
    await waitForTurn(ports, authority);
    const [facts, stored] = await Promise.all([
      gatherAuthorityFacts(ports, { arn, ...authority }),
      ports.findings.of(arn),
    ]);
    const relations = judgeAuthority(facts);
    const reads = input.reads + 1;
    const open = new Set(stored.filter(({ state }) => state === 'OPEN').map(findingKey));
    const { candidates } = facts;
    const judged = { ...seen, reads, relations, candidates, verdict: summarize(relations).verdict };
    const readAgainAfter = nextRead({ relations, removals: input.removals, open, reads });
    if (readAgainAfter === undefined) return { next: 'conclude', ...judged };
    ports.count('AuthorityReadAgain');
    return { next: 'read-again', ...judged, readAgainAfter };
  };
}

/** A longer line is not waited for, for a function comes to its end: what is throttled then is read again. */
const LONGEST_WAIT_MILLISECONDS = 60_000;

async function waitForTurn(
  { verificationPace, pause }: Pick<VerifyAuthorityPorts, 'verificationPace' | 'pause'>,
  { account, region }: { readonly account: AccountId; readonly region: string },
): Promise<void> {
  const wait = await verificationPace.turn(account, region);
  if (wait > 0) await pause(Math.min(wait, LONGEST_WAIT_MILLISECONDS));
}
