import { drillJson, drillText, kindsJson, kindsText } from '../../cli/drill/text.ts';
import { runDrillOn, type AskedDrill, type DrillPorts } from '../../cli/drill/drill.ts';
import type { StandingExecution } from '../../core/aws/drill-executions.ts';
import type { ToldDrill } from '../../core/conclusions/drill.ts';
import type { DrillEvent } from '../../core/domain/drill/drill.ts';
import type { ExecutionEvent } from '../../core/reissue/followed-executions.ts';
import { noColors } from '../../cli/text/colors.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';

const SCHEMA = schemaOf('drill-result.v1');
const AT = '2026-11-28T12:00:00.000Z';
const ASKED: AskedDrill = {
  id: 'drill-0001',
  kind: 'permission-removed',
  arn: AUTHORITY_ARN,
  machineArn: 'arn:machine',
};
const sent = (channel: 'topic' | 'bus') => ({ channel, state: 'sent', at: AT }) as const;

/** A RenewGuard that answers as it is told. */
class FakeRenewGuard implements DrillPorts {
  now = Date.parse(AT);
  readonly puts: DrillEvent[] = [];
  readonly lines: string[] = [];
  starts = true;
  end: StandingExecution = { status: 'SUCCEEDED', output: '{}' };
  /** Of queues: how often it is looked before they are empty. */
  looks = 0;
  readonly executions = {
    put: (event: DrillEvent) => Promise.resolve(void this.puts.push(event)),
    executionOf: () => Promise.resolve(this.starts ? 'arn:execution' : undefined),
    standingOf: () => Promise.resolve(this.end),
  };
  readonly histories = {
    eventsOf: () =>
      Promise.resolve<readonly ExecutionEvent[]>([
        { id: 1, at: AT, state: 'VerifyAuthority', kind: 'begun' },
        { id: 2, at: '2026-11-28T12:00:01.500Z', state: 'VerifyAuthority', kind: 'done', outcome: {} },
      ]),
  };
  readonly queues = {
    waitingFor: () => Promise.resolve((this.looks -= 1) >= 0 ? [{ notice: { id: 'drill/drill-0001/x' } }] : []),
  };
  readonly milliseconds = (): number => this.now;
  readonly pause = (milliseconds: number): Promise<void> => Promise.resolve(void (this.now += milliseconds));
  readonly tell = (line: string): void => void this.lines.push(line);

  tells(told: ToldDrill['told']): this {
    const drill: ToldDrill = {
      id: 'drill-0001',
      noticeId: 'drill/drill-0001/x',
      subject: '[RenewGuard] DRILL x',
      told,
    };
    this.end = { status: 'SUCCEEDED', output: JSON.stringify({ authorities: [{ verdict: 'granted', drill }] }) };
    return this;
  }
}

test('a drill that works tells each step and how long it took, and which channels have the notice', async () => {
  const fake = new FakeRenewGuard().tells([sent('topic'), sent('bus')]);
  const result = await runDrillOn(fake, ASKED);
  expect(result).toMatchObject({
    worked: true,
    steps: [{ step: 'VerifyAuthority', milliseconds: 1500 }],
    channels: [sent('topic'), sent('bus')],
  });
  expect(fake.puts).toMatchObject([{ source: 'renewguard.drill', detail: { drill: { id: 'drill-0001' } } }]);
  expect(fake.lines.join('\n')).toMatch(/VerifyAuthority +1\.5 s/);
  expect(drillText(result, noColors)).toContain('Exit code 0');
});

test('what is queued is watched until it is delivered', async () => {
  const fake = new FakeRenewGuard().tells([{ channel: 'webhook:people', state: 'queued', at: AT }]);
  fake.looks = 3;
  expect(await runDrillOn(fake, ASKED)).toMatchObject({ worked: true, channels: [{ state: 'delivered' }] });
});

test.each<[string, (fake: FakeRenewGuard) => void, RegExp]>([
  [
    'no rule takes it',
    (fake) => (fake.starts = false),
    /no execution was started within 60 s[\s\S]*AcceptDrillEvents=true/,
  ],
  [
    'the execution fails',
    (fake) => (fake.end = { status: 'FAILED', error: 'AwsRefused', cause: 'no' }),
    /AwsRefused: no/,
  ],
  ['there is no such CA any more', (fake) => (fake.end = { status: 'SUCCEEDED', output: '{}' }), /does not exist/],
  [
    'a channel refuses',
    (fake) => fake.tells([{ channel: 'topic', state: 'failed', at: AT, why: 'denied' }]),
    /topic: failed: denied/,
  ],
  [
    'a queue is not emptied',
    (fake) => (fake.tells([{ channel: 'webhook:a', state: 'queued', at: AT }]).looks = 1e6),
    /not told: webhook:a/,
  ],
])('where %s it says so, and what to do', async (_, given, said) => {
  const fake = new FakeRenewGuard();
  given(fake);
  const result = await runDrillOn(fake, ASKED);
  expect(result.worked).toBe(false);
  expect(drillText(result, noColors)).toMatch(said);
  expect(drillText(result, noColors)).toContain('Exit code 1');
});

test('without a kind the kinds are listed', () => {
  expect(kindsText()).toMatch(/permission-removed[\s\S]*certificate-event/);
});

test('the JSON is as its schema says: of a drill that worked, of those that did not, and of the kinds', async () => {
  const queued = { channel: 'webhook:people', state: 'queued', at: AT } as const;
  const failed = { channel: 'topic', state: 'failed', at: AT, why: 'sns:Publish: refused' } as const;
  const fakes = [
    new FakeRenewGuard().tells([sent('topic'), sent('bus'), queued]),
    new FakeRenewGuard().tells([failed]),
    Object.assign(new FakeRenewGuard(), { starts: false }),
    Object.assign(new FakeRenewGuard(), { end: { status: 'FAILED', error: 'AwsRefused', cause: 'no' } }),
  ];
  const results = await Promise.all(fakes.map((fake) => runDrillOn(fake, ASKED)));
  expect(results.map(({ worked }) => worked)).toEqual([true, false, false, false]);
  for (const told of [...results.map(drillJson), kindsJson()]) expect(errorsIn(SCHEMA, JSON.parse(told))).toEqual([]);
  expect(errorsIn(SCHEMA, { ...JSON.parse(kindsJson()), more: 1 })).not.toEqual([]);
});
