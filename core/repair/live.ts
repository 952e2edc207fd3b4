import type { AuthorityArn } from '../domain/arn.ts';
import { judgeAuthority, type RelationVerdict, type Unmet } from '../domain/authorities/authority-verdict.ts';
import { known, unknown } from '../domain/fact.ts';
import type { FindingCode } from '../domain/findings/finding-codes.ts';
import type { RepairSubject } from '../domain/repair/repair.ts';
import { AccountUnreadable } from '../gathering/account-unreadable.ts';
import type { AuthorityReader } from '../gathering/ports.ts';

/** How it stands just now. */
export interface Live {
  /** Undefined: nothing is missing any more. */
  readonly unmet: Unmet | undefined;
  /** What else is wrong with the CA. */
  readonly beside: readonly FindingCode[];
}

/** Reads what is to be repaired once more. @throws AccountUnreadable where AWS would not tell: nothing is repaired blindly */
export async function readLive(
  authorities: AuthorityReader,
  authority: AuthorityArn,
  { code, account }: RepairSubject,
): Promise<Live> {
  const [description, grants, policy] = await Promise.all([
    authorities.describe(authority),
    authorities.grants(authority),
    authorities.policy(authority),
  ]);
  const consumers = account === authority.account ? [] : [otherAccount(account)];
  const relations = judgeAuthority({ authority, description, grants, policy, consumers, candidates: [] });
  const relation = relations.find((each) => each.account === account);
  const untold = relation?.unjudged.find(({ codes }) => codes.includes(code));
  if (untold !== undefined) throw new AccountUnreadable(untold.why);
  return { unmet: relation?.unmet.find((each) => each.code === code), beside: relations.flatMap(codesOf) };
}

const codesOf = ({ unmet }: RelationVerdict): readonly FindingCode[] => unmet.map(({ code }) => code);

/** Its role and its organisation are no matter of the CA's account: what depends on them is judged by the verification. */
function otherAccount(account: string) {
  const message = 'which organisation the account is in was not asked';
  const operation = 'organizations:DescribeOrganization';
  const organizationId = unknown({ kind: 'not-configured', operation, account, message });
  return { account, serviceLinkedRole: known(true), organizationId };
}
