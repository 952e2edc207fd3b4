import { followSweep, type FollowSweepPorts, type SweepProgress } from '../../cli/sweep/follow.ts';
import { sweepExitCode, sweepResult, type SweepKnown, type SweepResult } from '../../cli/sweep/result.ts';
import { sweepJson, sweepText } from '../../cli/sweep/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { SweepEnd } from '../../core/sweep/ports.ts';
import { completenessOf } from '../../core/domain/sweep/completeness.ts';
import { digestOf } from '../../core/domain/sweep/digest.ts';
import { forecastWith, noForecast, sweepSummary, type SweepSummary } from '../../core/domain/sweep/summary.ts';
import type { ScanOutcome, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { anOrder, anOutcome, aPlace, aRecord, aSweep, someCounts } from '../builders/inventory.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { FakeSweeps } from '../fakes/sweep-records.ts';

const ID = aSweep().id;
const ARN = `arn:aws:states:eu-west-1:${PKI}:execution:renewguard-sweep-organization:${ID}`;
const schema = schemaOf('sweep-result.v1');
const SUCCEEDED: SweepEnd = { status: 'SUCCEEDED' };
const DENIED = { kind: 'access-denied', operation: 'sts:AssumeRole', account: PAYMENTS, message: 'no' } as const;
const shut = anOutcome({ place: aPlace({ account: PAYMENTS }), outcome: 'unreadable', why: [DENIED] });

const known = (
  sweep: SweepRecord | undefined,
  {
    end = SUCCEEDED,
    outcomes = [anOutcome()],
    summary,
  }: { end?: SweepEnd; outcomes?: readonly ScanOutcome[]; summary?: SweepSummary } = {},
): SweepKnown => ({
  id: ID,
  executionArn: ARN,
  followed: { end, outcomes, ...(sweep && { sweep }) },
  ...(summary && { summary }),
});

const resultOf = (...given: Parameters<typeof known>): SweepResult => sweepResult(known(...given));

const bad = aRecord({
  arn: 'arn:bad',
  domainName: 'pay.example.com',
  verdict: {
    verdict: 'not-renewable',
    reason: 'x',
    code: 'RenewalBlocked',
    severity: 'high',
    outage: '2027-01-01T00:00:00.000Z',
  },
});

const summaryOf = (
  sweep: SweepRecord,
  more: Parameters<typeof sweepSummary>[2],
  outcomes = [anOutcome()],
): SweepSummary =>
  sweepSummary(
    sweep,
    completenessOf(
      outcomes.map(({ place }) => place),
      outcomes,
    ),
    more,
  );

describe('following a sweep', () => {
  test('tells how far it has come whenever that is further, and ends with what the table has', async () => {
    const sweeps = new FakeSweeps();
    const told: SweepProgress[] = [];
    const pauses: number[] = [];
    const steps: readonly (() => Promise<unknown>)[] = [
      () => sweeps.open(anOrder({ planned: 2 })),
      () => sweeps.end(ID, anOutcome({ authorities: [AUTHORITY_ARN] })),
      () => Promise.resolve(),
      () => sweeps.end(ID, shut),
      () =>
        sweeps.end(
          ID,
          anOutcome({ place: aPlace({ authorityArn: AUTHORITY_ARN }), counts: someCounts({ certificates: 4 }) }),
        ),
      () => sweeps.finish(aSweep({ planned: 2 })),
    ];
    let step = 0;
    const ports: FollowSweepPorts = {
      sweeps,
      executions: { endOf: () => Promise.resolve(step === steps.length ? SUCCEEDED : undefined) },
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        await steps[step]?.();
        step += 1;
      },
      tell: (progress) => void told.push(progress),
    };
    const { end, sweep, outcomes } = await followSweep(ports, ID);
    expect(told).toEqual([
      { planned: 2, ended: 0, unreadable: 0, certificates: 0 },
      { planned: 3, ended: 1, unreadable: 0, certificates: 3 },
      { planned: 3, ended: 2, unreadable: 1, certificates: 6 },
      { planned: 3, ended: 3, unreadable: 1, certificates: 10 },
    ]);
    expect([end, sweep?.status, outcomes.length]).toEqual([SUCCEEDED, 'finished', 3]);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5000);
  });

  test('ends where its execution ended before anything was planned, or is known no more', async () => {
    const ports = (end: SweepEnd | 'gone'): FollowSweepPorts => ({
      sweeps: new FakeSweeps(),
      executions: { endOf: () => Promise.resolve(end) },
      pause: () => Promise.reject(new Error('nothing to wait for')),
      tell: () => undefined,
    });
    const failed = { status: 'FAILED', error: 'InvalidInput', cause: 'accounts: expected …' };
    expect(await followSweep(ports(failed), ID)).toEqual({ end: failed, outcomes: [] });
    expect((await followSweep(ports('gone'), ID)).end).toEqual({ status: 'GONE' });
  });
});

