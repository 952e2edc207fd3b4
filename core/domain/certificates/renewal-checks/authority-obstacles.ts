import { standingOf } from '../../authorities/authority-standing.ts';
import type { CertificateFacts } from '../certificate.ts';
import { describeUnreadable } from '../../fact.ts';
import { createServiceLinkedRole } from '../../findings/remedies.ts';
import { authorityOutlives } from './authority-outlives.ts';

/** What of a CA explains that ACM's renewals fail: what is wrong, the commands that mend it, and what could not be read. */
export interface Obstacles {
  readonly messages: readonly string[];
  readonly remedy: readonly string[];
  readonly doubts: readonly string[];
  /** Whether what is read of a CA shows obstacles of this kind: where it shows none, it may have been mended just now. */
  readonly isVisible: boolean;
}

/** The reasons that what is read of a CA confirms or refutes (service-facts 2.1). */
const SHOWN_BY_THE_AUTHORITY = [
  'PCA_ACCESS_DENIED',
  'PCA_INVALID_STATE',
  'PCA_INVALID_DURATION',
  'PCA_RESOURCE_NOT_FOUND',
];

/** Everything that is wrong with the CA, and what ACM's own reason asks for beside it. @param now ISO 8601 */
export function authorityObstacles(facts: CertificateFacts, now: string, reason: string): Obstacles {
  const { certificate, authority } = facts;
  const standing = authority?.known ? standingOf(authority.value, certificate.account) : { unmet: [], unjudged: [] };
  const life = authorityOutlives.check(facts, now);
  const endsEarly = life.result === 'settled' ? [life] : [];
  const unread = [...standing.unjudged.map(({ why }) => why), ...(life.result === 'unknown' ? [life.why] : [])];
  const isAboutRole = reason === 'SLR_NOT_FOUND';
  const isShown = isAboutRole ? isRoleSeen(facts) : SHOWN_BY_THE_AUTHORITY.includes(reason);
  const role = isAboutRole && !isShown ? createServiceLinkedRole() : [];
  const found = [...standing.unmet, ...endsEarly];
  return {
    messages: found.map(({ message }) => message),
    remedy: [...new Set([...role, ...found.flatMap(({ remedy }) => remedy)])],
    doubts: [...new Set(unread.map(describeUnreadable))],
    isVisible: isShown,
  };
}

const isRoleSeen = ({ certificate, authority }: CertificateFacts): boolean => {
  const consumers = authority?.known ? authority.value.consumers : [];
  const role = consumers.find(({ account }) => account === certificate.account)?.serviceLinkedRole;
  return role?.known === true && role.value;
};
