import type { AuthorityFacts } from '../../../core/domain/authorities/authority.ts';
import { judgeAuthority } from '../../../core/domain/authorities/authority-verdict.ts';
import { known } from '../../../core/domain/fact.ts';
import { FINDING_CODES, type FindingCode, type Severity } from '../../../core/domain/findings/finding-codes.ts';
import { conclude, type Observation } from '../../../core/domain/authorities/observation.ts';
import { PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import {
  aConsumer,
  aDescription,
  aGrant,
  anAuthority,
  factsOf,
  sharedFacts,
  unread,
} from '../../builders/authority-facts.ts';
import { issueStatement, policyOf, readStatement } from '../../builders/policy.ts';
import { aSummary, dependentsIn, nobody } from '../../builders/verdicts.ts';

interface Row {
  readonly facts: AuthorityFacts;
  /** The account the finding is about. */
  readonly account: string;
  readonly severity: Severity;
  readonly missing: readonly string[];
  /** Whose certificates are told as dependents, when one depends on the CA in each of three accounts. */
  readonly concerns: number;
}

/** One row for each code there is: from what was read to what is found. */
const ROWS: Record<FindingCode, Row> = {
  PermissionMissing: {
    facts: factsOf({ grants: known([aGrant({ actions: ['GetCertificate', 'ListPermissions'] })]) }),
    account: PKI,
    severity: 'high',
    missing: ['IssueCertificate'],
    concerns: 1,
  },
  PolicyMissing: {
    facts: sharedFacts({ policy: known(policyOf(readStatement())) }),
    account: PAYMENTS,
    severity: 'high',
    missing: ['acm-pca:IssueCertificate with EndEntityCertificate/V1'],
    concerns: 1,
  },
  ServiceLinkedRoleMissing: {
    facts: sharedFacts({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })] }),
    account: PAYMENTS,
    severity: 'high',
    missing: ['AWSServiceRoleForCertificateManager'],
    concerns: 1,
  },
  AuthorityNotActive: {
    facts: factsOf({ description: known(aDescription({ status: 'DISABLED' })) }),
    account: PKI,
    severity: 'high',
    missing: ['status ACTIVE (is DISABLED)'],
    concerns: 3,
  },
  AuthorityDeleted: {
    facts: factsOf({ description: known(aDescription({ status: 'DELETED' })) }),
    account: PKI,
    severity: 'critical',
    missing: ['the authority'],
    concerns: 3,
  },
  AuthorityShortLived: {
    facts: factsOf({ description: known(aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' })) }),
    account: PKI,
    severity: 'high',
    missing: ['usage mode GENERAL_PURPOSE'],
    concerns: 3,
  },
  AuthorityUndeterminable: {
    facts: factsOf({ grants: unread('acm-pca:ListPermissions', 'throttled') }),
    account: PKI,
    severity: 'medium',
    missing: ['ACM holds the permission'],
    concerns: 1,
  },
};

const observedIn = (facts: AuthorityFacts, dependents = dependentsIn(PKI, PAYMENTS, WEB)): readonly Observation[] =>
  conclude(anAuthority(), judgeAuthority(facts), dependents).observed;

const rows = Object.entries(ROWS) as [FindingCode, Row][];

test('every finding code has a row', () => {
  expect(Object.keys(ROWS)).toEqual(FINDING_CODES);
});

test.each(rows)('%s is found, with its severity and what is missing', (code, { facts, account, severity, missing }) => {
  expect(observedIn(facts)).toMatchObject([{ code, account, severity, missing }]);
});

test.each(rows)('%s tells of the certificates it concerns', (_, { facts, concerns }) => {
  expect(observedIn(facts)[0]?.dependents).toMatchObject({ count: concerns, outage: aSummary().outage });
});

test.each(rows.filter(([, { account }]) => account === PKI))(
  '%s is of low severity while nobody depends on the CA',
  (code, { facts }) => {
    expect(observedIn(facts, nobody)).toMatchObject([{ code, severity: 'low', dependents: { count: 0 } }]);
  },
);

test.each(rows.filter(([, { account }]) => account === PKI))(
  '%s keeps its severity while an account that may depend on the CA could not be listed',
  (code, { facts, severity }) => {
    const unlisted = { accounts: {}, unreadable: { [PKI]: 'acm:ListCertificates was denied' } };
    expect(observedIn(facts, unlisted)).toMatchObject([{ code, severity, unreadable: unlisted.unreadable }]);
  },
);

test('a healthy CA is found nothing about, shared or not', () => {
  expect(observedIn(factsOf())).toEqual([]);
  expect(observedIn(sharedFacts())).toEqual([]);
  expect(observedIn(sharedFacts({ policy: known(policyOf(readStatement(), issueStatement())) }))).toEqual([]);
});
