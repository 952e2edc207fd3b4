import fc from 'fast-check';
import { judgeCertificate } from '../../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate, CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { STRATEGIES, type Strategy } from '../../../core/domain/reissue/strategy.ts';
import { FATES, projected, type Projected, type Projection } from '../../../core/domain/sweep/projection.ts';
import { factsOf, unread } from '../../builders/authority-facts.ts';
import { certificateFacts, nows } from '../../builders/certificate-arbitraries.ts';
import { endingOn, exported, factsAbout, factsOfKind, NOW, renewing, unused } from '../../builders/certificates.ts';

function projectedOf(facts: CertificateFacts, now = NOW, route?: Strategy): Projected {
  const { authority } = facts;
  const description = authority?.known ? authority.value.description : undefined;
  const authorityEnds = description?.known ? description.value?.notAfter : undefined;
  return {
    certificate: facts.certificate,
    verdict: judgeCertificate(facts, now),
    ...(authorityEnds !== undefined && { authorityEnds }),
    ...(route !== undefined && { route }),
  };
}

const asOf = (day: string, facts: CertificateFacts, route?: Strategy): Projection =>
  projected(projectedOf(facts, NOW, route), NOW, `${day}T12:00:00.000Z`);

describe('a private certificate of ACM, until 2027-10-01', () => {
  test.each<[string, string, Partial<Projection>]>([
    [
      'the day before its first attempt',
      '2027-08-01',
      { fate: 'stays', renewals: 0, notAfter: '2027-10-01T12:00:00.000Z' },
    ],
    [
      'the day of its first attempt',
      '2027-08-02',
      { fate: 'renews', renewals: 1, notAfter: '2028-08-31T12:00:00.000Z' },
    ],
    ['the day it would have ended', '2027-10-01', { fate: 'renews', renewals: 1 }],
    ['the day of the second one', '2028-07-02', { fate: 'renews', renewals: 2, notAfter: '2029-08-01T12:00:00.000Z' }],
    ['nine years on', '2035-06-01', { fate: 'breaks', renewals: 8 }],
  ])('as of %s', (_, day, projection) => {
    expect(asOf(day, factsAbout())).toMatchObject(projection);
  });

  test('breaks at its end where its CA does not outlive the next one', () => {
    const facts = factsAbout({}, endingOn('2028-12-31T00:00:00.000Z'));
    expect(asOf('2028-08-30', facts)).toMatchObject({ fate: 'renews', renewals: 1 });
    expect(asOf('2028-08-31', facts)).toMatchObject({
      fate: 'breaks',
      at: '2028-08-31T12:00:00.000Z',
      renewals: 1,
      why: 'The certificate authority ends on 2028-12-31T00:00:00.000Z, before a certificate of 2028-07-02T12:00:00.000Z would, on 2029-08-01T12:00:00.000Z.',
    });
  });

  test('breaks at its end where the CA’s permission is missing', () => {
    const facts = factsAbout({}, known(factsOf({ grants: known([]) })));
    expect(asOf('2027-09-30', facts)).toMatchObject({ fate: 'stays' });
    expect(asOf('2027-10-01', facts)).toMatchObject({
      fate: 'breaks',
      at: '2027-10-01T12:00:00.000Z',
      why: expect.stringMatching(/^ACM will not be able to renew/) as string,
    });
    // A route replaces nothing that only has to be mended.
    expect(asOf('2027-10-01', facts, 'secret').fate).toBe('breaks');
  });

  test('is unknown from its end on where nobody could read its CA', () => {
    const facts = factsAbout({}, unread('acm-pca:DescribeCertificateAuthority'));
    expect(asOf('2027-09-30', facts)).toMatchObject({ fate: 'stays' });
    expect(asOf('2027-10-01', facts)).toMatchObject({ fate: 'unknown', at: '2027-10-01T12:00:00.000Z' });
  });

  test('whose time has come is renewed now', () => {
    const facts = factsAbout({
      notBefore: '2025-12-24T12:00:00.000Z',
      notAfter: '2027-01-23T12:00:00.000Z',
      renewal: renewing(),
    });
    expect(asOf('2026-11-25', facts)).toMatchObject({
      fate: 'renews',
      renewals: 1,
      notAfter: '2027-12-25T12:00:00.000Z',
    });
  });

  test('that nobody uses ends, unless somebody may have exported it', () => {
    expect(asOf('2027-10-01', factsAbout({ ...unused, exported: false })).fate).toBe('ends');
    expect(asOf('2027-10-01', factsAbout(unused)).fate).toBe('breaks');
  });

  test('that was exported is renewed, and breaks where its copy is served, unless RenewGuard exports it again', () => {
    const facts = factsAbout(exported);
    expect(asOf('2027-09-30', facts)).toMatchObject({ fate: 'renews', renewals: 1 });
    expect(asOf('2027-10-01', facts)).toMatchObject({ fate: 'breaks', renewals: 1, at: '2027-10-01T12:00:00.000Z' });
    expect(asOf('2028-10-01', facts, 'export')).toMatchObject({ fate: 'renews', renewals: 2 });
  });

  test('that was renewed and not exported again breaks where its copy is served, unless RenewGuard exports it', () => {
    const facts = factsAbout({
      ...unused,
      renewal: renewing({ status: 'SUCCESS' }),
      createdAt: '2025-12-20T12:00:00.000Z',
    });
    expect(asOf('2027-03-01', facts)).toMatchObject({ fate: 'breaks', at: '2027-01-19T12:00:00.000Z' });
    expect(asOf('2027-03-01', facts, 'export').fate).toBe('replaced');
  });
});

