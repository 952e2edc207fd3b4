import { observed, remindedOf, resolved, type Lifecycle } from '../../../core/domain/findings/lifecycle.ts';

interface Trouble {
  readonly what: string;
}
type Kept = Trouble & Lifecycle<'mended'>;

const monday = '2026-11-23T10:00:00.000Z';
const tuesday = '2026-11-24T10:00:00.000Z';
const open: Kept = { what: 'rust', state: 'OPEN', version: 3, openedAt: monday, changedAt: monday };
const ended: Kept = {
  ...open,
  state: 'RESOLVED',
  version: 4,
  changedAt: tuesday,
  resolvedAt: tuesday,
  resolution: 'mended',
};
const news = () => true;
const noNews = () => false;

test('what was never seen opens at version 1', () => {
  expect(observed<Trouble, 'mended'>(undefined, { what: 'rust' }, noNews, monday)).toEqual([
    { notice: 'opened', finding: { what: 'rust', state: 'OPEN', version: 1, openedAt: monday, changedAt: monday } },
  ]);
});

test('what is open already and no news changes nothing', () => {
  expect(observed(open, { what: 'rust' }, noNews, tuesday)).toEqual([]);
});

test('news about what is open changes it, and it stays open since then', () => {
  expect(observed(open, { what: 'holes' }, news, tuesday)).toEqual([
    { notice: 'changed', finding: { what: 'holes', state: 'OPEN', version: 4, openedAt: monday, changedAt: tuesday } },
  ]);
});

test('what was resolved opens anew, knows when it was over, and its versions go on', () => {
  const later = '2026-11-25T10:00:00.000Z';
  for (const isNews of [news, noNews])
    expect(observed(ended, { what: 'rust' }, isNews, later)).toEqual([
      {
        notice: 'opened',
        finding: {
          what: 'rust',
          state: 'OPEN',
          version: 5,
          openedAt: later,
          changedAt: later,
          resolvedBefore: ended.resolvedAt,
        },
      },
    ]);
});

test('a reminder is a version of its own, and nothing else about the finding changes', () => {
  const reminded = { at: tuesday, because: 'schedule', threshold: 15, daysLeft: 14 } as const;
  expect(remindedOf(open, reminded)).toEqual({
    notice: 'reminded',
    finding: { ...open, version: open.version + 1, changedAt: tuesday, reminded },
  });
});

test('what ends is kept with its history and why', () => {
  expect(resolved<Kept, 'mended'>(open, 'mended', tuesday)).toEqual({ notice: 'resolved', finding: ended });
});
