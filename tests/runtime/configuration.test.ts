import { readConfiguration } from '../../core/runtime/configuration.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { refusalOf } from '../builders/refusals.ts';

const complete = {
  HUB_ACCOUNT: PKI,
  AWS_REGION: 'eu-west-1',
  PARTITION: 'aws',
  TABLE_NAME: 'renewguard-table',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  EVENT_BUS_NAME: 'default',
  MEMBER_ACCOUNTS: `${PAYMENTS},${WEB}`,
  MEMBER_ROLE_NAME: 'RenewGuardRead',
  MEMBER_ACT_ROLE_NAME: 'RenewGuardAct',
  EXTERNAL_ID: 'x-1',
  SECURITY_HUB: 'on',
  CLOCK_ENDPOINT: 'http://127.0.0.1:4577/_emulator/clock',
  ROLES_ANYWHERE_ENDPOINT: 'http://127.0.0.1:4577',
  SECRETS_KEY_ARN: 'arn:aws:kms:eu-west-1:111122223333:key/one',
  BUCKET_NAME: 'renewguard-bucket',
  REISSUE_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-reissue-certificate',
  REPAIR_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-repair-authority',
  REPAIR_MODE: 'approve',
  INITIAL_MODE: 'dry-run',
  ISSUANCES_PER_HOUR: '50',
  ISSUANCES_PER_RENEWAL: '3',
  SWEEP_ACCOUNTS: 'organization',
  SWEEP_REGIONS: 'eu-west-1, eu-central-1',
  SWEEP_EVERY_HOURS: '24',
};

test('the environment is read as it is named', () => {
  expect(readConfiguration({ ...complete, PATH: '/bin' })).toEqual({
    hubAccount: PKI,
    region: 'eu-west-1',
    partition: 'aws',
    tableName: 'renewguard-table',
    topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
    eventBusName: 'default',
    memberAccounts: [PAYMENTS, WEB],
    memberRoleName: 'RenewGuardRead',
    memberActRoleName: 'RenewGuardAct',
    externalId: 'x-1',
    alertRoutes: '',
    securityHub: 'on',
    clockEndpoint: 'http://127.0.0.1:4577/_emulator/clock',
    rolesAnywhereEndpoint: 'http://127.0.0.1:4577',
    sweep: { accounts: 'organization', regions: ['eu-west-1', 'eu-central-1'], everyHours: 24 },
    secretsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/one',
    reportBucket: 'renewguard-bucket',
    reissueMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-reissue-certificate',
    repairMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:renewguard-repair-authority',
    repairMode: 'approve',
    initialMode: 'dry-run',
    limits: { perAuthorityAndHour: 50, perGeneration: 3 },
  });
});

test.each([
  ['no account', '', []],
  ['spaces and an empty place', ` ${PAYMENTS} ,, ${WEB},`, [PAYMENTS, WEB]],
  ['the hub itself, which is no member', `${PKI},${PAYMENTS}`, [PAYMENTS]],
])('members may be listed with %s', (_, MEMBER_ACCOUNTS, memberAccounts) => {
  expect(readConfiguration({ ...complete, MEMBER_ACCOUNTS }).memberAccounts).toEqual(memberAccounts);
});

test.each(['EXTERNAL_ID', 'CLOCK_ENDPOINT', 'ROLES_ANYWHERE_ENDPOINT'])('%s may be missing', (variable) => {
  const read = readConfiguration({ ...complete, [variable]: undefined });
  expect([read.externalId, read.clockEndpoint, read.rolesAnywhereEndpoint]).toContain('');
});

test.each([
  'HUB_ACCOUNT',
  'AWS_REGION',
  'PARTITION',
  'TABLE_NAME',
  'TOPIC_ARN',
  'EVENT_BUS_NAME',
  'MEMBER_ACCOUNTS',
  'MEMBER_ROLE_NAME',
])('%s that is missing is named', (variable) => {
  const refusal = refusalOf(() => readConfiguration({ ...complete, [variable]: undefined }));
  expect(refusal.field).toBe(`environment variable ${variable}`);
  expect(refusal.message).toMatch(/: expected (an?|the) .+, got nothing$/);
});

test.each([
  ['HUB_ACCOUNT', '12345', 'an account of twelve digits'],
  ['AWS_REGION', '', 'a region'],
  ['PARTITION', 'azure', 'a partition such as aws'],
  ['TABLE_NAME', '', 'the name of the table'],
  ['REPAIR_MODE', 'yes', 'one of advise, approve, auto'],
  ['TOPIC_ARN', 'alerts', 'the ARN of the topic'],
  ['EVENT_BUS_NAME', '', 'the name of the bus'],
  ['MEMBER_ACCOUNTS', `${PAYMENTS};${WEB}`, 'accounts of twelve digits, separated by commas'],
  ['MEMBER_ROLE_NAME', '', 'the name of the role in the member accounts'],
])('%s that is wrong is named, with what belongs there', (variable, value, expected) => {
  expect(refusalOf(() => readConfiguration({ ...complete, [variable]: value })).message).toBe(
    `environment variable ${variable}: expected ${expected}, got "${value}"`,
  );
});