describe('how a sweep ended', () => {
  test.each<[string, SweepResult, number, Partial<SweepResult>]>([
    ['all was read and nobody has to act', resultOf(aSweep()), 0, { outcome: 'finished', complete: true, open: [] }],
    [
      'findings opened',
      resultOf(aSweep({ totals: someCounts({ findings: { opened: 1, changed: 0, resolved: 4 } }) })),
      1,
      { complete: true },
    ],
    [
      'the report has what somebody has to act on',
      resultOf(aSweep(), { summary: summaryOf(aSweep(), { digest: digestOf([bad]) }) }),
      1,
      {},
    ],
    [
      'the report has nothing of the kind',
      resultOf(aSweep(), { summary: summaryOf(aSweep(), { digest: digestOf([aRecord()]) }) }),
      0,
      {},
    ],
    [
      'a place was not read',
      resultOf(aSweep({ read: 2, unreadable: 1 }), { outcomes: [anOutcome(), shut] }),
      2,
      { complete: false, open: [shut] },
    ],
    ['accounts may be missing', resultOf(aSweep({ gaps: [DENIED] })), 2, { complete: false }],
    [
      'its execution failed',
      resultOf(aSweep({ status: 'running' }), {
        end: { status: 'FAILED', error: 'AwsRefused', cause: '{"errorMessage":"no"}' },
      }),
      2,
      { outcome: 'failed', failure: { error: 'AwsRefused', message: 'no' } },
    ],
    [
      'it was stopped',
      resultOf(aSweep({ status: 'running' }), { end: { status: 'ABORTED' } }),
      2,
      { failure: { error: 'ABORTED', message: expect.stringContaining('stopped') as string } },
    ],
    [
      'what was asked was wrong',
      resultOf(undefined, { end: { status: 'FAILED', error: 'InvalidInput', cause: 'accounts: x' }, outcomes: [] }),
      3,
      { outcome: 'failed' },
    ],
    [
      'its record says no end',
      resultOf(aSweep({ status: 'running' })),
      2,
      { failure: { error: 'SweepUnfinished', message: expect.any(String) as string } },
    ],
    ['it was started', { id: ID, executionArn: ARN, outcome: 'started', said: [], open: [] }, 0, {}],
  ])('%s', (_, result, exitCode, expected) => {
    expect(result).toMatchObject(expected);
    expect(sweepExitCode(result)).toBe(exitCode);
    expect(errorsIn(schema, JSON.parse(sweepJson(result)))).toEqual([]);
  });

  test('as of a day to come, what breaks until then counts', () => {
    const asOf = '2027-03-01T00:00:00.000Z';
    const breaks = { fate: 'breaks', renewals: 0, at: '2027-01-01T00:00:00.000Z', why: 'because' } as const;
    const foreseen = (all: Parameters<typeof forecastWith>[1]): SweepResult => {
      const sweep = aSweep({ asOf });
      return resultOf(sweep, {
        summary: summaryOf(sweep, { digest: digestOf([bad]), forecast: forecastWith(noForecast(asOf), all) }),
      });
    };
    const result = foreseen([
      { arn: 'arn:a', name: 'pay.example.com', owner: 'pay', projection: breaks },
      { arn: 'arn:b', projection: { fate: 'renews', renewals: 1 } },
    ]);
    expect([sweepExitCode(result), sweepExitCode(foreseen([]))]).toEqual([1, 0]);
    const text = sweepText(result, noColors);
    expect(text).toContain('Until 2027-03-01T00:00:00.000Z, if nobody does anything');
    expect(text).toMatch(/^ {2}1 {2}it ends where it may be served$/m);
    expect(text).toMatch(/^ {2}2027-01-01 {2}pay\.example\.com \(pay\)\n {4}because$/m);
    expect(text).toContain('Nothing but the report was written.');
    expect(text).not.toContain('Somebody has to act');
    expect(errorsIn(schema, JSON.parse(sweepJson(result)))).toEqual([]);
  });
});

