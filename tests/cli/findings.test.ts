import { openFindings, type FindingsFilter, type FindingsPorts } from '../../cli/findings/findings.ts';
import { findingsJson, findingsText } from '../../cli/findings/text.ts';
import { muteFinding, unmuteFinding, type MuteAsked } from '../../cli/mute/mute.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { aSummary } from '../builders/verdicts.ts';

const NOW = '2026-11-28T10:00:00.000Z';
const ADA = `arn:aws:iam::${PKI}:user/ada`;
const PLAIN = { dim: (text: string) => text } as unknown as Parameters<typeof findingsText>[2];

const authority = aFinding({ dependents: aSummary({ outage: '2027-01-01T00:00:00.000Z' }) });
const reminded = aCertificateFinding({
  outage: '2026-12-10T00:00:00.000Z',
  reminded: { at: NOW, because: 'schedule', threshold: 15, daysLeft: 14 },
});
const grouped = aCertificateFinding({
  certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/two`,
  account: PKI,
  outage: '2027-01-02T00:00:00.000Z',
  toldWith: { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing' },
});
const muteOfAuthority: Mute = {
  subject: AUTHORITY_ARN,
  code: 'PermissionMissing',
  reason: 'it is retired',
  by: ADA,
  at: NOW,
  until: '2027-01-31T00:00:00.000Z',
};

const ports = (mutes: readonly Mute[] = []): FindingsPorts => ({
  listing: {
    // eslint-disable-next-line @typescript-eslint/require-await -- as a listing, which waits for pages
    async *openFindings() {
      yield [authority];
      yield [reminded, grouped];
    },
  },
  coverage: {
    all: () => Promise.resolve([aCoverageFinding(), aCoverageFinding({ subject: PKI, state: 'RESOLVED' })]),
  },
  mutes: { everyMute: () => Promise.resolve(mutes) },
  inventory: {
    ofOwner: (owner) =>
      Promise.resolve({ items: owner === 'shop' ? [{ arn: grouped.certificateArn } as CertificateRecord] : [] }),
  },
  authorityInventory: {
    authorityRecords: () =>
      Promise.resolve([
        {
          arn: AUTHORITY_ARN,
          account: PKI,
          tags: { known: true, value: { Owner: 'pki team' } },
        } as unknown as AuthorityRecord,
      ]),
  },
  now: NOW,
});

const listed = async (different: Partial<FindingsFilter>, mutes: readonly Mute[] = []) =>
  openFindings(ports(mutes), { all: false, muted: false, ...different });

test('what is open is listed, the nearest deadline first, without what people are told of elsewhere', async () => {
  const found = await listed({});
  expect(found.map(({ code, state }) => [code, state])).toEqual([
    ['RenewalBlocked', 'reminded'],
    ['PermissionMissing', 'notified'],
    ['AccountUnreadable', 'notified'],
  ]);
  const text = findingsText(found, NOW, PLAIN);
  expect(text).toMatch(/high +RenewalBlocked +6 days? +2026-12-10 +reminded 15 days +arn:aws:acm:/i);
  expect(text).toContain('3 findings');
  expect(errorsIn(schemaOf('open-findings.v1'), JSON.parse(findingsJson(found)))).toEqual([]);
});

test('what is muted is listed when it is asked for, with who muted it, why and until when', async () => {
  expect((await listed({}, [muteOfAuthority])).map(({ code }) => code)).not.toContain('PermissionMissing');
  const found = await listed({ muted: true }, [muteOfAuthority]);
  expect(found).toMatchObject([{ subject: AUTHORITY_ARN, state: 'muted', muted: { reason: 'it is retired' } }]);
  expect(findingsText(found, NOW, PLAIN)).toContain(`muted until 2027-01-31 by ${ADA}: it is retired`);
  expect(await listed({ muted: true }, [{ ...muteOfAuthority, until: NOW }])).toEqual([]);
});

test('all, those of an owner, and those of an account are listed', async () => {
  expect(await listed({ all: true })).toHaveLength(4);
  expect(await listed({ all: true, owner: 'shop' })).toMatchObject([{ state: 'told-with-authority' }]);
  expect(await listed({ owner: 'pki team' })).toMatchObject([{ subject: AUTHORITY_ARN }]);
  expect(await listed({ owner: 'nobody' })).toEqual([]);
  expect((await listed({ account: PAYMENTS })).map(({ code }) => code)).toEqual([
    'RenewalBlocked',
    'AccountUnreadable',
  ]);
  expect(findingsText([], NOW, PLAIN)).toBe('Nothing that fits is open.\n');
});

const asked: MuteAsked = { subject: AUTHORITY_ARN, code: 'PermissionMissing', reason: 'retired', until: '2027-01-31' };

function muting() {
  const kept: Mute[] = [];
  const mutes = {
    mute: (mute: Mute) => Promise.resolve(void kept.push(mute)),
    unmute: () => Promise.resolve(kept.pop() !== undefined),
  };
  return { kept, ports: { mutes, caller: ADA, now: NOW } };
}

test('a mute names who, why, and until when', async () => {
  const { kept, ports: own } = muting();
  await muteFinding(own, asked);
  const until = '2027-01-31T00:00:00.000Z';
  expect(kept).toEqual([{ ...muteOfAuthority, reason: 'retired', until }]);
  await muteFinding(own, { ...asked, subject: PAYMENTS, code: 'AccountUnreadable' });
  expect(kept[1]?.subject).toBe(PAYMENTS);
});

test.each([
  [{ until: '2026-11-28T09:00:00Z' }, /--until: expected a day in the future/],
  [{ until: '2028-01-01' }, /--until: expected a day within a year/],
  [{ until: 'soon' }, /--until: expected a date/],
  [{ reason: '  ' }, /--reason: expected some words/],
  [{ reason: 'x'.repeat(501) }, /--reason: expected at most 500/],
  [{ code: 'RenewalBlocked' }, /--code: expected one of PermissionMissing/],
  [{ subject: 'no such thing' }, /expected an ARN/],
  [{ subject: 'arn:aws:s3:::bucket' }, /certificate ARN/],
])('with %o it is refused', async (different, message) => {
  const { kept, ports: own } = muting();
  await expect(muteFinding(own, { ...asked, ...different })).rejects.toThrow(message);
  expect(kept).toEqual([]);
});

test('what is not muted can’t be unmuted', async () => {
  const { ports: own } = muting();
  await muteFinding(own, asked);
  expect(await unmuteFinding(own, asked)).toEqual({ subject: AUTHORITY_ARN, code: 'PermissionMissing' });
  await expect(unmuteFinding(own, asked)).rejects.toThrow('is not muted');
});
