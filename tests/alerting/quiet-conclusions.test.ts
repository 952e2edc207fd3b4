import { concludeOnAuthority } from '../../core/conclusions/authority.ts';
import { concludeOnCertificate, type SeenCertificate } from '../../core/conclusions/certificate.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import type { JudgedCertificate } from '../../core/domain/findings/certificate-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import { noticeOf } from '../../core/domain/findings/notice.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { anAuthority } from '../builders/authority-facts.ts';
import { aFinding } from '../builders/findings.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { aSummary } from '../builders/verdicts.ts';
import { FakeInspections } from '../fakes/fake-inspections.ts';
import { FakeLedger } from '../fakes/fake-ledger.ts';
import { FakeMemory } from '../fakes/fake-memory.ts';

const EVENT = schemaOf('certificate-finding-event.v1');
const NOW = '2026-11-28T10:00:00.000Z';
const HOLDER = 'sweep-1';

let ledger: FakeLedger;
let inspections: FakeInspections;
let mutes: Mute[];

beforeEach(() => {
  ledger = new FakeLedger(() => HOLDER);
  inspections = new FakeInspections(ledger);
  mutes = [];
});

const ports = () => ({
  inspections,
  findings: ledger,
  authorityFindings: ledger,
  outbox: ledger,
  muted: { mutesOf: (subject: string) => Promise.resolve(mutes.filter((mute) => mute.subject === subject)) },
});

const people = (): readonly OutgoingNotice[] => ledger.sent.filter(({ audience }) => audience !== 'programs');

const arnOf = (index: number): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${index}`;

/** A certificate whose CA lacks the permission, or that is well. */
function judged(index: number, reason: string | undefined): JudgedCertificate {
  const verdict =
    reason === undefined
      ? ({ verdict: 'renewable', reason: 'Renewable', message: '', remedy: [] } as const)
      : ({
          verdict: 'not-renewable',
          code: 'RenewalBlocked',
          severity: 'high',
          reason,
          message: 'ACM will not be able to renew it.',
          remedy: [],
          outage: '2027-03-01T10:00:00.000Z',
        } as const);
  const certificate = { arn: arnOf(index), account: PKI, authorityArn: AUTHORITY_ARN };
  return {
    certificate,
    verdict,
    plan: { action: reason === undefined ? 'leave' : 'alert', why: 'somebody has to act' },
  };
}

const conclude = (index: number, reason: string | undefined, different: Partial<SeenCertificate> = {}, now = NOW) =>
  concludeOnCertificate(
    ports(),
    {
      certificateArn: arnOf(index),
      inspectedAt: now,
      gone: false,
      judged: judged(index, reason),
      holder: HOLDER,
      ...different,
    },
    now,
  );

const openAuthority = async (different: Partial<Finding> = {}): Promise<void> => {
  const finding = aFinding({ dependents: aSummary({ count: 400 }), ...different });
  await ledger.write({ finding, notice: 'opened' }, noticeOf({ finding, notice: 'opened' }), HOLDER);
  await ledger.flushAuthority(AUTHORITY_ARN);
};

const four = Array.from({ length: 400 }, (_, index) => index);

test('a permission that is missing on a CA with 400 certificates is one alert, with their number and how to see them', async () => {
  await openAuthority();
  for (const index of four) await conclude(index, 'PermissionMissing');
  expect(ledger.sent).toHaveLength(401);
  expect(people()).toHaveLength(1);
  expect(people()[0]?.text).toContain('Dependents: 400 ACM certificates');
  expect(people()[0]?.text).toContain(`npx renewguard inventory --authority ${AUTHORITY_ARN}`);
  const [, first] = ledger.sent;
  expect(first?.detail).toMatchObject({
    toldWith: { certificateAuthorityArn: AUTHORITY_ARN, code: 'PermissionMissing' },
  });
  expect(errorsIn(EVENT, first?.detail)).toEqual([]);
});

test('so it is in a sweep, which judges the CA after its certificates; their ends are not told either', async () => {
  for (const index of four) await conclude(index, 'PermissionMissing', { isAuthorityJudgedLater: true });
  await openAuthority();
  expect(people()).toHaveLength(1);
  const later = '2026-11-28T12:00:00.000Z';
  for (const index of four) await conclude(index, undefined, {}, later);
  expect(ledger.sent).toHaveLength(801);
  expect(people()).toHaveLength(1);
});

test.each([
  ['has another cause than the CA’s finding', 'AuthorityEndsBeforeRenewal', {}],
  ['has a cause that is over', 'PermissionMissing', { state: 'RESOLVED' }],
  ['is of another account than the CA’s finding', 'PolicyMissing', { code: 'PolicyMissing', account: '999988887777' }],
] as const)('a certificate that %s is told by itself', async (_, reason, different) => {
  await openAuthority(different);
  await conclude(1, reason);
  expect(people()).toHaveLength(2);
});

test('a renewal that failed for want of the permission is told with the CA’s finding', async () => {
  await openAuthority();
  await conclude(1, 'PCA_ACCESS_DENIED');
  expect(people()).toHaveLength(1);
});

const mute = (subject: string, code: string, until = '2026-12-24T00:00:00.000Z'): Mute => ({
  subject,
  code,
  reason: 'known',
  by: `arn:aws:iam::${PKI}:user/ada`,
  at: NOW,
  until,
});

test('of a certificate that is muted, programs alone hear: opened, resolved, and opened again', async () => {
  mutes = [mute(arnOf(1), 'RenewalBlocked')];
  const at = (hour: number): string => `2026-11-28T${hour}:00:00.000Z`;
  await conclude(1, 'AuthorityEndsBeforeRenewal', {}, at(11));
  await conclude(1, undefined, {}, at(12));
  await conclude(1, 'AuthorityEndsBeforeRenewal', {}, at(13));
  expect(ledger.sent.map(({ audience }) => audience)).toEqual(['programs', 'programs', 'programs']);
  for (const { detail } of ledger.sent) expect(errorsIn(EVENT, detail)).toEqual([]);
  mutes = [mute(arnOf(1), 'RenewalBlocked', at(13))];
  await conclude(1, undefined, {}, at(14));
  expect(people().map(({ detailType }) => detailType)).toEqual(['RenewGuard Certificate Finding Resolved']);
});

test('so it is of a CA', async () => {
  mutes = [mute(AUTHORITY_ARN, 'PermissionMissing')];
  const relations = [
    {
      account: PKI,
      standing: 'owner',
      unmet: [{ code: 'PermissionMissing', missing: ['IssueCertificate'], message: 'missing', remedy: [] }],
      unjudged: [],
      moot: [],
    },
  ] as unknown as Parameters<typeof concludeOnAuthority>[1]['relations'];
  const seen = { authority: anAuthority(), relations, dependents: { accounts: {}, unreadable: {} }, holder: HOLDER };
  await concludeOnAuthority({ ...ports(), memory: new FakeMemory() }, seen, NOW);
  expect(ledger.sent).toHaveLength(1);
  expect(ledger.sent[0]).toMatchObject({ audience: 'programs', detail: { muted: { reason: 'known' } } });
});
