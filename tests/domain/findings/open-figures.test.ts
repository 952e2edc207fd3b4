import { daysUntil, figuresWith, NOTHING_OPEN } from '../../../core/domain/findings/open-figures.ts';

const NOW = '2026-11-28T12:00:00.000Z';
const certificate = (severity: 'critical' | 'low', outage?: string) => ({
  severity,
  ...(outage !== undefined && { outage }),
});

test('open findings are counted by severity, and the nearest outage of all of them is told', () => {
  const one = figuresWith(NOTHING_OPEN, [
    certificate('critical', '2026-12-20T00:00:00.000Z'),
    certificate('low', '2026-12-10T12:00:00.000Z'),
  ]);
  const all = figuresWith(one, [certificate('low'), certificate('critical', '2027-01-01T00:00:00.000Z')]);
  expect(all).toEqual({
    severities: { critical: 2, high: 0, medium: 0, low: 2 },
    nextOutage: '2026-12-10T12:00:00.000Z',
  });
});

test('with nothing open there is no outage to tell', () => {
  expect(figuresWith(NOTHING_OPEN, [])).toEqual(NOTHING_OPEN);
});

test.each([
  ['2026-12-10T12:00:00.000Z', 12],
  ['2026-11-29T11:59:59.000Z', 0],
  ['2026-11-29T12:00:00.000Z', 1],
  ['2026-11-01T00:00:00.000Z', 0],
])('until %s it is %i whole days', (moment, days) => {
  expect(daysUntil(moment, NOW)).toBe(days);
});
