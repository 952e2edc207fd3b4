import { known } from '../../../core/domain/fact.ts';
import {
  exportedCopyEnds,
  nextCertificateEnds,
  noticeFrom,
  overdueFrom,
} from '../../../core/domain/certificates/renewal-dates.ts';
import { aDescription, factsOf } from '../../builders/authority-facts.ts';
import { endingOn, factsAbout, factsOfKind, judged, renewing, unused } from '../../builders/certificates.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const from = (time: string, milliseconds: number): string => new Date(Date.parse(time) + milliseconds).toISOString();

/** Not a leap year's, on a leap day, across one, and where a year ends. */
const ENDS = [
  '2027-10-01T12:00:00.000Z',
  '2028-04-29T12:30:00.000Z',
  '2028-03-31T00:00:00.000Z',
  '2028-02-29T23:59:59.000Z',
];

describe.each(ENDS)('a certificate that ends on %s', (notAfter) => {
  test.each([
    [0, 'out-of-force', 'ExpiredInUse'],
    [-1000, 'not-renewable', 'RenewalOverdue'],
    [1000, 'out-of-force', 'ExpiredInUse'],
  ])('is, %d ms from its end, %s', (milliseconds, verdict, code) => {
    expect(judged(factsAbout({ notAfter }), from(notAfter, milliseconds))).toMatchObject({ verdict, code });
  });

  test.each([
    ['private', 60],
    ['public', 45],
  ] as const)(
    'is overdue, if %s, 72 hours after its first attempt %d days before, and not a second earlier',
    (kind, days) => {
      const facts = kind === 'private' ? factsAbout({ notAfter }) : factsOfKind('public', { notAfter });
      const first = from(notAfter, -days * DAY);
      expect(judged(facts, from(first, -1000))).toMatchObject({
        verdict: 'renewable',
        firstAttempt: first,
        outage: notAfter,
      });
      for (const milliseconds of [0, 1000, 72 * HOUR - 1000, 72 * HOUR])
        expect(judged(facts, from(first, milliseconds)).verdict).toBe('renewable');
      expect(judged(facts, from(first, 72 * HOUR + 1000))).toMatchObject({
        code: 'RenewalOverdue',
        firstAttempt: first,
        outage: notAfter,
      });
    },
  );

  test.each([
    ['imported', 'ImportedExpiring'],
    ['acme', 'UnmanagedExpiring'],
    ['issued', 'UnmanagedExpiring'],
  ] as const)('is, if %s, news 45 days before its end, and not a second earlier', (kind, code) => {
    const facts = factsOfKind(kind, { notAfter, notBefore: '2026-01-01T00:00:00.000Z' });
    expect(judged(facts, from(notAfter, -45 * DAY))).toMatchObject({ code, outage: notAfter });
    const before = judged(facts, from(notAfter, -45 * DAY - 1000));
    expect(before).toMatchObject({ verdict: 'unmanaged', reason: 'Unmanaged', outage: notAfter });
    expect(before).not.toHaveProperty('code');
    expect(before).not.toHaveProperty('firstAttempt');
  });

  test('needs a CA that lives 395 days from its first attempt on, to the second', () => {
    const needed = from(notAfter, (395 - 60) * DAY);
    const longBefore = from(notAfter, -200 * DAY);
    expect(judged(factsAbout({ notAfter }, endingOn(needed)), longBefore).verdict).toBe('renewable');
    expect(judged(factsAbout({ notAfter }, endingOn(from(needed, 1000))), longBefore).verdict).toBe('renewable');
    expect(judged(factsAbout({ notAfter }, endingOn(from(needed, -1000))), longBefore)).toMatchObject({
      code: 'RenewalBlocked',
      reason: 'AuthorityEndsBeforeRenewal',
    });
  });

  test('needs a CA that lives 395 days from now on, once the first attempt has come', () => {
    const now = from(notAfter, -60 * DAY + 2 * HOUR);
    const needed = from(now, 395 * DAY);
    expect(judged(factsAbout({ notAfter }, endingOn(needed)), now).verdict).toBe('renewable');
    expect(judged(factsAbout({ notAfter }, endingOn(from(needed, -1000))), now).reason).toBe(
      'AuthorityEndsBeforeRenewal',
    );
  });
});