describe('the text about a sweep', () => {
  test('tells first what was not read, each answer once, then the figures', () => {
    const sweep = aSweep({
      ...{ planned: 4, read: 1, unreadable: 2, skippedPlaces: 1, remedies: 2 },
      gaps: [{ ...DENIED, operation: 'organizations:ListAccounts', account: PKI }],
      skipped: [{ account: WEB, why: 'the account is suspended' }],
      totals: someCounts({ certificates: 3, changed: 2, gone: 1 }),
    });
    const other = anOutcome({
      place: aPlace({ account: PAYMENTS, region: 'us-east-1' }),
      outcome: 'unreadable',
      why: [DENIED],
    });
    const lines = sweepText(resultOf(sweep, { outcomes: [anOutcome(), shut, other] }), noColors).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'Not read: 2',
      `  ? organizations:ListAccounts in account ${PKI} was denied: no`,
      '    accounts may be missing',
      `  ? sts:AssumeRole in account ${PAYMENTS} was denied: no`,
      `    ${PAYMENTS} eu-west-1, ${PAYMENTS} us-east-1`,
      '  What lets it be read: renewguard status',
    ]);
    const text = lines.join('\n');
    expect(text).toContain(`Sweep ${ID} finished, not everything was read`);
    expect(text).toMatch(/Certificates +3: 2 renewable, 1 unmanaged/);
    expect(text).toMatch(/Changed +2 new or changed, 1 gone/);
    expect(text).toMatch(/Findings +0 opened, 0 changed, 0 resolved/);
    expect(text).toMatch(/Replacements +2 started/);
    expect(text).toMatch(/API calls +1: acm:SearchCertificates 1/);
    expect(text).toMatch(new RegExp(`Left out +${WEB} \\(the account is suspended\\)`));
    expect(text).toMatch(/Took +20 min/);
  });

  test('names what somebody has to act on, and how many more there are', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...bad, arn: `arn:bad:${index}` }));
    const text = sweepText(resultOf(aSweep(), { summary: summaryOf(aSweep(), { digest: digestOf(many) }) }), noColors);
    expect(text).toContain('Somebody has to act: 12 certificates');
    expect(text).toMatch(/high +RenewalBlocked +pay\.example\.com +2027-01-01 +arn:bad:0/);
    expect(text).toContain('… and 2 more');
  });

  test('of a failure says why, and which execution', () => {
    const failed = resultOf(undefined, {
      end: { status: 'FAILED', error: 'InvalidInput', cause: 'accounts: expected accounts of the organisation' },
      outcomes: [],
    });
    const text = sweepText(failed, noColors);
    expect(text).toContain(`Sweep ${ID} failed: InvalidInput`);
    expect(text).toMatch(/Cause +accounts: expected accounts of the organisation/);
    expect(text).toContain(ARN);
  });

  test('obeys no name and no answer', () => {
    const hostile = '\u001b[2J\u202e';
    const sweep = aSweep({ read: 2, unreadable: 1, scopes: [hostile], gaps: [{ ...DENIED, message: hostile }] });
    const result = resultOf(sweep, {
      outcomes: [{ ...shut, why: [{ ...DENIED, message: hostile }] }],
      summary: summaryOf(sweep, { digest: digestOf([{ ...bad, domainName: hostile }]) }),
    });
    expect(sweepText(result, noColors)).not.toMatch(/[\u001b\u202e]/);
    expect(sweepJson(result)).not.toMatch(/[\u001b\u202e]/);
  });
});