describe('what ACM does not renew', () => {
  test.each<[string, CertificateFacts, Strategy | undefined, Partial<Projection>]>([
    ['an imported one breaks', factsOfKind('imported'), undefined, { fate: 'breaks', at: '2027-10-01T12:00:00.000Z' }],
    ['an imported one is replaced by its route', factsOfKind('imported'), 'acm-import', { fate: 'replaced' }],
    ['an imported one of which people are only told breaks', factsOfKind('imported'), 'notify', { fate: 'breaks' }],
    ['one that a private CA issued breaks', factsOfKind('issued'), undefined, { fate: 'breaks' }],
    ['the certificate of a CA breaks', factsOfKind('issued', { isAuthority: true }), undefined, { fate: 'breaks' }],
    ['what an ACME client obtained is unknown', factsOfKind('acme'), undefined, { fate: 'unknown' }],
    ['what is not known here is unknown', factsOfKind('other'), undefined, { fate: 'unknown' }],
  ])('%s', (_, facts, route, projection) => {
    expect(asOf('2027-10-01', facts, route)).toMatchObject(projection);
    expect(asOf('2027-09-30', facts, route)).toMatchObject({ fate: 'stays', renewals: 0 });
  });

  test('a public certificate is renewed every 153 days', () => {
    const facts = factsOfKind('public');
    expect(asOf('2027-08-17', facts)).toMatchObject({
      fate: 'renews',
      renewals: 1,
      notAfter: '2028-03-02T12:00:00.000Z',
    });
    expect(asOf('2028-01-17', facts)).toMatchObject({ renewals: 2 });
  });
});

