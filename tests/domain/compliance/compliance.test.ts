import {
  authorityEvaluation,
  certificateEvaluation,
  notApplicable,
  type ComplianceFacts,
} from '../../../core/domain/compliance/compliance.ts';
import type { AuthorityRecord } from '../../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord, RecordedVerdict } from '../../../core/domain/inventory/certificate-record.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { anAuthorityRecord, complianceFacts } from '../../builders/compliance.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';
import { aRecord } from '../../builders/inventory.ts';

const { arn } = aRecord();
const judged = (verdict: Partial<RecordedVerdict>): Partial<CertificateRecord> => ({
  verdict: { ...aRecord().verdict!, ...verdict },
});
const withFinding = (different = {}): Partial<ComplianceFacts> => ({
  certificateFindings: new Map([[arn, aCertificateFinding({ certificateArn: arn, account: PKI, ...different })]]),
});
const withAuthority = (...findings: readonly ReturnType<typeof aFinding>[]): Partial<ComplianceFacts> => ({
  authorityFindings: new Map([[AUTHORITY_ARN, findings]]),
});
const withGap = (different: Parameters<typeof aCoverageFinding>[0]): Partial<ComplianceFacts> => ({
  gaps: [aCoverageFinding(different)],
});
const muted = (until: string): Partial<ComplianceFacts> => ({
  ...withFinding(),
  mutes: [{ subject: arn, code: 'RenewalBlocked', reason: 'known', by: 'arn:x', at: '2026-11-01T00:00:00Z', until }],
});

interface Row {
  readonly title: string;
  readonly record?: Partial<CertificateRecord>;
  readonly facts?: Partial<ComplianceFacts>;
  readonly told: string;
}

const CERTIFICATES: readonly Row[] = [
  { title: 'will be renewed', told: 'COMPLIANT Renewable: ACM will renew it, from 2027-08-02 on.' },
  {
    title: 'has an open finding',
    facts: withFinding(),
    told: 'NON_COMPLIANT RenewalBlocked: ACM may not renew it.',
  },
  {
    title: 'has an open finding that is muted',
    facts: muted('2026-12-24T00:00:00Z'),
    told: 'NON_COMPLIANT RenewalBlocked (muted until 2026-12-24): ACM may not renew it.',
  },
  {
    title: 'has an open finding whose mute has ended',
    facts: muted('2026-11-22T09:00:00Z'),
    told: 'NON_COMPLIANT RenewalBlocked: ACM may not renew it.',
  },
  {
    title: 'has a finding that says that nobody knows',
    facts: withFinding({
      code: 'RenewalUndeterminable',
      message: 'Whether it will be renewed could not be determined.',
    }),
    told: 'NON_COMPLIANT RenewalUndeterminable: Whether it will be renewed could not be determined.',
  },
  {
    title: 'is signed by a CA with an open finding about its account',
    facts: withAuthority(aFinding({ message: 'The permission is partial.' })),
    told: 'NON_COMPLIANT PermissionMissing: The permission is partial.',
  },
  {
    title: 'is signed by a CA with an open finding about every account',
    facts: withAuthority(aFinding({ code: 'AuthorityNotActive', account: PAYMENTS, message: 'It is DISABLED.' })),
    told: 'NON_COMPLIANT AuthorityNotActive: It is DISABLED.',
  },
  {
    title: 'is signed by a CA with an open finding about another account',
    facts: withAuthority(aFinding({ code: 'PolicyMissing', account: PAYMENTS })),
    told: 'COMPLIANT Renewable: ACM will renew it, from 2027-08-02 on.',
  },
  {
    title: 'was not judged yet',
    record: { verdict: undefined as never },
    told: 'NON_COMPLIANT RenewalUndeterminable: not determined: no sweep has judged it yet.',
  },
  {
    title: 'could not be judged',
    record: judged({ verdict: 'undeterminable', reason: 'RenewalUndeterminable' }),
    told: 'NON_COMPLIANT RenewalUndeterminable: not determined: the last sweep could not tell whether it will be renewed.',
  },
  {
    title: 'is being replaced, so that nothing is open',
    record: judged({ verdict: 'unmanaged', code: 'ImportedExpiring', reason: 'ImportedExpiring' }),
    told: 'NON_COMPLIANT ImportedExpiring: the last sweep judged it unmanaged: ImportedExpiring.',
  },
  {
    title: 'is not managed by ACM, while nothing is due',
    record: judged({ verdict: 'unmanaged', reason: 'Unmanaged' }),
    told: 'NOT_APPLICABLE Unmanaged: ACM does not renew it, and nothing is due yet.',
  },
  {
    title: 'has been replaced',
    record: judged({ verdict: 'out-of-force', reason: 'Replaced' }),
    told: 'NOT_APPLICABLE Replaced: there is nothing to renew.',
  },
  {
    title: 'stands in an account that can’t be read any more',
    facts: withGap({ subject: PKI, account: PKI, message: 'It could not be read.' }),
    told: 'NON_COMPLIANT AccountUnreadable: not determined: It could not be read.',
  },
  {
    title: 'stands in a region that can’t be read any more',
    facts: withGap({ code: 'RegionUnreadable', account: PKI, region: 'eu-west-1', message: 'It is closed.' }),
    told: 'NON_COMPLIANT RegionUnreadable: not determined: It is closed.',
  },
  {
    title: 'stands beside a region and an account that can’t be read',
    facts: {
      gaps: [aCoverageFinding({ code: 'RegionUnreadable', account: PKI, region: 'us-east-1' }), aCoverageFinding()],
    },
    told: 'COMPLIANT Renewable: ACM will renew it, from 2027-08-02 on.',
  },
  {
    title: 'was judged by a sweep that should have been followed by another',
    facts: withGap({ code: 'SweepMissed', subject: 'default', account: undefined as never, message: 'Not swept.' }),
    told: 'NON_COMPLIANT SweepMissed: not determined: Not swept.',
  },
];

