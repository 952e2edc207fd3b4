import { sourceOf } from './sources.ts';
import { actionsOf, functions, machines, resourcesOf, rules, schedules, template } from './template.ts';

const globals = template.Globals.Function;
const DEAD_LETTERS = { 'Fn::GetAtt': 'DeadLetters.Arn' };

test.each([...rules, ...schedules].map((rule) => [`${rule.name} of ${rule.target}`, rule] as const))(
  '%s loses nothing: it tries for a day, then keeps what it could not deliver',
  (_, rule) => {
    expect(rule.DeadLetterConfig).toEqual({ Arn: DEAD_LETTERS });
    expect(rule.RetryPolicy).toEqual({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86400 });
  },
);

test('the rules may send to the queue, and somebody is told when something waits there', () => {
  const statements = resourcesOf('AWS::SQS::QueuePolicy').flatMap(
    ([, { PolicyDocument }]) => PolicyDocument?.Statement ?? [],
  );
  const senders = statements.filter((statement) => actionsOf(statement).includes('sqs:SendMessage'));
  expect(senders.map(({ Principal }) => Principal?.Service)).toEqual(['events.amazonaws.com']);
  expect(resourcesOf('AWS::CloudWatch::Alarm').map(([id]) => id)).toContain('DeadLettersWaiting');
});

test('what died or was left over, what is to be swept or reminded of, is looked for each hour; what was not sent, more often', () => {
  expect(schedules.map(({ target, ScheduleExpression }) => [target, ScheduleExpression])).toEqual([
    ['SweepOrganization', 'rate(1 hour)'],
    ['ResumeReissues', 'rate(1 hour)'],
    ['HuntLeftOvers', 'rate(1 hour)'],
    ['DeliverAlerts', 'rate(5 minutes)'],
    ['RemindFindings', 'rate(1 hour)'],
    ['WriteDigests', { 'Fn::If': ['HasDigests', { Ref: 'DigestSchedule' }, 'rate(7 days)'] }],
  ]);
});

const starting = rules.filter(({ target }) => machines.some(([id]) => id === target));

test.each(starting.map((rule) => [rule.name, rule] as const))(
  'the rule %s trims its events before they start an execution, whose input has 256 KiB at most',
  (_, { InputTransformer: { InputPathsMap = {}, InputTemplate = '' } = {} }) => {
    const used = [...InputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name);
    expect(used).not.toEqual([]);
    expect(used.toSorted()).toEqual(Object.keys(InputPathsMap).toSorted());
    expect(Object.values(InputPathsMap).filter((path) => path === '$' || path === '$.detail')).toEqual([]);
  },
);

test('every machine’s end that is no success starts the reporting function', () => {
  // A nested execution's end is told by the machine that waits for it.
  const own = machines.filter(([id]) => id !== 'IssueAndDeliver');
  const rule = rules.find(({ target }) => target === 'ReportFailure');
  expect(rule?.Pattern).toMatchObject({
    source: ['aws.states'],
    detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: own.map(([id]) => ({ Ref: id })) },
  });
});

test('what the reporting function can’t tell is kept', () => {
  const reporting = Object.fromEntries(functions).ReportFailure;
  expect(reporting?.EventInvokeConfig?.DestinationConfig.OnFailure.Destination).toEqual(DEAD_LETTERS);
});

test('functions are traced, and log as JSON to a group that forgets in time', () => {
  expect(globals).toMatchObject({
    Tracing: 'Active',
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'FunctionLogs' } },
  });
  for (const [, { Tracing, LoggingConfig }] of functions)
    expect([Tracing, LoggingConfig]).toEqual([undefined, undefined]);
});

test.each(machines)('%s is traced, and logs everything', (_, { Tracing, Logging }) => {
  expect(Tracing).toEqual({ Enabled: true });
  expect(Logging).toMatchObject({ Level: 'ALL', IncludeExecutionData: true });
  expect(Logging?.Destinations).toHaveLength(1);
});

test('every log group has its retention', () => {
  for (const [, properties] of resourcesOf('AWS::Logs::LogGroup')) expect(properties).toHaveProperty('RetentionInDays');
});

test('the environment that functions read is what the template sets, and nothing else', () => {
  const ours = Object.keys(globals.Environment?.Variables ?? {}).filter(
    (name) => !/^(AWS|POWERTOOLS|NODE)_/.test(name),
  );
  const read = [...sourceOf('core/runtime/configuration.ts').matchAll(/^  ([A-Z_]+): /gm)].map(([, name]) => name!);
  expect(read.length).toBeGreaterThan(8);
  expect(ours.toSorted()).toEqual(read.filter((name) => name !== 'AWS_REGION').toSorted());
});
