import { readdirSync, readFileSync } from 'node:fs';
import { EVENT_SOURCE } from '../../core/aws/outbox.ts';
import { known } from '../../core/domain/fact.ts';
import { FINDING_DETAIL_TYPES } from '../../core/domain/notice.ts';
import { GUARDED_RECORDS } from '../../core/domain/trigger.ts';
import { AUTHORITY_ARN, PAYMENTS } from '../builders/accounts.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { matchesPattern, type Pattern } from './event-pattern.ts';
import { sourceOf } from './sources.ts';
import { functions, rules } from './template.ts';

interface Event {
  readonly source: string;
  readonly 'detail-type': string;
  readonly account: string;
  readonly detail: { readonly eventSource?: string; readonly eventName?: string; readonly stateMachineArn?: string };
}

const STATE_MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-guard-authority';

const read = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object;
const files = readdirSync('events').filter((file) => file.endsWith('.json'));
const samples = files.map((file): [string, Event] => [file, read(`events/${file}`) as Event]);
const records = samples.filter(([, { detail }]) => detail.eventSource !== undefined);

/** A pattern as it is deployed: conditions decided, references to the machine filled in. */
function deployed(value: unknown, drills: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => deployed(each, drills));
  if (typeof value !== 'object' || value === null) return value;
  const [key, given] = Object.entries(value)[0] ?? [];
  if (key === 'Fn::If') return deployed((given as readonly unknown[])[drills ? 1 : 2], drills);
  if (key === 'Ref') return STATE_MACHINE;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, deployed(each, drills)]));
}

const rulesFor = (event: object, drills = false): readonly string[] =>
  rules.filter(({ Pattern }) => matchesPattern(deployed(Pattern, drills) as Pattern, event)).map(({ name }) => name);

/** What the events that are no records of calls are called. */
const NAMES: Readonly<Record<string, string>> = {
  'Step Functions Execution Status Change': 'ExecutionFailed',
  'RenewGuard Verification Requested': 'VerificationRequested',
};

test('every sample is named after its source and what happened', () => {
  const kebab = (name: string): string => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  for (const [file, event] of samples) {
    const { source, detail } = event;
    expect(file).toBe(
      `${source.replace('aws.', '')}-${kebab(detail.eventName ?? NAMES[event['detail-type']] ?? '')}.json`,
    );
  }
});

test.each(samples)('%s matches one rule, with the source that it really has', (_, event) => {
  expect(event.source).toMatch(/^(aws\..+|renewguard)$/);
  expect(rulesFor(event)).toHaveLength(1);
});

test('every rule has a sample', () => {
  const matched = new Set(samples.flatMap(([, event]) => rulesFor(event)));
  expect([...matched].toSorted()).toEqual(rules.map(({ name }) => name).toSorted());
});

test('every record that is guarded has a sample, and the other way round', () => {
  const guarded = Object.entries(GUARDED_RECORDS).flatMap(([source, names]) =>
    Object.keys(names).map((name) => `${source} ${name}`),
  );
  expect(records.map(([, { detail }]) => `${detail.eventSource} ${detail.eventName}`).toSorted()).toEqual(
    guarded.toSorted(),
  );
});

test('the rules name the records that the code guards, and no others', () => {
  const named = rules.flatMap(({ Pattern }) => {
    const { eventSource = [], eventName = [] } = (Pattern.detail ?? {}) as Record<string, string[]>;
    return eventSource.map((source): [string, string[]] => [source, eventName.toSorted()]);
  });
  const guarded = Object.entries(GUARDED_RECORDS).map(([source, names]) => [source, Object.keys(names).toSorted()]);
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(guarded));
});

describe.each(records)('%s', (_, event) => {
  const different = (detail: object) => ({ ...event, detail: { ...event.detail, ...detail } });

  test('as a call that failed matches nothing', () => {
    expect(rulesFor(different({ errorCode: 'AccessDeniedException' }))).toEqual([]);
  });

  test('of another service or about something else matches nothing', () => {
    expect(rulesFor(different({ eventSource: 'ec2.amazonaws.com' }))).toEqual([]);
    expect(rulesFor(different({ eventName: 'ListTags' }))).toEqual([]);
    expect(rulesFor({ ...event, source: 'com.example' })).toEqual([]);
  });

  test('as a drill matches the same rule where drills are accepted, else nothing', () => {
    const drill = { ...event, source: 'renewguard.drill' };
    expect(rulesFor(drill, true)).toEqual(rulesFor(event));
    expect(rulesFor(drill)).toEqual([]);
  });

  test('means the same as its rule trims it', async () => {
    const world = new FakeWorld();
    world.authorities.sharedTo.set(PAYMENTS, known([AUTHORITY_ARN]));
    world.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS]);
    const whole = await world.identifyAuthorities(event);
    expect(whole.authorities).toMatchObject([
      { certificateAuthorityArn: AUTHORITY_ARN, eventName: event.detail.eventName },
    ]);
    expect(await world.identifyAuthorities(trimmed(event))).toEqual(whole);
  });
});