describe('what is over now', () => {
  const past = { notBefore: '2025-09-01T12:00:00.000Z', notAfter: '2026-10-01T12:00:00.000Z' };

  test.each<[string, Partial<Certificate>, Partial<Projection>]>([
    ['breaks where it is in use', { ...past, status: 'EXPIRED' }, { fate: 'breaks', at: past.notAfter }],
    ['breaks where it may be served', { ...past, ...exported, status: 'EXPIRED' }, { fate: 'breaks' }],
    ['has ended where nobody has it', { ...past, ...unused, exported: false }, { fate: 'ends', at: past.notAfter }],
    ['breaks where it is revoked and in use', { status: 'REVOKED' }, { fate: 'breaks', at: NOW }],
  ])('%s', (_, certificate, projection) => {
    expect(asOf('2027-10-01', factsAbout(certificate))).toMatchObject(projection);
  });

  test('has no end where it never was in force', () => {
    const { notAfter: _, notBefore: __, ...endless } = factsAbout({ status: 'FAILED' }).certificate;
    expect(asOf('2030-01-01', { certificate: endless })).toEqual({ fate: 'stays', renewals: 0 });
  });
});

const routes = fc.option(fc.constantFrom(...STRATEGIES), { nil: undefined });
const days = fc.integer({ min: 0, max: 3650 });
const plus = (time: string, count: number): string => new Date(Date.parse(time) + count * 86_400_000).toISOString();
const projecteds = fc
  .tuple(certificateFacts, nows, routes)
  .map(([facts, now, route]) => ({ facts, now, all: projectedOf(facts, now, route) }));

describe('whatever the certificate', () => {
  test('every fate is met by those made up here', () => {
    const seen = fc
      .sample(fc.tuple(projecteds, days), { numRuns: 3000, seed: 1 })
      .map(([{ all, now }, count]) => projected(all, now, plus(now, count)).fate);
    expect(new Set(seen)).toEqual(new Set(FATES));
  });

  test('what has come by a day has come by every later one: nothing that broke is whole again', () => {
    fc.assert(
      fc.property(projecteds, days, days, ({ all, now }, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
        const before = projected(all, now, plus(now, sooner));
        const after = projected(all, now, plus(now, later));
        if (before.fate !== 'stays' && before.fate !== 'renews') expect(after).toEqual(before);
        expect(after.renewals).toBeGreaterThanOrEqual(before.renewals);
      }),
      { numRuns: 500 },
    );
  });

  test('what stays or is renewed is in force then', () => {
    fc.assert(
      fc.property(projecteds, days, ({ all, now }, count) => {
        const day = plus(now, count);
        const { fate, notAfter } = projected(all, now, day);
        if (all.verdict.verdict === 'out-of-force') return;
        if (fate === 'stays' || fate === 'renews')
          expect(Date.parse(notAfter ?? day)).toBeGreaterThanOrEqual(Date.parse(day));
      }),
      { numRuns: 500 },
    );
  });

  test('what stays until a day is judged then as something that has not ended', () => {
    fc.assert(
      fc.property(projecteds, days, ({ facts, all, now }, count) => {
        const day = plus(now, count);
        fc.pre(projected(all, now, day).fate === 'stays' && all.verdict.verdict !== 'out-of-force');
        expect(judgeCertificate(facts, day).verdict).not.toBe('out-of-force');
      }),
      { numRuns: 500 },
    );
  });

  test('ACM renews only what is renewable now, and nothing breaks for not being known', () => {
    fc.assert(
      fc.property(projecteds, days, ({ all, now }, count) => {
        const { fate, renewals } = projected(all, now, plus(now, count));
        if (all.verdict.verdict !== 'renewable') expect(renewals).toBe(0);
        if (all.verdict.verdict === 'undeterminable') expect(['stays', 'unknown']).toContain(fate);
      }),
      { numRuns: 500 },
    );
  });

  test('a CA that lives longer breaks nothing sooner', () => {
    fc.assert(
      fc.property(projecteds, days, days, ({ all, now }, count, longer) => {
        const { authorityEnds } = all;
        fc.pre(authorityEnds !== undefined);
        const extended = { ...all, authorityEnds: plus(authorityEnds, longer) };
        const day = plus(now, count);
        if (projected(all, now, day).fate !== 'breaks') expect(projected(extended, now, day).fate).not.toBe('breaks');
      }),
      { numRuns: 300 },
    );
  });
});
