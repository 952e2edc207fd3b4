import type { AuthorityArn } from '../domain/arn.ts';
import { AccountUnreadable } from '../gathering/account-unreadable.ts';

/** AWS's reads lag behind its writes: the step is tried again. */
export const notShownYet = ({ arn, account }: AuthorityArn, operation: string, what: string): AccountUnreadable =>
  new AccountUnreadable({ kind: 'unavailable', operation, account, message: `${arn}: it ${what} yet` });
