import fc from 'fast-check';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import {
  permissionChange,
  policyChange,
  REPAIR_DETAIL_TYPES,
  repairApprovalNotice,
} from '../../../core/domain/repair/repair-notice.ts';
import { boundedPlan, repairLines } from '../../../core/domain/repair/repair-text.ts';
import type { Repair } from '../../../core/domain/repair/repair.ts';
import { AUTHORITY_ARN, AUTHORITY_ID, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { aGrant } from '../../builders/authority-facts.ts';
import { aFinding } from '../../builders/findings.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { aSummary } from '../../builders/verdicts.ts';

const NOW = '2026-11-20T12:00:00.000Z';
const UNTIL = '2026-11-23T12:00:00.000Z';
const remover = { by: 'arn:aws:sts::111122223333:assumed-role/Admin/max', at: '2026-11-20T11:58:00Z' };
const repair: Repair = {
  authorityArn: AUTHORITY_ARN,
  code: 'PermissionMissing',
  account: PKI,
  version: 1,
  episode: '1f0c94a7b3de',
  attempt: 1,
  state: 'opened',
  brokenAt: NOW,
  until: UNTIL,
  done: [],
  updatedAt: NOW,
};
const schema = schemaOf('repair-event.v1');
const partial = [aGrant({ actions: ['GetCertificate'] })];
const notice = repairApprovalNotice(repair, aFinding(), permissionChange(partial), remover, NOW);

test('the question says what changes on which CA, for how many, until when, what happens without an answer, and how to answer', () => {
  expect(notice).toMatchObject({
    id: 'repair/1f0c94a7b3de-1/approval-requested',
    at: NOW,
    subject: `[RenewGuard] APPROVE REPAIR by 2026-11-23T12:00Z: authority ${AUTHORITY_ID}`,
    about: { kind: 'authority', arn: AUTHORITY_ARN, account: PKI, code: 'RepairApprovalRequested', severity: 'high' },
    detailType: 'RenewGuard Repair Approval Requested',
  });
  expect(notice.subject.length).toBeLessThanOrEqual(100);
  for (const line of [
    `Authority:   ${AUTHORITY_ARN}`,
    'Will change: acm.amazonaws.com is given IssueCertificate, GetCertificate, ListPermissions; the partial permission that stands (GetCertificate) is deleted first, and put back if that fails',
    'Calls:       acm-pca:DeletePermission, acm-pca:CreatePermission',
    'Dependents:  1 ACM certificate, 1 in use',
    'First outage:          2027-03-02T00:00:00.000Z',
    `Removed by: ${remover.by} at ${remover.at} (reported by CloudTrail, not proven)`,
    `Answer by:   ${UNTIL}; without an answer nothing is changed, and it is alerted again, as escalated`,
    '  npx renewguard approve 1f0c94a7b3de-1',
    '  npx renewguard reject 1f0c94a7b3de-1',
    'Runbook: docs/runbooks.md, RepairApprovalRequested',
  ])
    expect(notice.text.split('\n')).toContain(line);
});

test.each([
  ['about a permission', notice],
  [
    'where nothing stands, and nobody knows who it was',
    repairApprovalNotice(repair, aFinding(), permissionChange([]), undefined, NOW),
  ],
  [
    'about a policy, with no dependents',
    repairApprovalNotice(
      { ...repair, code: 'PolicyMissing', account: PAYMENTS },
      aFinding({ code: 'PolicyMissing', dependents: { count: 0, inUse: 0, soonest: [] } }),
      policyChange(PAYMENTS),
      remover,
      NOW,
    ),
  ],
])('the event %s is as the schema says', (_, { detail, detailType }) => {
  expect(errorsIn(schema, detail)).toEqual([]);
  expect(Object.values(REPAIR_DETAIL_TYPES)).toContain(detailType);
});

test.each<[string, object]>([
  ['a member nobody knows', { ...notice.detail, taskToken: 'x' }],
  ['no commands', { ...notice.detail, commands: undefined }],
  ['an id that no command takes', { ...notice.detail, approvalId: 'x' }],
])('an event with %s is not', (_, detail) => {
  expect(errorsIn(schema, detail)).not.toEqual([]);
});

test('a finding’s alert says what is done about it, and its event is as the schema says', () => {
  const plan = { decision: 'escalate', because: 'it was repaired 2 times', reportedRemover: remover } as const;
  const { text, detail } = noticeOf({ finding: aFinding({ repair: plan, severity: 'critical' }), notice: 'opened' });
  expect(text).toContain('Repair:     ESCALATED, RenewGuard stops: it was repaired 2 times\nRemoved by: arn:aws:sts');
  expect(errorsIn(schemaOf('finding-event.v1'), detail)).toEqual([]);
  expect(repairLines(undefined)).toEqual([]);
});

test('whatever a record, a tag or a mode says, the lines stay harmless and short', () => {
  fc.assert(
    fc.property(anyText(900), anyText(900), anyText(900), (because, by, held) => {
      const plan = boundedPlan({ decision: 'ask', because, held, reportedRemover: { by, at: by } });
      const text = repairLines(plan).join('\n');
      expect(text.split('\n')).toHaveLength(2);
      expect(text.length).toBeLessThan(1500);
      const dependents = aSummary();
      const told = repairApprovalNotice(
        repair,
        aFinding({ message: because, dependents }),
        permissionChange([]),
        { by, at: by },
        NOW,
      );
      expect(told.text).toMatch(/^[^\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u);
    }),
  );
});
