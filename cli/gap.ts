import type { AccountId } from '../core/domain/arn.ts';
import { describeUnreadable, type Unreadable } from '../core/domain/fact.ts';
import type { Caller } from '../core/aws/caller.ts';

/** Something that could not be read in a region, told once however many certificates it leaves open. */
export interface Gap extends Unreadable {
  readonly region: string;
  /** How many certificates nobody can judge for it; absent where not even that is known. */
  readonly certificates?: number;
  /** What lets it be read. */
  readonly advice: string;
}

/** Errors that say that the credentials count no more, whatever they may do (AWS's common errors). */
const ENDED_CREDENTIALS = /^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient|CredentialsProvider|TokenProvider)/;

export const SIGN_IN = 'sign in again, or choose credentials with --profile or AWS_PROFILE';

/** What a person can do so that it can be read the next time. */
export function adviceFor(why: Unreadable, caller: Caller): string {
  switch (why.kind) {
    case 'access-denied':
      return ENDED_CREDENTIALS.test(why.message) ? SIGN_IN : allowAdvice(why, caller);
    case 'throttled':
      return 'run it again later; what was read of certificates is remembered';
    case 'unavailable':
      return 'run it again; if it stays so, check the network and the AWS_ENDPOINT_URL variables';
    case 'wrong-state':
      return 'look at the state of the certificate authority';
    case 'not-configured':
      return why.account === caller.account
        ? `see what ${why.operation} answers account ${why.account}`
        : useProfileOf(why.account);
  }
}

/** A CA's policy has two statements, and room for no other right: the owner reads what they don't give (service-facts 1.6). */
function allowAdvice({ operation, account }: Unreadable, caller: Caller): string {
  return account === caller.account
    ? `allow ${operation} to ${caller.arn}`
    : `account ${account} owns the certificate authority, and only its own credentials read this: RenewGuard deployed there judges both accounts' certificates`;
}

export const useProfileOf = (account: AccountId): string => `use a profile of account ${account} (--profile)`;

/** What could not be read at all of a region. */
export const gapOf = (why: Unreadable, region: string, caller: Caller): Gap => ({
  ...why,
  region,
  advice: adviceFor(why, caller),
});

/** What all certificates of a region leave open, each once. */
export function gapsIn(region: string, unread: readonly (readonly Unreadable[])[], caller: Caller): readonly Gap[] {
  const counted = new Map<string, { readonly why: Unreadable; readonly certificates: number }>();
  for (const reasons of unread)
    for (const [line, why] of new Map(reasons.map((each) => [describeUnreadable(each), each])))
      counted.set(line, { why, certificates: (counted.get(line)?.certificates ?? 0) + 1 });
  return [...counted.values()].map(({ why, certificates }) => ({
    ...why,
    region,
    certificates,
    advice: adviceFor(why, caller),
  }));
}
