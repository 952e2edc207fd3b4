import type { AccountId } from './arn.ts';

/** Why AWS would not tell. None of these is ever read as "missing" or as "fine". */
export type UnreadableKind = 'access-denied' | 'throttled' | 'unavailable' | 'wrong-state' | 'not-configured';

export interface Unreadable {
  readonly kind: UnreadableKind;
  /** What was asked: `acm-pca:ListPermissions`, `sts:AssumeRole`, … */
  readonly operation: string;
  readonly account: AccountId;
  readonly message: string;
}

/** Something that was read, or the reason why it could not be. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: Unreadable };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });

export const unknown = (why: Unreadable): Fact<never> => ({ known: false, why });

/** One line for a person: what was asked of whom, and what came back. */
export function describeUnreadable(why: Unreadable): string {
  const answers: Record<UnreadableKind, string> = {
    'access-denied': 'was denied',
    throttled: 'was throttled',
    unavailable: 'did not answer',
    'wrong-state': 'is not possible in this state',
    'not-configured': 'is not configured',
  };
  return `${why.operation} in account ${why.account} ${answers[why.kind]}: ${why.message}`;
}
