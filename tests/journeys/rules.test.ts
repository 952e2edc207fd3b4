import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { readdirSync, readFileSync } from 'node:fs';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { inProject } from '../../local/cloud/project-root.ts';
import { idOf } from '../../local/cloud/stack.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { hubGuard } from './kit/guard.ts';
import { permissionCall, pcaCall, recordOf } from './kit/records.ts';

interface Event {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The rules of template.yaml, each with what its samples' names begin with. */
const RULES = {
  GuardAuthorityAuthorityChanged: /^acm-pca-(?!issue-certificate)/,
  GuardAuthorityShareChanged: /^ram-/,
  GuardAuthorityServiceLinkedRoleChanged: /^iam-/,
  GuardAuthorityVerificationRequested: /^renewguard-verification-requested/,
  DeliverAlertsSomethingTold: /^renewguard-finding-/,
  GuardCertificateCertificateEvent: /^acm-certificate-/,
  GuardCertificateCertificateHealthEvent: /^health-/,
  GuardCertificateCertificateIssued: /^acm-pca-issue-certificate\.json$/,
  GuardCertificateCertificateIssuanceEnded: /^acm-pca-issue-certificate-details\.json$/,
  ReportFailureExecutionFailed: /^states-/,
} as const;

const ruleOf = (file: string): string => Object.entries(RULES).find(([, files]) => files.test(file))?.[0] ?? 'none';

const API_CALL = 'AWS API Call via CloudTrail';
const authority = `arn:aws:acm-pca:eu-central-1:${hub}:certificate-authority/00000000-0000-4000-8000-000000000000`;
let events: EventBridgeClient;
let patterns: ReadonlyMap<string, string>;

beforeAll(async () => {
  const cloud = deployedCloud();
  events = new EventBridgeClient(clientSettings(cloud.endpoint, hub));
  const deployed = Object.keys(RULES).map(async (rule) => {
    const { EventPattern = '' } = await events.send(new DescribeRuleCommand({ Name: idOf(cloud.hub, rule) }));
    return [rule, EventPattern] as const;
  });
  patterns = new Map(await Promise.all(deployed));
});

/** Which of the deployed rules an event matches, as EventBridge says. */
async function rulesFor(event: Event): Promise<readonly string[]> {
  const asked = [...patterns].map(async ([rule, EventPattern]) => {
    const { Result } = await events.send(new TestEventPatternCommand({ Event: JSON.stringify(event), EventPattern }));
    return Result === true ? [rule] : [];
  });
  return (await Promise.all(asked)).flat();
}

const apiCall = (source: string, detail: object): Event => ({
  id: '9c95e8e4-96a4-ef3f-b739-b6aa5b193afb',
  account: hub,
  region: 'eu-central-1',
  source,
  'detail-type': API_CALL,
  time: '2026-11-22T11:00:00Z',
  resources: [],
  detail: detail as Event['detail'],
});

const recorded = (...call: Parameters<typeof pcaCall>): object => recordOf(hubGuard(), pcaCall(...call));

const permissionRemoved = (): object => recordOf(hubGuard(), permissionCall('DeletePermission', authority));

const executionEnded = (status: string, machine = hubGuard().machine): Event => ({
  ...apiCall('aws.states', { status, stateMachineArn: machine, executionArn: `${machine}:x`, input: '{}' }),
  'detail-type': 'Step Functions Execution Status Change',
});

/** The samples in events/, of the deployed machine and not of the one they were written for. */
function samples(): ReadonlyMap<string, Event> {
  const folder = inProject('events');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const read = (file: string): Event => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Event;
  const ofDeployed = (event: Event): Event =>
    event.source === 'aws.states'
      ? { ...event, detail: { ...event.detail, stateMachineArn: hubGuard().machine } }
      : event;
  return new Map(files.map((file) => [file, ofDeployed(read(file))]));
}

test('each sample in events/ matches its one rule with its true source, and every rule has a sample', async () => {
  const found = new Map<string, readonly string[]>();
  for (const [file, event] of samples()) found.set(file, await rulesFor(event));
  const expected = [...samples()].map(([file]) => [file, [ruleOf(file)]] as const);
  expect([...found]).toEqual(expected);
  expect(new Set([...found.values()].flat())).toEqual(new Set(Object.keys(RULES)));
});

test('a sample that carries an error code matches nothing: a failed call changed nothing', async () => {
  const calls = [...samples()].filter(([, event]) => event['detail-type'] === API_CALL);
  for (const [file, event] of calls) {
    const failed = { ...event, detail: { ...event.detail, errorCode: 'AccessDeniedException', errorMessage: 'no' } };
    expect([file, await rulesFor(failed)]).toEqual([file, []]);
  }
});

test('as a drill each sample matches the same rule here, but nobody can put an execution’s end or RenewGuard’s own', async () => {
  for (const [file, event] of samples()) {
    const drill = await rulesFor({ ...event, source: 'renewguard.drill' });
    const expected = ['aws.states', 'renewguard'].includes(event.source) ? [] : [ruleOf(file)];
    expect([file, drill]).toEqual([file, expected]);
  }
});

test.each(['CreatePermission', 'DeletePermission', 'UpdateCertificateAuthority', 'DeleteCertificateAuthority'])(
  'a record of acm-pca %s starts a verification',
  async (eventName) => {
    const record = recorded(eventName, { certificateAuthorityArn: authority });
    expect(await rulesFor(apiCall('aws.acm-pca', record))).toEqual(['GuardAuthorityAuthorityChanged']);
  },
);

test.each(['RevokeCertificate', 'ListPermissions', 'TagCertificateAuthority', 'CreateCertificateAuthorityAuditReport'])(
  'a record of acm-pca %s starts nothing',
  async (eventName) => {
    const record = recorded(eventName, { certificateAuthorityArn: authority });
    expect(await rulesFor(apiCall('aws.acm-pca', record))).toEqual([]);
  },
);

test.each([
  ['another source', { source: 'aws.s3' }],
  ['the source of another service of the rules', { source: 'aws.ram' }],
  ['a source of somebody’s own', { source: 'com.example.drill' }],
  ['RenewGuard’s own source', { source: 'renewguard' }],
  ['a record that AWS made itself', { 'detail-type': 'AWS Service Event via CloudTrail' }],
  ['a sign-in', { 'detail-type': 'AWS Console Sign In via CloudTrail' }],
])('the record of a removed permission matches nothing with %s', async (_, change) => {
  expect(await rulesFor({ ...apiCall('aws.acm-pca', permissionRemoved()), ...change })).toEqual([]);
});

test.each([
  ['its removal, by its name', 'DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForCertificateManager' }, 1],
  ['its creation, by its service', 'CreateServiceLinkedRole', { aWSServiceName: 'acm.amazonaws.com' }, 1],
  ['the removal of another', 'DeleteServiceLinkedRole', { roleName: 'AWSServiceRoleForRDS' }, 0],
  ['the creation of another', 'CreateServiceLinkedRole', { aWSServiceName: 'rds.amazonaws.com' }, 0],
  ['a plain role of its name', 'DeleteRole', { roleName: 'AWSServiceRoleForCertificateManager' }, 0],
])('of service-linked roles only ACM’s concerns anybody: %s', async (_, eventName, requestParameters, matches) => {
  const record = recordOf(hubGuard(), { eventSource: 'iam.amazonaws.com', eventName, requestParameters });
  expect(await rulesFor(apiCall('aws.iam', record))).toHaveLength(matches);
});

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
  'an execution of either machine that ended as %s is reported',
  async (status) => {
    const { machine, certificateMachine } = hubGuard();
    for (const each of [machine, certificateMachine])
      expect(await rulesFor(executionEnded(status, each))).toEqual(['ReportFailureExecutionFailed']);
  },
);

