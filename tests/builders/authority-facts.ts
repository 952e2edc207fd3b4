import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../../core/domain/authorities/acm-requirements.ts';
import { parseAuthorityArn, type AuthorityArn } from '../../core/domain/arn.ts';
import type {
  AuthorityDescription,
  AuthorityFacts,
  ConsumerFacts,
  Grant,
} from '../../core/domain/authorities/authority.ts';
import { known, unknown, type Fact, type UnreadableKind } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from './accounts.ts';
import { sharingPolicy } from './policy.ts';

export const anAuthority = (arn: string = AUTHORITY_ARN): AuthorityArn => parseAuthorityArn(arn);

export const aDescription = (different: Partial<AuthorityDescription> = {}): AuthorityDescription => ({
  status: 'ACTIVE',
  usageMode: 'GENERAL_PURPOSE',
  commonName: 'Example Issuing CA',
  notAfter: '2036-01-01T00:00:00.000Z',
  ...different,
});

/** ACM's permission, with all three actions. */
export const aGrant = (different: Partial<Grant> = {}): Grant => ({
  principal: ACM_PRINCIPAL,
  actions: REQUIRED_ACTIONS,
  ...different,
});

/** An account that uses the CA and lacks nothing. */
export const aConsumer = (account: string = PAYMENTS, different: Partial<ConsumerFacts> = {}): ConsumerFacts => ({
  account,
  serviceLinkedRole: known(true),
  organizationId: known('o-exampleorg1'),
  ...different,
});

/** An active CA with ACM's permission, shared with nobody. */
export const factsOf = (different: Partial<AuthorityFacts> = {}): AuthorityFacts => ({
  authority: anAuthority(),
  description: known(aDescription()),
  grants: known([aGrant()]),
  policy: known(undefined),
  consumers: [],
  candidates: [],
  ...different,
});

/** A CA that is shared with one account, which lacks nothing. */
export const sharedFacts = (different: Partial<AuthorityFacts> = {}): AuthorityFacts =>
  factsOf({ policy: known(sharingPolicy()), consumers: [aConsumer()], ...different });

/** What AWS would not tell. */
export const unread = (operation: string, kind: UnreadableKind = 'access-denied', account = PKI): Fact<never> =>
  unknown({ kind, operation, account, message: 'not today' });
