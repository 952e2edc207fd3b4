import fc from 'fast-check';
import { coverageChanges, type CoverageFindingChange } from '../../../core/domain/findings/coverage-finding.ts';
import {
  missedTrouble,
  missedView,
  scopeStandings,
  stuckSweeps,
  type ScopeStanding,
} from '../../../core/domain/sweep/missed.ts';
import type { SweepRecord } from '../../../core/domain/sweep/sweep.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { aSweep } from '../../builders/inventory.ts';

const DAILY = { name: 'default', everyHours: 24 };
const NOW = '2026-11-26T03:00:00.000Z';

const standing = (
  sweeps: readonly SweepRecord[],
  begun: readonly (readonly [string, string])[] = [],
  now = NOW,
  scope = DAILY,
): ScopeStanding => scopeStandings([scope], sweeps, new Map(begun), now)[0]!;

describe('a scope', () => {
  test('is on time until the next sweep should have ended, and missed from then on', () => {
    expect(standing([aSweep()])).toEqual({
      scope: 'default',
      everyHours: 24,
      state: 'on-time',
      finished: { id: aSweep().id, startedAt: '2026-11-25T03:00:00.000Z', finishedAt: '2026-11-25T03:20:00.000Z' },
      dueBy: '2026-11-26T09:00:00.000Z',
    });
    expect(standing([aSweep()], [], '2026-11-26T09:00:00.000Z').state).toBe('on-time');
    expect(standing([aSweep()], [], '2026-11-26T09:00:00.001Z').state).toBe('missed');
  });

  test('that is swept every hour has an hour’s time', () => {
    const hourly = { name: 'default', everyHours: 1 };
    expect(standing([aSweep()], [], '2026-11-25T05:00:00.000Z', hourly).state).toBe('on-time');
    expect(standing([aSweep()], [], '2026-11-25T05:00:00.001Z', hourly).state).toBe('missed');
  });

  test('counts from the last sweep that ended, whatever began since', () => {
    const running = aSweep({ id: 'later', status: 'running', startedAt: '2026-11-26T03:00:00.000Z' });
    const failed = aSweep({ id: 'failed', status: 'failed', startedAt: '2026-11-26T02:00:00.000Z' });
    const { state, finished, begun } = standing(
      [running, failed, aSweep()],
      [['default', running.startedAt]],
      '2026-11-26T10:00:00.000Z',
    );
    expect([state, finished?.id, begun]).toEqual(['missed', aSweep().id, running.startedAt]);
  });

  test.each<[string, Partial<SweepRecord>]>([
    ['of another scope', { scopes: ['other'] }],
    ['that only looked', { dryRun: true }],
    ['as of a future day', { asOf: '2027-03-01T00:00:00.000Z' }],
    ['of a part of what there is', { partial: true }],
    ['that failed', { status: 'failed' }],
  ])('is not swept by a sweep %s', (_, different) => {
    expect(standing([aSweep(different)]).state).toBe('never');
  });

  test('that was begun and of which no end is known counts from its beginning', () => {
    expect(standing([], [['default', '2026-11-25T03:00:00.000Z']])).toMatchObject({ state: 'on-time' });
    expect(standing([], [['default', '2026-11-24T03:00:00.000Z']])).toMatchObject({ state: 'missed' });
  });

  test('never swept is told as such', () => {
    expect(standing([])).toEqual({ scope: 'default', everyHours: 24, state: 'never' });
  });
});

describe('time alone', () => {
  const hours = fc.nat(2000).map((hour) => new Date(Date.UTC(2026, 10, 25, hour)).toISOString());
  const sweeps = fc.array(
    fc
      .record({ startedAt: hours, status: fc.constantFrom('finished' as const, 'running' as const, 'failed' as const) })
      .map((different) => aSweep(different)),
  );

  test('never brings a missed sweep', () => {
    fc.assert(
      fc.property(sweeps, fc.integer({ min: 1, max: 672 }), hours, hours, (all, everyHours, one, other) => {
        const [earlier, later] = [one, other].toSorted() as [string, string];
        const scope = { name: 'default', everyHours };
        const isMissed = (now: string): boolean => standing(all, [], now, scope).state !== 'on-time';
        if (isMissed(earlier)) expect(isMissed(later)).toBe(true);
      }),
    );
  });

  test('one sweep more never makes a scope look worse', () => {
    fc.assert(
      fc.property(sweeps, hours, hours, (all, startedAt, now) => {
        const order = ['on-time', 'missed', 'never'];
        const worse = (more: readonly SweepRecord[]): number => order.indexOf(standing(more, [], now).state);
        expect(worse([...all, aSweep({ startedAt })])).toBeLessThanOrEqual(worse(all));
      }),
    );
  });
});

test('a sweep that runs longer than its state machine lets it is stuck', () => {
  const running = aSweep({ status: 'running' });
  expect(stuckSweeps([running, aSweep()], '2026-11-26T03:00:00.000Z')).toEqual([]);
  expect(stuckSweeps([running, aSweep()], '2026-11-26T03:00:00.001Z')).toEqual([running]);
});

describe('the trouble of a missed sweep', () => {
  test('names the last one, and what to do', () => {
    expect(
      missedTrouble(standing([aSweep()], [['default', '2026-11-26T03:00:00.000Z']], '2026-11-27T03:00:00.000Z')),
    ).toEqual({
      code: 'SweepMissed',
      subject: 'default',
      scope: 'default',
      severity: 'high',
      reason: 'not swept in time',
      message:
        'The scope default is to be swept every 24 hours, and was not. The last that ended began on 2026-11-25T03:00:00.000Z; ' +
        'one was begun on 2026-11-26T03:00:00.000Z. Events may still arrive; whatever they miss, nobody sees.',
      remedy: ['npx renewguard status', 'npx renewguard sweep --scope default'],
    });
  });

  test('is none where it is on time', () => {
    expect(missedTrouble(standing([aSweep()]))).toBeUndefined();
    expect(missedTrouble(standing([]))?.message).toContain('No sweep of it has ever ended.');
  });
});

describe('the findings about missed sweeps', () => {
  const changes = (stored: Parameters<typeof coverageChanges>[0], standings: readonly ScopeStanding[]) =>
    coverageChanges(stored, missedView(standings), NOW);
  const late = standing([aSweep()], [], '2026-11-27T03:00:00.000Z');

  test('open once, end when the scope is on time, or is none any more', () => {
    const [opened] = changes([], [late]) as [CoverageFindingChange];
    expect(opened).toMatchObject({ notice: 'opened', finding: { code: 'SweepMissed', subject: 'default' } });
    expect(changes([opened.finding], [late])).toEqual([]);
    expect(changes([opened.finding], [standing([aSweep()])])).toMatchObject([{ finding: { resolution: 'mended' } }]);
    expect(changes([opened.finding], [])).toMatchObject([{ finding: { resolution: 'left-out' } }]);
  });

  test('leave those about accounts alone', () => {
    expect(changes([aCoverageFinding()], [standing([aSweep()])])).toEqual([]);
  });
});
