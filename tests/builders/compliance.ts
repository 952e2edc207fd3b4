import type { ComplianceFacts } from '../../core/domain/compliance/compliance.ts';
import { known } from '../../core/domain/fact.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import { AUTHORITY_ARN, PKI } from './accounts.ts';
import { aDescription, aGrant } from './authority-facts.ts';

/** Nothing is open, and nothing muted. */
export const complianceFacts = (different: Partial<ComplianceFacts> = {}): ComplianceFacts => ({
  certificateFindings: new Map(),
  authorityFindings: new Map(),
  gaps: [],
  mutes: [],
  now: '2026-11-22T10:00:00.000Z',
  ...different,
});

/** A CA from which ACM may renew, as the inventory keeps it. */
export const anAuthorityRecord = (different: Partial<AuthorityRecord> = {}): AuthorityRecord => ({
  arn: AUTHORITY_ARN,
  account: PKI,
  region: 'eu-west-1',
  description: known(aDescription()),
  grants: known([aGrant()]),
  policy: known(undefined),
  tags: known({}),
  verdict: 'granted',
  reason: 'Granted',
  readAt: '2026-11-20T03:00:00.000Z',
  version: 1,
  ...different,
});
