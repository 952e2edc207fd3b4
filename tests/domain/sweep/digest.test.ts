import fc from 'fast-check';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import type { CertificateRecord } from '../../../core/domain/inventory/certificate-record.ts';
import { digestOf, EMPTY_DIGEST, NAMED_URGENT, together } from '../../../core/domain/sweep/digest.ts';
import { aRecord } from '../../builders/inventory.ts';

const bad = (arn: string, different: Partial<NonNullable<CertificateRecord['verdict']>> = {}, owner?: string) =>
  aRecord({
    arn,
    ...(owner !== undefined && { owner: { name: owner, from: 'account tags' } }),
    verdict: { verdict: 'not-renewable', reason: 'x', code: 'RenewalBlocked', severity: 'high', ...different },
  });

const { owner: _, verdict: __, ...unownedAndUnjudged } = aRecord({ arn: 'arn:nobody' });

describe('a digest', () => {
  test('has the figures of all certificates, and of each owner’s', () => {
    const records = [
      aRecord({ arn: 'arn:fine' }),
      bad('arn:bad', { outage: '2027-01-01T00:00:00.000Z' }, 'pay'),
      unownedAndUnjudged,
      aRecord({ arn: 'arn:gone', goneAt: '2026-11-20T00:00:00.000Z' }),
    ];
    const digest = digestOf(records);
    const urgent = {
      arn: 'arn:bad',
      name: 'www.example.com',
      code: 'RenewalBlocked',
      severity: 'high',
      outage: '2027-01-01T00:00:00.000Z',
    };
    expect(digest).toMatchObject({
      certificates: 3,
      verdicts: { 'not judged': 1, 'not-renewable': 1, renewable: 1 },
      severities: { critical: 0, high: 1, medium: 0, low: 0 },
      urgent: [urgent],
    });
    expect(Object.keys(digest.owners)).toEqual(['pay', 'web']);
    expect(digest.owners['pay']).toMatchObject({ certificates: 1, urgent: [urgent] });
    expect(digest.owners['web']).toMatchObject({ certificates: 1, urgent: [] });
    expect(digest.unowned).toMatchObject({ certificates: 1, verdicts: { 'not judged': 1 } });
  });

  test('names the most severe first, then what is out now, then what ends first', () => {
    const records = [
      bad('arn:3', { outage: '2027-02-01T00:00:00.000Z' }),
      bad('arn:2', { outage: '2027-01-01T00:00:00.000Z' }),
      bad('arn:1', { code: 'RevokedInUse', severity: 'critical' }),
      bad('arn:0', { code: 'ExpiredInUse', severity: 'critical', outage: '2026-01-01T00:00:00.000Z' }),
    ];
    expect(digestOf(records).urgent.map(({ arn }) => arn)).toEqual(['arn:1', 'arn:0', 'arn:2', 'arn:3']);
  });

  test('names so many, and counts all', () => {
    const digest = digestOf(Array.from({ length: 50 }, (___, index) => bad(`arn:${index}`, {}, 'pay')));
    expect([digest.urgent.length, digest.owners['pay']?.urgent.length]).toEqual([NAMED_URGENT, NAMED_URGENT]);
    expect(digest.severities.high).toBe(50);
  });

  test('takes any name of an owner for a name', () => {
    const digest = digestOf([bad('arn:1', {}, '__proto__'), bad('arn:2', {}, 'constructor')]);
    expect(Object.keys(digest.owners)).toEqual(['__proto__', 'constructor']);
    expect(together(digest, digest).owners['constructor']?.certificates).toBe(2);
  });
});

const records: fc.Arbitrary<readonly CertificateRecord[]> = fc.array(
  fc
    .record({
      arn: fc.uuid().map((id) => `arn:${id}`),
      owner: fc.constantFrom(undefined, 'a', 'b', '__proto__'),
      code: fc.constantFrom(undefined, ...CERTIFICATE_FINDING_CODES),
      severity: fc.constantFrom('critical' as const, 'high' as const, 'low' as const),
      outage: fc.constantFrom(undefined, '2027-01-01T00:00:00.000Z', '2027-02-01T00:00:00.000Z'),
      gone: fc.boolean(),
    })
    .map(({ arn, owner, gone, ...verdict }) => {
      const { owner: ___, ...record } = aRecord({ arn, ...(gone && { goneAt: '2026-11-20T00:00:00.000Z' }) });
      const told = Object.entries(verdict).filter(([, value]) => value !== undefined);
      return {
        ...record,
        ...(owner !== undefined && { owner: { name: owner, from: 'account tags' as const } }),
        verdict: { verdict: 'not-renewable' as const, reason: 'x', ...Object.fromEntries(told) },
      };
    }),
  { maxLength: 25 },
);

describe('digests of parts', () => {
  test('are together the digest of all, in whatever order', () => {
    fc.assert(
      fc.property(records, records, (one, other) => {
        const whole = digestOf([...one, ...other]);
        expect(together(digestOf(one), digestOf(other))).toEqual(whole);
        expect(together(digestOf(other), digestOf(one))).toEqual(whole);
        expect(together(whole, EMPTY_DIGEST)).toEqual(whole);
      }),
    );
  });

  test('count each certificate with one owner, or with none', () => {
    fc.assert(
      fc.property(records, (all) => {
        const { owners, unowned, certificates } = digestOf(all);
        const owned = Object.values(owners).reduce((sum, figures) => sum + figures.certificates, 0);
        expect(owned + unowned.certificates).toBe(certificates);
      }),
    );
  });
});
