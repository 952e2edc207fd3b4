import type { RelationVerdict, Unjudged, Unmet } from '../../core/domain/authorities/authority-verdict.ts';
import type { Dependent, Dependents, DependentsSummary } from '../../core/domain/authorities/dependents.ts';
import type { UnreadableKind } from '../../core/domain/fact.ts';
import { PKI } from './accounts.ts';

/** ACM of one account may renew. */
export const aRelation = (different: Partial<RelationVerdict> = {}): RelationVerdict => ({
  account: PKI,
  standing: 'owner',
  verdict: 'granted',
  unmet: [],
  unjudged: [],
  moot: [],
  ...different,
});

export const anUnmet = (different: Partial<Unmet> = {}): Unmet => ({
  code: 'PermissionMissing',
  missing: ['IssueCertificate'],
  message: 'The permission is partial.',
  remedy: ['aws acm-pca create-permission'],
  ...different,
});

export const anUnjudged = (different: Partial<Unjudged> = {}, kind: UnreadableKind = 'throttled'): Unjudged => ({
  need: 'ACM holds the permission',
  codes: ['PermissionMissing'],
  why: { kind, operation: 'acm-pca:ListPermissions', account: PKI, message: 'slow down' },
  ...different,
});

/** ACM of one account lacks something. */
export const lacking = (unmet: Partial<Unmet> = {}, different: Partial<RelationVerdict> = {}): RelationVerdict =>
  aRelation({ verdict: 'missing', unmet: [anUnmet(unmet)], ...different });

/** AWS would not tell of one account. */
export const undetermined = (
  unjudged: Partial<Unjudged> = {},
  different: Partial<RelationVerdict> = {},
): RelationVerdict => aRelation({ verdict: 'undeterminable', unjudged: [anUnjudged(unjudged)], ...different });

export const aDependent = (different: Partial<Dependent> = {}): Dependent => ({
  certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/00000000-0000-0000-0000-000000000001`,
  domainName: 'www.example.com',
  notAfter: '2027-03-02T00:00:00.000Z',
  inUse: true,
  exported: false,
  ...different,
});

export const aSummary = (different: Partial<DependentsSummary> = {}): DependentsSummary => ({
  count: 1,
  inUse: 1,
  firstAttempt: '2027-01-01T00:00:00.000Z',
  outage: '2027-03-02T00:00:00.000Z',
  soonest: [aDependent()],
  ...different,
});

/** Nobody depends on the CA, and every account could be listed. */
export const nobody: Dependents = { accounts: {}, unreadable: {} };

/** One certificate in each of the accounts depends on the CA. */
export const dependentsIn = (...accounts: readonly string[]): Dependents => ({
  accounts: Object.fromEntries(accounts.map((account) => [account, aSummary()])),
  unreadable: {},
});