/** What the event's rule makes of it: a field that the event lacks becomes an empty text. */
function trimmed(event: Event): unknown {
  const transformer = rules.find(({ name }) => rulesFor(event).includes(name))?.InputTransformer;
  const { InputPathsMap = {}, InputTemplate = '' } = transformer ?? {};
  const valueAt = (path: string): string => {
    const found = path
      .split('.')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
    return typeof found === 'string' ? found : '';
  };
  return JSON.parse(
    InputTemplate.replaceAll(/<(\w+)>/g, (_, name: string) => valueAt(InputPathsMap[name] ?? '$.nothing')),
  );
}

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
  'an execution that ends as %s matches, one that succeeds doesn’t',
  (status) => {
    const ended = Object.fromEntries(samples)['states-execution-failed.json']!;
    expect(rulesFor({ ...ended, detail: { ...ended.detail, status } })).toEqual(['ExecutionFailed']);
    expect(rulesFor({ ...ended, detail: { ...ended.detail, status: 'SUCCEEDED' } })).toEqual([]);
    expect(rulesFor({ ...ended, detail: { ...ended.detail, stateMachineArn: `${STATE_MACHINE}2` } })).toEqual([]);
  },
);

test('RenewGuard’s other events start nothing, and the request is the one that the outbox sends', () => {
  const requested = Object.fromEntries(samples)['renewguard-verification-requested.json']!;
  expect(requested.source).toBe(EVENT_SOURCE);
  expect(sourceOf('core/aws/outbox.ts')).toContain(`detailType: '${requested['detail-type']}'`);
  for (const type of [...Object.values(FINDING_DETAIL_TYPES), 'RenewGuard Execution Failed'])
    expect(rulesFor({ ...requested, 'detail-type': type })).toEqual([]);
  expect(rulesFor({ ...requested, source: 'com.example' })).toEqual([]);
});

test('a requested verification starts as a person’s does', async () => {
  const requested = Object.fromEntries(samples)['renewguard-verification-requested.json']!;
  expect(trimmed(requested)).toEqual({ certificateAuthorityArn: AUTHORITY_ARN });
  expect(await new FakeWorld().identifyAuthorities(trimmed(requested))).toMatchObject({
    authorities: [{ eventName: 'manual' }],
  });
});

describe('direct inputs', () => {
  const inputOf = (folder: string) => read(`events/direct/${folder}.json`);

  test('are there for every function', () => {
    const folders = functions.map(([, { CodeUri = '' }]) => `${CodeUri.replace('functions/', '')}.json`);
    expect(readdirSync('events/direct').toSorted()).toEqual(folders.toSorted());
  });

  test('are taken by their functions', async () => {
    const world = new FakeWorld();
    world.authorities.add((inputOf('verify-authority') as { certificateAuthorityArn: string }).certificateAuthorityArn);
    expect(await world.identifyAuthorities(inputOf('identify-authorities'))).toMatchObject({
      authorities: [{ eventName: 'manual' }],
    });
    expect(await world.verifyAuthority(inputOf('verify-authority'))).toMatchObject({ verdict: 'granted' });
    expect(await world.findDependents(inputOf('find-dependents'))).toMatchObject({ accounts: {}, newConsumers: [] });
    expect(await world.alertOrResolve(inputOf('alert-or-resolve'))).toMatchObject({ notices: 1 });
    expect(await world.releaseVerification(inputOf('release-verification'))).toEqual({ again: false });
    expect(await world.reportFailure(inputOf('report-failure'))).toMatchObject({ notices: { length: 1 } });
  });

  test('are not the only ones that the reporting function takes', async () => {
    const outcome = await new FakeWorld().reportFailure(read('events/states-execution-failed.json'));
    expect(outcome).toMatchObject({ error: 'States.DataLimitExceeded', notices: { length: 1 } });
  });
});
