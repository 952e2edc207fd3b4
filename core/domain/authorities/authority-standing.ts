import type { AccountId } from '../arn.ts';
import type { AuthorityFacts } from './authority.ts';
import { judgeAuthority, type RelationVerdict, type Unjudged, type Unmet } from './authority-verdict.ts';
import { concernsOf } from '../findings/finding-codes.ts';

/** What ACM of one account lacks to renew from a CA, and what of it could not be read. */
export interface Standing {
  readonly unmet: readonly Unmet[];
  readonly unjudged: readonly Unjudged[];
}

/** How a CA stands for ACM of one account: what is wrong with the CA itself concerns it as much as what the account lacks. */
export function standingOf(facts: AuthorityFacts, account: AccountId): Standing {
  const relations = judgeAuthority(facts);
  const itself = relations.filter(({ standing }) => standing === 'owner').map(ofTheAuthority);
  const own = relations.filter((relation) => relation.account === account).map(ofTheAccount);
  const parts = [...itself, ...(own.length === 0 ? [notJudged(facts, account)] : own)];
  return {
    unmet: parts.flatMap(({ unmet }) => unmet),
    unjudged: parts.flatMap(({ unjudged }) => unjudged),
  };
}

function ofTheAuthority({ unmet, unjudged }: RelationVerdict): Standing {
  return {
    unmet: unmet.filter(({ code }) => concernsOf(code) === 'authority'),
    unjudged: unjudged.filter(({ codes }) => codes.some((code) => concernsOf(code) === 'authority')),
  };
}

/** A need without codes is about accounts that nobody knows of: not about this one. */
function ofTheAccount({ unmet, unjudged }: RelationVerdict): Standing {
  return {
    unmet: unmet.filter(({ code }) => concernsOf(code) === 'account'),
    unjudged: unjudged.filter(({ codes }) => codes.some((code) => concernsOf(code) === 'account')),
  };
}

/** Nobody asked what the account lacks: that is never fine. */
const notJudged = ({ authority }: AuthorityFacts, account: AccountId): Standing => ({
  unmet: [],
  unjudged: [
    {
      need: 'the account was judged',
      codes: ['PolicyMissing', 'ServiceLinkedRoleMissing'],
      why: {
        kind: 'not-configured',
        operation: 'acm-pca:GetPolicy',
        account: authority.account,
        message: `whether the authority is shared with account ${account} was not asked`,
      },
    },
  ],
});
