import type { AccountId } from '../../arn.ts';
import type { AuthorityFacts, ConsumerFacts } from '../authority.ts';
import type { Unreadable } from '../../fact.ts';
import type { FindingCode } from '../../findings/finding-codes.ts';

/**
 * Whose renewals are judged: ACM's in the account that owns the CA, or ACM's in another account that the CA is shared with.
 * The two are allowed by different things and never by each other's (service-facts 1.3).
 */
export interface Relation {
  readonly facts: AuthorityFacts;
  readonly account: AccountId;
  /** Present for another account than the CA's owner. */
  readonly consumer?: ConsumerFacts;
}

/** What one check says of one relation. */
export type CheckResult =
  | { readonly result: 'met' }
  | {
      readonly result: 'unmet';
      readonly code: FindingCode;
      /** What is missing, as names a person can act on: actions, statements, a role. */
      readonly missing: readonly string[];
      readonly message: string;
      /** The exact commands that mend it, in order; empty where no command can. */
      readonly remedy: readonly string[];
      /** Why RenewGuard could not mend it, where it otherwise could. */
      readonly notRepairable?: string;
    }
  | { readonly result: 'unknown'; readonly why: Unreadable }
  /** A deleted CA shows neither permissions nor policy: that it is deleted says enough. */
  | { readonly result: 'moot' };

/** One of ACM's needs. */
export interface Need {
  readonly name: string;
  /** The codes `check` can answer with: all of them are unjudged while it answers `unknown`. */
  readonly codes: readonly FindingCode[];
  /** What is true of the CA itself is asked once, of the owner. */
  readonly appliesTo: (relation: Relation) => boolean;
  readonly check: (relation: Relation) => CheckResult;
}

export const MET: CheckResult = { result: 'met' };

/**
 * What can't be read is unknown; but where the CA's state rules the question out, the state says enough (service-facts 1.2).
 */
export function unread({ facts: { description } }: Relation, why: Unreadable): CheckResult {
  const isActive = !description.known || description.value?.status === 'ACTIVE';
  return why.kind === 'wrong-state' && !isActive ? { result: 'moot' } : { result: 'unknown', why };
}

/** Whether the CA is gone, for good or restorably: what hangs on it can then neither be read nor used. */
export const isGone = ({ facts: { description } }: Relation): boolean =>
  description.known && (description.value === undefined || description.value.status === 'DELETED');

export const isOwner = ({ consumer }: Relation): boolean => consumer === undefined;

export const isConsumer = ({ consumer }: Relation): boolean => consumer !== undefined;