/** What a sample's event would be, were it another's. */
const changed = (file: string, detail: object, envelope: object = {}): Event => {
  const event = samples().get(file)!;
  return { ...event, ...envelope, detail: { ...event.detail, ...detail } };
};
const EXPIRING = 'acm-certificate-approaching-expiration.json';
const ISSUED = 'acm-pca-issue-certificate.json';
const DETAILS = 'acm-pca-issue-certificate-details.json';
const ACM = 'acm.amazonaws.com';
const details = (different: object): object => ({
  serviceEventDetails: { ...(samples().get(DETAILS)!.detail['serviceEventDetails'] as object), ...different },
});

test.each<[string, () => Event]>([
  ['an issuance that ACM asked for, as a call', () => changed(ISSUED, { userIdentity: { invokedBy: ACM } })],
  ['one that ACM asked for, as it ended', () => changed(DETAILS, details({ requesterServicePrincipal: ACM }))],
  ['one that failed', () => changed(DETAILS, details({ status: 'FAILED' }))],
  ['an event of ACM about a rotation', () => changed(EXPIRING, {}, { 'detail-type': 'ACM Certificate Rotated' })],
  ['an event of Health about another service', () => changed('health-acm-renewal-failure.json', { service: 'EC2' })],
  ['one about no certificate', () => changed('health-acm-renewal-failure.json', { affectedEntities: [] })],
])('guard-certificate is not started by %s', async (_, event) => {
  expect(await rulesFor(event())).toEqual([]);
});

test('an issuance for another service, several entities and an event without any detail start it all the same', async () => {
  const entities = [
    { entityValue: 'AWS_ACCOUNT' },
    { entityValue: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' },
  ];
  const events = [
    changed(DETAILS, details({ requesterServicePrincipal: 'iot.amazonaws.com' })),
    changed(ISSUED, { userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } }),
    changed('health-acm-renewal-failure.json', { affectedEntities: entities }),
    { ...changed(EXPIRING, {}), detail: {} },
  ];
  for (const event of events) expect((await rulesFor(event))[0]).toMatch(/^GuardCertificate/);
});

test('executions that succeeded, still run or belong to another machine are not reported', async () => {
  const others = [
    executionEnded('SUCCEEDED'),
    executionEnded('RUNNING'),
    executionEnded('FAILED', `${hubGuard().machine}2`),
  ];
  for (const event of others) expect(await rulesFor(event)).toEqual([]);
});