describe('dates', () => {
  test('a copy that nobody exported again ends 60 days after the renewal, a public one 45: ACM renewed no earlier', () => {
    const renewal = renewing({ status: 'SUCCESS', updatedAt: '2027-12-31T00:00:00.000Z' });
    const facts = { ...unused, renewal, notAfter: '2029-01-29T00:00:00.000Z' };
    expect(judged(factsAbout(facts), '2028-01-01T00:00:00.000Z').outage).toBe('2028-02-29T00:00:00.000Z');
    expect(judged(factsOfKind('public', facts), '2028-01-01T00:00:00.000Z').outage).toBe('2028-02-14T00:00:00.000Z');
    expect(exportedCopyEnds(factsAbout(facts).certificate, '2027-12-31T00:00:00.000Z')).toBe(
      '2028-02-29T00:00:00.000Z',
    );
  });

  test('a copy of the first certificate ends with it, however early or late it was renewed', () => {
    const certificate = { ...factsAbout(unused).certificate, createdAt: '2026-11-25T00:00:00.000Z' };
    const first = '2027-12-25T00:00:00.000Z';
    for (const renewedAt of ['2027-01-15T00:00:00.000Z', '2027-10-26T00:00:00.000Z', first])
      expect(exportedCopyEnds(certificate, renewedAt)).toBe(first);
    expect(exportedCopyEnds(certificate, '2027-12-25T00:00:01.000Z')).toBe('2028-02-23T00:00:01.000Z');
    expect(exportedCopyEnds({ ...certificate, kind: 'public' }, '2027-01-15T00:00:00.000Z')).toBe(
      '2027-03-01T00:00:00.000Z',
    );
  });

  test('a renewal whose time nobody told leaves the certificate’s own end as the outage', () => {
    const facts = factsAbout({ ...unused, renewal: known({ status: 'SUCCESS' }) });
    expect(judged(facts)).toMatchObject({ code: 'ReexportNeeded', outage: facts.certificate.notAfter });
  });

  test('what is out of force has no first attempt, and what is revoked has its outage now', () => {
    expect(judged(factsAbout({ notAfter: '2026-11-20T12:00:00.000Z' }))).not.toHaveProperty('firstAttempt');
    const revoked = judged(factsAbout({ status: 'REVOKED' }));
    expect(revoked).not.toHaveProperty('firstAttempt');
    expect(revoked).not.toHaveProperty('outage');
  });

  test('a CA without an end of its own state says so by its state', () => {
    const { notAfter: _, ...endless } = aDescription({ status: 'PENDING_CERTIFICATE' });
    expect(judged(factsAbout({}, known(factsOf({ description: known(endless) }))))).toMatchObject({
      reason: 'AuthorityNotActive',
    });
  });

  test.each([
    ['2027-10-01T12:00:00.000Z', '2026-11-25T00:00:00.000Z', '2028-08-31T12:00:00.000Z'],
    ['2027-10-01T12:00:00.000Z', '2027-08-02T12:00:00.000Z', '2028-08-31T12:00:00.000Z'],
    ['2027-10-01T12:00:00.000Z', '2027-08-02T12:00:01.000Z', '2028-08-31T12:00:01.000Z'],
    ['2028-04-29T00:00:00.000Z', '2026-11-25T00:00:00.000Z', '2029-03-30T00:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', '2026-11-25T00:00:00+01:00', '2027-12-24T23:00:00.000Z'],
  ])('after one that ends on %s, asked for on %s, the next ends on %s', (notAfter, now, ends) => {
    expect(nextCertificateEnds(notAfter, now)).toBe(ends);
  });

  test('one attempt lasts 72 hours', () => {
    expect(overdueFrom('2028-02-27T00:00:00.000Z')).toBe('2028-03-01T00:00:00.000Z');
  });
});

describe('the end of a certificate that nobody renews is news from', () => {
  test.each([
    ['45 days before, of a year', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2026-11-17T00:00:00.000Z'],
    [
      '45 days before, where its beginning is not known',
      undefined,
      '2027-01-01T00:00:00.000Z',
      '2026-11-17T00:00:00.000Z',
    ],
    [
      '45 days before, of exactly 135 days',
      '2026-08-19T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
      '2026-11-17T00:00:00.000Z',
    ],
    ['its last third, of 90 days', '2026-10-03T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z'],
    [
      'its last third, of seven days',
      '2026-12-25T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
      '2026-12-29T16:00:00.000Z',
    ],
    ['its last third, of an hour', '2026-12-31T23:00:00.000Z', '2027-01-01T00:00:00.000Z', '2026-12-31T23:40:00.000Z'],
  ])('%s', (_, notBefore, notAfter, expected) => {
    const since = notBefore === undefined ? {} : { notBefore };
    expect(noticeFrom({ kind: 'issued', ...since }, notAfter)).toBe(expected);
  });

  test('45 days before, of any imported one: from then on ACM tells of it daily', () => {
    const short = { kind: 'imported', notBefore: '2026-12-25T00:00:00.000Z' } as const;
    expect(noticeFrom(short, '2027-01-01T00:00:00.000Z')).toBe('2026-11-17T00:00:00.000Z');
  });

  test('a short-lived one is left alone in its first two thirds', () => {
    const facts = factsOfKind('issued', {
      notBefore: '2026-11-21T00:00:00.000Z',
      notAfter: '2026-11-28T00:00:00.000Z',
    });
    expect(judged(facts, '2026-11-25T15:59:59.000Z')).not.toHaveProperty('code');
    expect(judged(facts, '2026-11-25T16:00:00.000Z').code).toBe('UnmanagedExpiring');
  });
});
