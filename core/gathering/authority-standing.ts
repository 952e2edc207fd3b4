import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AuthorityDescription, AuthorityFacts, ConsumerFacts } from '../domain/authorities/authority.ts';
import { unknown, type Fact } from '../domain/fact.ts';
import type { AuthorityReader, ConsumerReader } from './ports.ts';

export interface AuthorityStandingPorts {
  readonly authorities: AuthorityReader;
  readonly consumers: ConsumerReader;
}

/**
 * Reads what decides whether ACM of one account may renew from a CA, and nothing more: the permission in the CA's own account,
 * policy and service-linked role in another one.
 * @param description what was read of the CA already
 */
export async function gatherAuthorityStanding(
  { authorities, consumers }: AuthorityStandingPorts,
  authority: AuthorityArn,
  account: AccountId,
  description: Fact<AuthorityDescription | undefined> | undefined = undefined,
): Promise<AuthorityFacts> {
  const described = description ?? authorities.describe(authority);
  const common = { authority, candidates: [] };
  if (account === authority.account) {
    const [own, grants] = await Promise.all([described, authorities.grants(authority)]);
    return { ...common, description: own, grants, policy: notAsked(authority, 'acm-pca:GetPolicy'), consumers: [] };
  }
  const [shared, policy, consumer] = await Promise.all([
    described,
    authorities.policy(authority),
    gatherConsumer(consumers, account),
  ]);
  const grants = notAsked(authority, 'acm-pca:ListPermissions');
  return { ...common, description: shared, grants, policy, consumers: [consumer] };
}

/** What an account that uses a CA says about itself. */
export async function gatherConsumer(consumers: ConsumerReader, account: AccountId): Promise<ConsumerFacts> {
  const [serviceLinkedRole, organizationId] = await Promise.all([
    consumers.hasServiceLinkedRole(account),
    consumers.organizationOf(account),
  ]);
  return { account, serviceLinkedRole, organizationId };
}

/** It decides nothing for this account. */
const notAsked = ({ account }: AuthorityArn, operation: string): Fact<never> =>
  unknown({ kind: 'not-configured', operation, account, message: 'not asked: it decides nothing here' });
