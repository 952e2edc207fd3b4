import { EVENT_SOURCE } from '../../core/aws/channels.ts';
import { CERTIFICATE_DETAIL_TYPES } from '../../core/domain/findings/certificate-notice.ts';
import { CERTIFICATE_EVENTS, ISSUANCE_RECORDS } from '../../core/domain/certificates/certificate-trigger.ts';
import { known } from '../../core/domain/fact.ts';
import { FINDING_DETAIL_TYPES } from '../../core/domain/findings/notice.ts';
import { GUARDED_RECORDS } from '../../core/domain/authorities/trigger.ts';
import { AUTHORITY_ARN, PAYMENTS } from '../builders/accounts.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { machineArn, rulesFor, samples, targetOf, trimmed, type Event } from './samples.ts';
import { sourceOf } from './sources.ts';
import { rules } from './template.ts';

const records = samples.filter(([, { detail }]) => detail.eventSource !== undefined);
const ofAuthorities = records.filter(([, event]) => targetOf(event) === 'GuardAuthority');

/** What the events that are neither records nor about a certificate are called. */
const NAMES: Readonly<Record<string, string>> = {
  'Step Functions Execution Status Change': 'execution-failed',
  'RenewGuard Verification Requested': 'verification-requested',
  'RenewGuard Finding Opened': 'finding-opened',
};

const kebab = (name: string): string => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

function whatHappened({ 'detail-type': type, detail }: Event): string {
  if (detail.eventName !== undefined) return kebab(detail.eventName);
  if (detail.eventTypeCode !== undefined)
    return detail.eventTypeCode.replace('AWS_', '').replaceAll('_', '-').toLowerCase();
  return NAMES[type] ?? type.replace('ACM ', '').replaceAll(' ', '-').toLowerCase();
}

test('every sample is named after its source and what happened', () => {
  for (const [file, event] of samples)
    expect(file).toBe(`${event.source.replace('aws.', '')}-${whatHappened(event)}.json`);
});

test.each(samples)('%s matches one rule, with the source that it really has', (_, event) => {
  expect(event.source).toMatch(/^(aws\..+|renewguard)$/);
  expect(rulesFor(event)).toHaveLength(1);
});

test('every rule has a sample', () => {
  const matched = new Set(samples.flatMap(([, event]) => rulesFor(event)));
  expect([...matched].toSorted()).toEqual(rules.map(({ name }) => name).toSorted());
});

