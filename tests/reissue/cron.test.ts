import { isCron, momentOf } from '../../core/reissue/cron.ts';

describe('cron expressions', () => {
  test.each(['0 2 * * sun', '*/15 22-23 1,15 jan-mar *', '0 2 L * *', '0 2 * * sun#1', '  0 2 * * 7 '])(
    '%j is one',
    (cron) => {
      expect(isCron(cron)).toBe(true);
    },
  );

  test.each([
    '',
    '@daily',
    '0 2 * *',
    '0 0 2 * * sun',
    '60 2 * * *',
    '0 24 * * *',
    '*/0 * * * *',
    '0 2 * * someday',
    '2026-12-20T00:00:00',
    '0 0 30 2 *',
    '0 0 31 4,6 *',
    '__proto__ * * * *',
    `0 2 * * ${'sun,'.repeat(60)}sun`,
    7,
    null,
    ['0 2 * * sun'],
  ])('%j is none that ever comes up', (cron) => {
    expect(isCron(cron)).toBe(false);
  });
});

test('a local time that is leapt over is as far behind the leap as into the gap; one that comes twice is the first', () => {
  expect(new Date(momentOf('2027-03-28T02:30', 'Europe/Berlin')).toISOString()).toBe('2027-03-28T01:30:00.000Z');
  expect(new Date(momentOf('2027-10-31T02:30:15', 'Europe/Berlin')).toISOString()).toBe('2027-10-31T00:30:15.000Z');
});
