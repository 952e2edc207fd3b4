import fc from 'fast-check';
import { parseAlertRoutes } from '../../../core/domain/alerts/alert-routes.ts';
import { digestNotice } from '../../../core/domain/alerts/digest-notice.ts';
import {
  digestsWith,
  NAMED_LINES,
  openIn,
  toldDigests,
  type Digests,
  type OwnedFinding,
  type OwnerDigest,
} from '../../../core/domain/alerts/owner-digest.ts';
import type { FollowedFinding } from '../../../core/domain/findings/followed-finding.ts';
import { PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';

const AT = '2026-11-30T07:00:00.000Z';
const EVENT = schemaOf('digest-event.v1');
const NONE: Digests = new Map();

const routesTo = (...conditions: readonly object[]) =>
  parseAlertRoutes(
    JSON.stringify({ routes: conditions.map((each, index) => ({ name: `r${index}`, channels: ['topic'], ...each })) }),
  );

const certificate = (id: string, different: object = {}): FollowedFinding => ({
  kind: 'certificate',
  finding: aCertificateFinding({ certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/${id}`, ...different }),
});

const of = (owner: string | undefined, followed: FollowedFinding, different: Partial<OwnedFinding> = {}) => ({
  followed,
  whose: owner === undefined ? {} : { owner },
  isMuted: false,
  ...different,
});

test('an owner whom a route names has a digest of what is his, and one tells the rest', () => {
  const digests = digestsWith(NONE, [
    of('shop', certificate('1')),
    of('shop', { kind: 'authority', finding: aFinding({ severity: 'critical' }) }),
    of('web', certificate('2')),
    of(undefined, { kind: 'coverage', finding: aCoverageFinding() }),
  ]);
  const told = toldDigests(digests, routesTo({ owners: ['shop'] }));
  expect(told.map(({ owner, lines }) => [owner, lines.map(({ code }) => code)])).toEqual([
    ['shop', ['PermissionMissing', 'RenewalBlocked']],
    [undefined, ['AccountUnreadable', 'RenewalBlocked']],
  ]);
});

test('without routes there is one digest, and none where nothing is open', () => {
  const digests = digestsWith(NONE, [of('shop', certificate('1')), of('web', certificate('2'))]);
  expect(toldDigests(digests, routesTo()).map(({ owner, severities }) => [owner, severities.high])).toEqual([
    [undefined, 2],
  ]);
  expect(toldDigests(NONE, routesTo())).toEqual([]);
});

test('a route that names no owner gives nobody a digest, whatever its severities', () => {
  const digests = digestsWith(NONE, [of('shop', certificate('1'))]);
  expect(toldDigests(digests, routesTo({ severities: ['critical', 'high'] }, {}))).toMatchObject([{ muted: 0 }]);
  expect(toldDigests(digests, routesTo({ severities: ['high'], owners: ['shop'] }))[0]?.owner).toBeUndefined();
  expect(toldDigests(digests, routesTo({ kinds: ['digest'], owners: ['shop'] }))[0]?.owner).toBe('shop');
});

test('a business unit names an owner who has nothing in another', () => {
  const routes = routesTo({ businessUnits: ['Retail'] });
  const inUnit = (businessUnit: string) =>
    of('shop', certificate(businessUnit), { whose: { owner: 'shop', businessUnit } });
  expect(toldDigests(digestsWith(NONE, [inUnit('Retail')]), routes)[0]?.owner).toBe('shop');
  expect(toldDigests(digestsWith(NONE, [inUnit('Retail'), inUnit('Bank')]), routes)[0]?.owner).toBeUndefined();
});

test('what is muted is counted and not listed; nothing but muted is not told', () => {
  const muted = of('shop', certificate('1'), { isMuted: true });
  expect(toldDigests(digestsWith(NONE, [muted]), routesTo())).toEqual([]);
  const [digest] = toldDigests(digestsWith(NONE, [muted, of('shop', certificate('2'))]), routesTo());
  expect([digest?.muted, digest && openIn(digest), digest?.lines.length]).toEqual([1, 1, 1]);
});

test('the worst come first, of those the nearest outage, and those beyond the twentieth are counted', () => {
  const many = Array.from({ length: NAMED_LINES + 5 }, (_, index) =>
    of('shop', certificate(String(index), { outage: `2027-01-${String(27 - index).padStart(2, '0')}T00:00:00.000Z` })),
  );
  const digests = digestsWith(NONE, [...many, of('shop', certificate('low', { severity: 'low', outage: AT }))]);
  const [digest] = toldDigests(digests, routesTo({ owners: ['shop'] })) as [OwnerDigest];
  expect(digest.lines[0]).toMatchObject({ outage: '2027-01-03T00:00:00.000Z', severity: 'high' });
  expect(digest.lines.map(({ severity }) => severity)).not.toContain('low');
  const { subject, text, about, detail, id } = digestNotice(digest, 'abc', AT);
  expect(id).toBe('digest/abc/2026-11-30');
  expect(subject).toBe('[RenewGuard] DIGEST: 25 high, 1 low open for shop');
  expect(text).toContain('… and 6 more');
  expect(about).toEqual({ kind: 'digest', code: 'Digest', severity: 'low', owner: 'shop' });
  expect(errorsIn(EVENT, detail)).toEqual([]);
});

const anyOwned = fc
  .record({
    owner: fc.constantFrom(undefined, 'shop', 'web'),
    id: fc.integer({ min: 0, max: 50 }),
    severity: fc.constantFrom('critical' as const, 'high' as const, 'low' as const),
    outage: fc.constantFrom(undefined, AT, '2027-01-01T00:00:00.000Z'),
    isMuted: fc.boolean(),
  })
  .map(({ owner, id, isMuted, severity, outage }) => {
    const { outage: _, ...finding } = aCertificateFinding({
      certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/${id}`,
      severity,
    });
    const followed = { kind: 'certificate' as const, finding: { ...finding, ...(outage && { outage }) } };
    return of(owner, followed, { isMuted });
  });

test('in whatever order and pages findings come, the digests are the same and count each once', () => {
  fc.assert(
    fc.property(fc.array(anyOwned, { maxLength: 60 }), fc.nat(60), (found, cut) => {
      const routes = routesTo({ owners: ['shop'] });
      const whole = toldDigests(digestsWith(NONE, found), routes);
      const turned = found.toReversed();
      const inPages = digestsWith(digestsWith(NONE, turned.slice(0, cut)), turned.slice(cut));
      expect(toldDigests(inPages, routes)).toEqual(whole);
      const open = found.filter(({ isMuted }) => !isMuted).length;
      expect(whole.reduce((sum, digest) => sum + openIn(digest), 0)).toBe(open);
    }),
  );
});

test('whatever names owners and certificates have, a digest is printable, bounded, and fits its schema', () => {
  fc.assert(
    fc.property(anyText(300), anyText(300), (owner, domainName) => {
      const [digest] = toldDigests(digestsWith(NONE, [of(owner, certificate('1', { domainName }))]), routesTo());
      const notice = digestNotice({ ...(digest as OwnerDigest), ...(owner !== '' && { owner }) }, 'abc', AT);
      expect(notice.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
      for (const line of notice.text.split('\n')) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(errorsIn(EVENT, notice.detail)).toEqual([]);
    }),
  );
});