/** The records that each machine looks at, as the code has it: `acm-pca.amazonaws.com PutPolicy`. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  GuardAuthority: Object.entries(GUARDED_RECORDS).flatMap(([source, names]) =>
    Object.keys(names).map((name) => `${source} ${name}`),
  ),
  GuardCertificate: ISSUANCE_RECORDS.map((name) => `acm-pca.amazonaws.com ${name}`),
};

describe.each(Object.entries(GUARDED))('the records that %s looks at', (machine, guarded) => {
  test('have a sample each, and the other way round', () => {
    const sampled = records.filter(([, event]) => targetOf(event) === machine).map(([, { detail }]) => detail);
    expect(sampled.map(({ eventSource, eventName }) => `${eventSource} ${eventName}`).toSorted()).toEqual(
      guarded.toSorted(),
    );
  });

  test('are named by its rules, and no others', () => {
    const named = rules.flatMap(({ target, Pattern }) => {
      const { eventSource = [], eventName = [] } = (Pattern.detail ?? {}) as Record<string, string[]>;
      return target === machine ? eventSource.flatMap((source) => eventName.map((name) => `${source} ${name}`)) : [];
    });
    expect(named.toSorted()).toEqual(guarded.toSorted());
  });
});

test('the events about certificates that the code knows are named by the rules and sampled, and no others', () => {
  const ofCertificates = rules.filter(({ name }) => ['CertificateEvent', 'CertificateHealthEvent'].includes(name));
  const named = ofCertificates.flatMap(({ Pattern }) => Pattern['detail-type'] as string[]);
  expect(named.toSorted()).toEqual(CERTIFICATE_EVENTS.toSorted());
  const sampled = samples.filter(([, event]) => ofCertificates.some(({ name }) => rulesFor(event).includes(name)));
  expect([...new Set(sampled.map(([, event]) => event['detail-type']))].toSorted()).toEqual(named.toSorted());
});

const different = (event: Event, detail: object): Event => ({ ...event, detail: { ...event.detail, ...detail } });

describe.each(records)('%s', (_, event) => {
  test('of another service or about something else matches nothing', () => {
    expect(rulesFor(different(event, { eventSource: 'ec2.amazonaws.com' }))).toEqual([]);
    expect(rulesFor(different(event, { eventName: 'ListTags' }))).toEqual([]);
    expect(rulesFor({ ...event, source: 'com.example' })).toEqual([]);
  });

  test('as a drill matches the same rule where drills are accepted, else nothing', () => {
    const drill = { ...event, source: 'renewguard.drill' };
    expect(rulesFor(drill, true)).toEqual(rulesFor(event));
    expect(rulesFor(drill)).toEqual([]);
  });
});

test.each(records.filter(([, event]) => event['detail-type'] === 'AWS API Call via CloudTrail'))(
  '%s as a call that failed matches nothing',
  (_, event) => {
    expect(rulesFor(different(event, { errorCode: 'AccessDeniedException' }))).toEqual([]);
  },
);

test.each(ofAuthorities)('%s means the same as its rule trims it', async (_, event) => {
  const world = new FakeWorld();
  world.authorities.sharedTo.set(PAYMENTS, known([AUTHORITY_ARN]));
  world.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS]);
  const whole = await world.identifyAuthorities(event);
  expect(whole.authorities).toMatchObject([
    { certificateAuthorityArn: AUTHORITY_ARN, eventName: event.detail.eventName },
  ]);
  expect(await world.identifyAuthorities(trimmed(event))).toEqual(whole);
});

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
  'an execution of either machine that ends as %s matches, one that succeeds doesn’t',
  (status) => {
    const ended = Object.fromEntries(samples)['states-execution-failed.json']!;
    for (const machine of ['GuardAuthority', 'GuardCertificate'])
      expect(rulesFor(different(ended, { status, stateMachineArn: machineArn(machine) }))).toEqual(['ExecutionFailed']);
    expect(rulesFor(different(ended, { status: 'SUCCEEDED' }))).toEqual([]);
    expect(rulesFor(different(ended, { stateMachineArn: machineArn('GuardAnother') }))).toEqual([]);
  },
);

test('RenewGuard’s other events have what waits for other channels sent, and the request is the one that the outbox sends', () => {
  const requested = Object.fromEntries(samples)['renewguard-verification-requested.json']!;
  expect(requested.source).toBe(EVENT_SOURCE);
  expect(sourceOf('core/aws/outbox.ts')).toContain(`detailType: '${requested['detail-type']}'`);
  const told = [FINDING_DETAIL_TYPES, CERTIFICATE_DETAIL_TYPES].flatMap((types) => Object.values(types));
  for (const type of [...told, 'RenewGuard Execution Failed'])
    expect(rulesFor({ ...requested, 'detail-type': type }, true)).toEqual(['SomethingTold']);
  expect(rulesFor({ ...requested, source: 'com.example' })).toEqual([]);
});

test('a requested verification starts as a person’s does', async () => {
  const requested = Object.fromEntries(samples)['renewguard-verification-requested.json']!;
  expect(trimmed(requested)).toEqual({ certificateAuthorityArn: AUTHORITY_ARN });
  expect(await new FakeWorld().identifyAuthorities(trimmed(requested))).toMatchObject({
    authorities: [{ eventName: 'manual' }],
  });
});
