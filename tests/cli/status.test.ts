import { statusExitCode, statusReport, type StatusPorts, type StatusReport } from '../../cli/status/status.ts';
import { statusJson, statusText } from '../../cli/status/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { SweepEnd } from '../../core/sweep/ports.ts';
import { coverageKey, type CoverageFinding } from '../../core/domain/findings/coverage-finding.ts';
import type { SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { drainChannel } from '../../core/alerting/drain-channel.ts';
import { QueuesInMemory, Receivers } from '../alerting/queues-in-memory.ts';
import { PAYMENTS } from '../builders/accounts.ts';
import { aCertificateFinding } from '../builders/certificates.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aFinding } from '../builders/findings.ts';
import { anOutcome, aScope, aSweep } from '../builders/inventory.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { FakeCoverage } from '../fakes/sweep-coverage.ts';
import { FakeSweeps } from '../fakes/sweep-records.ts';

const SCHEMA = schemaOf('status.v1');
const NOW = '2026-11-25T04:00:00.000Z';

interface Stage {
  readonly now?: string;
  readonly sweeps?: readonly SweepRecord[];
  readonly coverage?: readonly CoverageFinding[];
  readonly findings?: Parameters<typeof pages>[0];
  readonly ends?: Readonly<Record<string, SweepEnd | 'gone'>>;
  readonly queues?: QueuesInMemory;
}

type OpenFindings = StatusPorts['listing']['openFindings'] extends () => AsyncIterable<infer Page> ? Page : never;

async function* pages(findings: OpenFindings) {
  for (const finding of findings) yield await Promise.resolve([finding]);
}

async function report({
  now = NOW,
  sweeps = [aSweep()],
  coverage = [],
  findings = [],
  ends = {},
  queues = new QueuesInMemory(),
}: Stage = {}): Promise<StatusReport> {
  const kept = new FakeSweeps();
  for (const sweep of sweeps) {
    const { status: _, ...order } = sweep;
    await kept.open(order);
    if (sweep.status !== 'running') await kept.finish(sweep);
    else await kept.end(sweep.id, anOutcome());
  }
  const seen = new FakeCoverage();
  for (const finding of coverage) seen.findings.set(coverageKey(finding), finding);
  return statusReport({
    sweeps: kept,
    coverage: seen,
    listing: { openFindings: () => pages(findings) },
    executions: { endOf: (id) => Promise.resolve(ends[id]) },
    queues,
    defaultScope: aScope(),
    now,
  });
}

const running = (different: Partial<SweepRecord> = {}): SweepRecord => {
  const { finishedAt: _, ...sweep } = aSweep({
    id: 'running',
    status: 'running',
    startedAt: '2026-11-25T03:50:00.000Z',
    ...different,
  });
  return sweep;
};

test('all is well: swept in time, everything read, nothing open', async () => {
  const status = await report();
  expect(status).toMatchObject({ unseen: [], unfinished: [], findings: { total: 0 }, scopes: [{ state: 'on-time' }] });
  expect(statusExitCode(status)).toBe(0);
  const text = statusText(status, noColors);
  expect(text).toMatch(
    /default: on time: last swept on 2026-11-25T03:00:00.000Z, the next by 2026-11-26T09:00:00.000Z/,
  );
  expect(text).toContain('Exit code 0');
});

test('a missed sweep is a gap, whether or not anything has told it', async () => {
  const missed = aCoverageFinding({ code: 'SweepMissed', subject: 'default', scope: 'default' });
  for (const coverage of [[], [missed]]) {
    const status = await report({ now: '2026-11-26T10:00:00.000Z', coverage });
    expect(status.unseen).toMatchObject([{ code: 'SweepMissed', subject: 'default' }]);
    expect(statusExitCode(status)).toBe(2);
  }
  const never = await report({ sweeps: [] });
  expect([never.scopes[0]?.state, statusExitCode(never)]).toEqual(['never', 2]);
  expect(statusText(never, noColors)).toContain('default: never swept: no sweep of it ever began');
});

test('what can’t be read is told first, the most severe first, with the commands that let it be', async () => {
  const region = aCoverageFinding({
    code: 'RegionUnreadable',
    subject: `${PAYMENTS}/eu-west-1`,
    region: 'eu-west-1',
    severity: 'medium',
  });
  const over = aCoverageFinding({ subject: '999988887777', state: 'RESOLVED', resolution: 'mended' });
  const status = await report({ coverage: [region, over, aCoverageFinding()] });
  expect(status.unseen.map(({ subject }) => subject)).toEqual([PAYMENTS, `${PAYMENTS}/eu-west-1`]);
  expect(status.unseen[0]).not.toHaveProperty('state');
  expect(statusExitCode(status)).toBe(2);
  expect(statusText(status, noColors).split('\n').slice(0, 4)).toEqual([
    'Not seen: 2',
    '  ? high AccountUnreadable since 2026-11-01T08:00:00.000Z',
    `    Account ${PAYMENTS} could not be read.`,
    '    → aws cloudformation deploy --template-file organization/member.template.yaml',
  ]);
});

test('a sweep that is at it is shown with how far it has come', async () => {
  const status = await report({ sweeps: [aSweep(), running()] });
  expect(status.unfinished).toEqual([
    {
      id: 'running',
      startedAt: '2026-11-25T03:50:00.000Z',
      startedBy: 'schedule',
      scopes: ['default'],
      planned: 3,
      ended: 1,
      state: 'running',
    },
  ]);
  expect(statusExitCode(status)).toBe(0);
  expect(statusText(status, noColors)).toContain(
    'running (default) runs since 2026-11-25T03:50:00.000Z: 1 of 3 places looked at',
  );
});

test.each<[string, SweepRecord, SweepEnd | 'gone' | undefined, RegExp]>([
  ['whose execution failed', running(), { status: 'FAILED', error: 'AwsRefused', cause: 'no' }, /^AwsRefused: no$/],
  ['that somebody stopped', running(), { status: 'ABORTED' }, /^ABORTED: Somebody stopped/],
  ['whose execution nobody knows', running(), 'gone', /knows its execution no more/],
  ['that is far too old', running({ startedAt: '2026-11-23T03:00:00.000Z' }), undefined, /should have ended/],
  ['that failed', running({ status: 'failed', failure: 'AwsRefused: no' }), undefined, /^AwsRefused: no$/],
])('a sweep %s is told as one that did not end, until a later one has', async (_, sweep, end, why) => {
  const ends = end === undefined ? {} : { [sweep.id]: end };
  const before = aSweep({ startedAt: '2026-11-22T03:00:00.000Z' });
  const status = await report({ sweeps: [before, sweep], ends });
  expect(status.unfinished).toMatchObject([{ state: 'stopped', why: expect.stringMatching(why) as string }]);
  expect(statusExitCode(status)).toBe(2);
  expect(statusText(status, noColors)).toContain('did not come to its end');
  const later = aSweep({ id: 'later', startedAt: '2026-11-25T03:55:00.000Z' });
  expect((await report({ sweeps: [before, sweep, later], ends })).unfinished).toEqual([]);
});

test('findings are counted by severity and code', async () => {
  const findings = [
    aFinding({ severity: 'critical', code: 'AuthorityDeleted' }),
    aCertificateFinding(),
    aCertificateFinding({ code: 'NotEligible', severity: 'low' }),
    aCertificateFinding(),
  ];
  const status = await report({ findings });
  expect(status.findings).toEqual({
    total: 4,
    severities: { critical: 1, high: 2, medium: 0, low: 1 },
    codes: { RenewalBlocked: 2, AuthorityDeleted: 1, NotEligible: 1 },
    nextOutage: '2027-03-02T00:00:00.000Z',
    daysToNextOutage: 96,
  });
  expect(statusExitCode(status)).toBe(1);
  const text = statusText(status, noColors);
  expect(text).toContain('4: 1 critical, 2 high, 1 low');
  expect(text).toContain('RenewalBlocked 2, AuthorityDeleted 1, NotEligible 1');
});

test('the days to the next outage are told, and none where no finding foretells one', async () => {
  const outage = '2026-12-25T03:00:00.000Z';
  const later = aCertificateFinding({ outage: '2027-10-01T12:00:00.000Z' });
  const status = await report({ findings: [later, aCertificateFinding({ outage })] });
  expect(status.findings).toMatchObject({ nextOutage: outage, daysToNextOutage: 29 });
  expect(statusText(status, noColors)).toContain('next outage: in 29 days, on 2026-12-25');
  const { outage: _, ...unending } = aCertificateFinding();
  const none = await report({ findings: [unending] });
  expect(none.findings).not.toHaveProperty('nextOutage');
  expect(statusText(none, noColors)).toContain('no outage is foretold');
});

const notice = (id: string, at: string) => ({
  ...{ id, at, subject: id, text: id },
  ...{ detailType: 'RenewGuard Finding Opened', detail: {} },
});

test('alerts that wait are told by channel: how many, since when, and why the channel did not take them', async () => {
  const queues = new QueuesInMemory();
  queues.queue('webhook:shop', notice('a', '2026-11-25T03:00:00.000Z'));
  queues.queue('webhook:shop', notice('b', '2026-11-25T03:30:00.000Z'));
  queues.queue('sns:arn:aws:sns:eu-west-1:111122223333:web', notice('a', '2026-11-25T03:59:00.000Z'));
  const untried = await report({ queues });
  expect(untried.waiting.channels.map(({ channel, count, refusals }) => [channel, count, refusals])).toEqual([
    ['sns:arn:aws:sns:eu-west-1:111122223333:web', 1, 0],
    ['webhook:shop', 2, 0],
  ]);
  expect(statusExitCode(untried)).toBe(0);

  const senders = new Receivers();
  senders.busy.add('webhook:shop');
  await drainChannel({ queues, senders, milliseconds: () => 0 }, 'webhook:shop', 'one', NOW, 1);
  const status = await report({ queues });
  expect(status.waiting.channels[1]).toEqual({
    ...{ channel: 'webhook:shop', count: 2, since: '2026-11-25T03:00:00.000Z', refusals: 1 },
    ...{ nextTry: '2026-11-25T03:30:00.000Z', why: 'it answered 503' },
  });
  expect(statusExitCode(status)).toBe(1);
  const text = statusText(status, noColors);
  expect(text).toContain('webhook:shop: 2 since 2026-11-25T03:00:00.000Z, not taken 1 time: it answered 503');
  expect(text).toContain('2 alerts not delivered');
  expect(errorsIn(SCHEMA, JSON.parse(statusJson(status)))).toEqual([]);
});

test('alerts that nobody could send are told as well', async () => {
  const queues = new QueuesInMemory();
  queues.unsent.push('2026-11-25T03:10:00.000Z', '2026-11-25T03:05:00.000Z');
  const status = await report({ queues });
  expect(status.waiting.unsent).toEqual({ count: 2, since: '2026-11-25T03:05:00.000Z' });
  expect(statusExitCode(status)).toBe(1);
  expect(statusText(status, noColors)).toContain('topic, bus or a queue: 2 since 2026-11-25T03:05:00.000Z');
  expect(errorsIn(SCHEMA, JSON.parse(statusJson(status)))).toEqual([]);
});

test('the JSON is as its schema says, and the text obeys nothing', async () => {
  const hostile = '\u001b[2J\u202e';
  const status = await report({
    now: '2026-11-27T04:00:00.000Z',
    sweeps: [aSweep(), running({ scopes: [hostile], startedAt: '2026-11-25T03:50:00.000Z' })],
    coverage: [aCoverageFinding({ message: hostile })],
    findings: [aFinding()],
    ends: { running: { status: 'FAILED', error: hostile, cause: hostile } },
  });
  expect(errorsIn(SCHEMA, JSON.parse(statusJson(status)))).toEqual([]);
  expect(statusText(status, noColors)).not.toMatch(/[\u001b\u202e]/);
  expect(statusJson(status)).not.toMatch(/[\u001b\u202e]/);
});
