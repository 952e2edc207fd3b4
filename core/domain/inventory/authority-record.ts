import type { AccountId } from '../arn.ts';
import type { AuthorityDescription, Grant } from '../authorities/authority.ts';
import type { Verdict } from '../authorities/authority-verdict.ts';
import type { Fact } from '../fact.ts';

/** What one sweep read of a CA, once for all certificates that depend on it. */
export interface AuthorityReading {
  readonly arn: string;
  readonly description: Fact<AuthorityDescription | undefined>;
  readonly grants: Fact<readonly Grant[]>;
  readonly policy: Fact<string | undefined>;
  readonly tags: Fact<Readonly<Record<string, string>>>;
}

/** A CA as the inventory keeps it. Times are ISO 8601. */
export interface AuthorityRecord extends AuthorityReading {
  readonly account: AccountId;
  readonly region: string;
  readonly verdict?: Verdict;
  readonly reason?: string;
  /** When the audit report was made that was last read whole. */
  readonly reportedUntil?: string;
  readonly readAt: string;
  readonly goneAt?: string;
  readonly version: number;
}