test.each(CERTIFICATES)('a certificate that $title', ({ record = {}, facts = {}, told }) => {
  const { compliance, annotation, ...resource } = certificateEvaluation(aRecord(record), complianceFacts(facts));
  expect(`${compliance} ${annotation}`).toBe(told);
  expect(resource).toEqual({ resourceType: 'AWS::ACM::Certificate', resourceId: arn });
});

const AUTHORITIES: readonly (Omit<Row, 'record'> & { readonly record?: Partial<AuthorityRecord> })[] = [
  { title: 'grants ACM what it needs', told: 'COMPLIANT Granted: ACM may renew what this authority signed.' },
  {
    title: 'has open findings, of which the worst is told',
    facts: withAuthority(
      aFinding({ severity: 'low' }),
      aFinding({ code: 'PolicyMissing', account: WEB, severity: 'high', message: 'It is shared with nobody.' }),
    ),
    told: 'NON_COMPLIANT PolicyMissing: It is shared with nobody.',
  },
  {
    title: 'lacked something in the last sweep',
    record: { verdict: 'missing', reason: 'PermissionMissing' },
    told: 'NON_COMPLIANT PermissionMissing: the last sweep saw that ACM may not renew.',
  },
  {
    title: 'could not be judged',
    record: { verdict: 'undeterminable', reason: 'Undeterminable' },
    told: 'NON_COMPLIANT AuthorityUndeterminable: not determined: the last sweep could not tell whether ACM may renew.',
  },
  {
    title: 'was not judged yet',
    record: { verdict: undefined as never, reason: undefined as never },
    told: 'NON_COMPLIANT AuthorityUndeterminable: not determined: the last sweep could not tell whether ACM may renew.',
  },
  {
    title: 'stands in an account that can’t be read any more',
    facts: withGap({ subject: PKI, account: PKI, message: 'It could not be read.' }),
    told: 'NON_COMPLIANT AccountUnreadable: not determined: It could not be read.',
  },
];

test.each(AUTHORITIES)('a CA that $title', ({ record = {}, facts = {}, told }) => {
  const { compliance, annotation, ...resource } = authorityEvaluation(
    anAuthorityRecord(record),
    complianceFacts(facts),
  );
  expect(`${compliance} ${annotation}`).toBe(told);
  expect(resource).toEqual({ resourceType: 'AWS::ACMPCA::CertificateAuthority', resourceId: AUTHORITY_ARN });
});

test('of a resource that is gone nothing is said', () => {
  expect(notApplicable({ resourceType: 'AWS::ACM::Certificate', resourceId: arn }, 'it is gone.')).toEqual({
    resourceType: 'AWS::ACM::Certificate',
    resourceId: arn,
    compliance: 'NOT_APPLICABLE',
    annotation: 'NotJudged: it is gone.',
  });
});
