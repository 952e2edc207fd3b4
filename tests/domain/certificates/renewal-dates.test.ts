import fc from 'fast-check';
import { firstAttempt } from '../../../core/domain/certificates/renewal-dates.ts';

test.each([
  ['2027-03-02T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2028-04-29T12:30:00.000Z', '2028-02-29T12:30:00.000Z'],
  ['2028-03-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'],
  ['2027-03-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z'],
  ['2100-03-01T00:00:00.000Z', '2099-12-31T00:00:00.000Z'],
  ['2026-05-15T23:59:59.999Z', '2026-03-16T23:59:59.999Z'],
  ['2027-03-02T00:00:00+02:00', '2026-12-31T22:00:00.000Z'],
])('a certificate that ends %s is first tried on %s', (notAfter, expected) => {
  expect(firstAttempt(notAfter)).toBe(expected);
});

test('the first attempt is 60 times 24 hours before the end, whatever the calendar does', () => {
  const dates = fc.date({ min: new Date('1970-03-02'), max: new Date('2400-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, (end) => {
      expect(end.getTime() - Date.parse(firstAttempt(end.toISOString()))).toBe(60 * 24 * 3600 * 1000);
    }),
  );
});
