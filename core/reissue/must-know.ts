import type { Fact } from '../domain/fact.ts';
import { AccountUnreadable } from '../gathering/account-unreadable.ts';

/** What was read, where nothing may be decided without it. @throws AccountUnreadable naming what AWS did not tell */
export function mustKnow<T>(fact: Fact<T>): T {
  if (fact.known) return fact.value;
  throw new AccountUnreadable(fact.why);
}
