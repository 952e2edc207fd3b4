import { readFileSync, readdirSync } from 'node:fs';
import { functions, machines, resourcesOf, template } from './template.ts';

interface Alarm {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: { readonly Ref?: string } | string }[];
  readonly TreatMissingData?: string;
  readonly AlarmActions: readonly unknown[];
  readonly AlarmDescription: string;
}

const alarms = resourcesOf('AWS::CloudWatch::Alarm') as unknown as readonly (readonly [string, Alarm])[];

/** What AWS itself measures (CloudWatch's namespaces of Step Functions, Lambda and SQS). */
const MEASURED_BY_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/States': [
    'ExecutionsFailed',
    'ExecutionsTimedOut',
    'ExecutionsAborted',
    'ExecutionThrottled',
    'ExecutionsStarted',
    'ExecutionTime',
  ],
  'AWS/Lambda': ['Errors', 'Throttles', 'Invocations', 'Duration'],
  'AWS/SQS': ['ApproximateNumberOfMessagesVisible'],
};

const sources = ['functions', 'core'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
);

/** Whether some function counts it: the name stands there as a text. */
const isEmitted = (metric: string): boolean => sources.some((text) => text.includes(`'${metric}'`));

const isMeasured = (namespace: string, metric: string): boolean =>
  namespace === 'RenewGuard' ? isEmitted(metric) : (MEASURED_BY_AWS[namespace] ?? []).includes(metric);

test.each(alarms)('the alarm %s is about something that is measured', (_, { Namespace, MetricName }) => {
  expect([MetricName, isMeasured(Namespace, MetricName)]).toEqual([MetricName, true]);
});

test('only where silence is the trouble does silence alarm', () => {
  const breaching = alarms.filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching').map(([id]) => id);
  expect(breaching.toSorted()).toEqual(['AlertsWaiting', 'SweepMissed']);
  for (const [id, { TreatMissingData }] of alarms)
    expect([id, ['breaching', 'notBreaching'].includes(TreatMissingData ?? '')]).toEqual([id, true]);
});

test('every alarm tells the topic itself, and nothing that depends on a function', () => {
  for (const [id, { AlarmActions }] of alarms) expect([id, AlarmActions]).toEqual([id, [{ Ref: 'AlertTopic' }]]);
});

const watched = (namespace: string, dimension: string) =>
  alarms
    .filter(([, alarm]) => alarm.Namespace === namespace)
    .map(([, { MetricName, Dimensions = [] }]) => {
      const value = Dimensions.find(({ Name }) => Name === dimension)?.Value;
      return `${MetricName} ${typeof value === 'object' ? value.Ref : value}`;
    });

test.each(machines.map(([id]) => id))(
  'executions of %s that fail, end too late, are stopped or throttled alarm',
  (id) => {
    const about = watched('AWS/States', 'StateMachineArn').filter((each) => each.endsWith(` ${id}`));
    expect(about.toSorted()).toEqual(
      ['ExecutionThrottled', 'ExecutionsAborted', 'ExecutionsFailed', 'ExecutionsTimedOut'].map(
        (name) => `${name} ${id}`,
      ),
    );
  },
);

test('a function that no state machine calls has an alarm on its errors: elsewhere the execution fails', () => {
  const called = machines.flatMap(([, { DefinitionSubstitutions = {} }]) =>
    Object.values(DefinitionSubstitutions).map((value) => JSON.stringify(value)),
  );
  const alone = functions
    .map(([id]) => id)
    // ReportFailure is called by machines, but by a rule as well, when nothing else is left.
    .filter((id) => id === 'ReportFailure' || !called.some((value) => value.includes(`"${id}.Arn"`)));
  const expected = alone.map((id) => `Errors ${id}`);
  expect(
    watched('AWS/Lambda', 'FunctionName')
      .filter((each) => each.startsWith('Errors'))
      .toSorted(),
  ).toEqual(expected.toSorted());
});

interface KeyStatement {
  readonly Sid: string;
  readonly Principal: { readonly Service?: string; readonly AWS?: unknown };
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

const key = (
  template.Resources['Key']!.Properties as unknown as { readonly KeyPolicy: { readonly Statement: KeyStatement[] } }
).KeyPolicy.Statement;

test('CloudWatch may publish to the encrypted topic, for alarms of this account only', () => {
  const statement = key.find(({ Principal }) => Principal.Service === 'cloudwatch.amazonaws.com');
  expect(statement?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey*']);
  expect(statement?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
});

test('EventBridge may put into the encrypted queue, without a condition that its requests to KMS do not carry', () => {
  const statement = key.find(({ Principal }) => Principal.Service === 'events.amazonaws.com');
  expect(statement?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  expect(statement?.Condition).toBeUndefined();
});

test('whatever service a policy of an encrypted topic or queue lets in may use the key as well', () => {
  const services = ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'].flatMap((type) =>
    resourcesOf(type).flatMap(([, { PolicyDocument }]) =>
      (PolicyDocument?.Statement ?? []).flatMap(({ Principal }) => Principal?.Service ?? []),
    ),
  );
  expect(services.length).toBeGreaterThan(1);
  const ofKey = key.flatMap(({ Principal }) => Principal.Service ?? []);
  expect(ofKey.toSorted()).toEqual([...new Set(services)].toSorted());
});

test('roles of schedules, which put into the encrypted queue themselves, may use the key', () => {
  const statement = key.find(({ Sid }) => Sid === 'SchedulesKeepDeadLetters');
  expect(statement?.Condition).toMatchObject({
    StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: { 'aws:PrincipalArn': expect.anything() as unknown },
  });
});

interface Widget {
  readonly properties: { readonly title?: string; readonly metrics?: readonly (readonly unknown[])[] };
}

const [[, dashboard] = []] = resourcesOf('AWS::CloudWatch::Dashboard') as unknown as readonly (readonly [
  string,
  { readonly DashboardBody: { readonly 'Fn::Sub': string } },
])[];
const widgets = (
  JSON.parse((dashboard?.DashboardBody['Fn::Sub'] ?? '{}').replaceAll(/\$\{[\w:.]+\}/g, 'x')) as {
    readonly widgets: readonly Widget[];
  }
).widgets;

test('the dashboard shows what is asked of it', () => {
  expect(widgets.map(({ properties }) => properties.title)).toEqual([
    'Verdicts of the last sweep',
    'Days to the next outage',
    'Open findings by severity',
    'Sweeps and places',
    'Alerts waiting, and events that started nothing',
    'Executions that failed',
    'API work: invocations and throttles of functions',
    'Durations of executions',
    'Certificates issued, and what they cost at most (USD, list price)',
  ]);
});

test('whatever the dashboard shows is measured by AWS or emitted by a function', () => {
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  const named = metrics.filter(([namespace]) => typeof namespace === 'string') as [string, string][];
  expect(named.length).toBeGreaterThan(20);
  for (const [namespace, metric] of named) expect([metric, isMeasured(namespace, metric)]).toEqual([metric, true]);
});
