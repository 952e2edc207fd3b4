import { describeUnreadable, type Unreadable } from '../domain/fact.ts';

/** An account had to be listed and could not be: nobody can say which of its CAs are concerned. Retried, then alerted. */
export class AccountUnreadable extends Error {
  override readonly name = 'AccountUnreadable';
  readonly why: Unreadable;

  constructor(why: Unreadable) {
    super(describeUnreadable(why));
    this.why = why;
  }
}
