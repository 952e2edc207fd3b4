import { deploymentOf } from '../../core/aws/deployment.ts';
import { PKI } from '../builders/accounts.ts';
import { NO_STACK, stackWith, StandIn } from '../cli/kit/stand-in.ts';

const standIn = new StandIn();
beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
});
afterAll(() => standIn.stop());

const found = () => deploymentOf('renewguard', PKI, 'eu-west-1');

test('a stack of template.yaml is told by its outputs', async () => {
  standIn.on('DescribeStacks', stackWith());
  expect(await found()).toEqual({
    known: true,
    value: {
      stack: 'renewguard',
      region: 'eu-west-1',
      tableName: 'renewguard-table',
      reissueMachineArn: expect.stringMatching(/reissue-certificate$/) as string,
      deliverMachineArn: expect.stringMatching(/issue-and-deliver$/) as string,
      initialMode: 'dry-run',
      limits: { perAuthorityAndHour: 50, perGeneration: 3 },
    },
  });
});

const SWEEPS = {
  SweepOrganizationArn: `arn:aws:states:eu-west-1:${PKI}:stateMachine:renewguard-sweep-organization`,
  SweepScope: 'organization',
  SweepRegions: 'eu-west-1, us-east-1',
  SweepEveryHours: '12',
  BucketName: 'renewguard-bucket',
};

test('how it sweeps is told by its outputs as well', async () => {
  standIn.on('DescribeStacks', stackWith(SWEEPS));
  expect(await found()).toMatchObject({
    value: {
      sweeping: {
        machineArn: SWEEPS.SweepOrganizationArn,
        bucketName: 'renewguard-bucket',
        defaultScope: {
          name: 'default',
          accounts: 'organization',
          regions: ['eu-west-1', 'us-east-1'],
          everyHours: 12,
          include: { expired: false, revoked: false },
        },
      },
    },
  });
  for (const SweepRegions of ['', undefined]) {
    standIn.on('DescribeStacks', stackWith({ ...SWEEPS, SweepRegions }));
    expect(await found()).toMatchObject({ value: { sweeping: { defaultScope: { regions: ['eu-west-1'] } } } });
  }
});

test.each([
  ['SweepScope', 'all'],
  ['SweepRegions', 'everywhere!'],
  ['SweepEveryHours', undefined],
  ['BucketName', undefined],
])('one that sweeps, and whose output %s is %j, is no RenewGuard of today', async (output, value) => {
  standIn.on('DescribeStacks', stackWith({ ...SWEEPS, [output]: value }));
  await expect(found()).rejects.toMatchObject({
    name: 'AwsRefused',
    message: expect.stringMatching(new RegExp(`no usable output ${output}: `)) as string,
  });
});

test('no stack of that name is none', async () => {
  standIn.on('DescribeStacks', NO_STACK);
  expect(await found()).toEqual({ known: true, value: undefined });
});

test('a name that can’t be one is not taken for a stack that is not there', async () => {
  standIn.on('DescribeStacks', { fault: 'ValidationError', message: '1 validation error detected' });
  await expect(found()).rejects.toMatchObject({ name: 'ValidationError' });
});

test('a denial is not taken for a stack that is not there', async () => {
  standIn.on('DescribeStacks', { fault: 'AccessDenied', message: 'no', status: 403 });
  expect(await found()).toMatchObject({ known: false, why: { operation: 'cloudformation:DescribeStacks' } });
});

test.each([
  ['TableName', undefined],
  ['InitialMode', 'perhaps'],
  ['IssuancesPerHour', '0'],
  ['ReissueCertificateArn', 'renewguard'],
])('a stack whose output %s is %j is no RenewGuard of today', async (output, value) => {
  standIn.on('DescribeStacks', stackWith({ [output]: value }));
  await expect(found()).rejects.toMatchObject({
    name: 'AwsRefused',
    message: expect.stringMatching(new RegExp(`no usable output ${output}: .*deploy it again`)) as string,
  });
});
