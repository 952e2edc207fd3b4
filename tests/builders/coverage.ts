import type { CoverageFinding } from '../../core/domain/findings/coverage-finding.ts';
import type { Hub } from '../../core/domain/findings/coverage-remedies.ts';
import { PAYMENTS, PKI } from './accounts.ts';

export const HUB: Hub = { account: PKI, region: 'eu-west-1', partition: 'aws', memberRoleName: 'RenewGuardRead' };

/** An account that has been closed to RenewGuard since the beginning of the month. */
export const aCoverageFinding = (different: Partial<CoverageFinding> = {}): CoverageFinding => ({
  code: 'AccountUnreadable',
  subject: PAYMENTS,
  account: PAYMENTS,
  severity: 'high',
  reason: 'sts:AssumeRole access-denied',
  message: `Account ${PAYMENTS} could not be read.`,
  remedy: ['aws cloudformation deploy --template-file organization/member.template.yaml'],
  state: 'OPEN',
  version: 1,
  openedAt: '2026-11-01T08:00:00.000Z',
  changedAt: '2026-11-01T08:00:00.000Z',
  ...different,
});
