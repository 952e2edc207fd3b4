import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribeOrganizationCommand, ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { activeRoot } from './kit/authorities.ts';
import { requested } from './kit/certificates.ts';
import { startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { signature } from './kit/wire.ts';

let bench: Bench;
const before = process.env['AWS_ENDPOINT_URL'];
beforeAll(async () => {
  bench = await startBench();
  process.env['AWS_ENDPOINT_URL'] = bench.url; // One variable for all services, read when a client is first used.
});
afterAll(async () => {
  if (before === undefined) delete process.env['AWS_ENDPOINT_URL'];
  else process.env['AWS_ENDPOINT_URL'] = before;
  await bench.stop();
});

const ROLE = 'AWSServiceRoleForCertificateManager';

/** Settings without an endpoint: that comes from the environment. */
const settings = (account: string, region = 'eu-west-1') => ({
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'x' },
  maxAttempts: 1,
});

const iamOf = (account: string) => new IAMClient(settings(account, 'us-east-1'));

/** An account that has requested a private certificate, so that ACM has its role there. */
async function privateAccount(on: Bench = bench): Promise<string> {
  const account = freshAccount();
  const authority = await activeRoot(on.pca(account));
  await requested(on.acm(account), { CertificateAuthorityArn: authority });
  return account;
}

describe('sts:GetCallerIdentity', () => {
  test('tells an account its root, through the one endpoint of all services', async () => {
    const account = freshAccount();
    expect(await new STSClient(settings(account)).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: account,
      Arn: `arn:aws:iam::${account}:root`,
      UserId: account,
    });
  });

  test('is the only operation of STS', async () => {
    const command = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/x', RoleSessionName: 'xx' });
    await expect(new STSClient(settings(freshAccount())).send(command)).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'The emulator does not support sts:AssumeRole.',
    });
  });
});

describe('iam:GetRole', () => {
  test('knows ACM’s role once the account has requested a private certificate', async () => {
    const account = freshAccount();
    const ask = () => iamOf(account).send(new GetRoleCommand({ RoleName: ROLE }));
    await expect(ask()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const authority = await activeRoot(bench.pca(account));
    await requested(bench.acm(account), { CertificateAuthorityArn: authority });
    const { Role } = await ask();
    expect(Role).toMatchObject({
      RoleName: ROLE,
      Path: '/aws-service-role/acm.amazonaws.com/',
      Arn: `arn:aws:iam::${account}:role/aws-service-role/acm.amazonaws.com/${ROLE}`,
      RoleId: expect.stringMatching(/^AROA[0-9A-Z]{17}$/) as string,
      CreateDate: expect.any(Date) as Date,
      MaxSessionDuration: 3600,
    });
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Statement: [{ Principal: { Service: 'acm.amazonaws.com' } }],
    });
  });

  test('misses it after it was removed, until ACM makes it again', async () => {
    const account = await privateAccount();
    const ask = () => iamOf(account).send(new GetRoleCommand({ RoleName: ROLE }));
    await bench.admin('POST', '/service-linked-roles', { accountId: account, exists: false });
    await expect(ask()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await requested(bench.acm(account), { CertificateAuthorityArn: await activeRoot(bench.pca(account)) });
    await expect(ask()).resolves.toMatchObject({ Role: { RoleName: ROLE } });
  });

  test('knows no other role, and is the only operation of IAM', async () => {
    const iam = iamOf(await privateAccount());
    await expect(iam.send(new GetRoleCommand({ RoleName: 'Admin' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name Admin cannot be found.',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'The emulator does not support iam:ListRoles.',
    });
  });

  test('refuses a name that is none, and input it does not know', async () => {
    const iam = iamOf(freshAccount());
    await expect(iam.send(new GetRoleCommand({ RoleName: '<x>' }))).rejects.toMatchObject({ name: 'ValidationError' });
    const response = await fetch(bench.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: signature('iam', '111122223333', 'us-east-1'),
      },
      body: `Action=GetRole&RoleName=${ROLE}&Colour=red`,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Colour');
  });

  test('is left to the cloud where there is one', async () => {
    const cloud = await startCloud();
    const other = await startBench({ cloudEndpoint: cloud.url });
    try {
      const iam = new IAMClient({ ...settings(await privateAccount(other), 'us-east-1'), endpoint: other.url });
      await expect(iam.send(new GetRoleCommand({ RoleName: ROLE }))).rejects.toMatchObject({
        message: expect.stringContaining('cloud endpoint') as string,
      });
    } finally {
      await other.stop();
      await cloud.stop();
    }
  });

  test('can be denied by a fault, and is in the call log', async () => {
    const account = freshAccount();
    const fault = { service: 'iam', operation: 'GetRole', error: 'AccessDenied', status: 403, count: 1, account };
    expect(await bench.admin('POST', '/faults', fault)).toMatchObject({ status: 200 });
    const iam = iamOf(account);
    const ask = new GetRoleCommand({ RoleName: ROLE });
    await expect(iam.send(ask)).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    await expect(iam.send(ask)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    const calls = (await bench.admin('GET', '/calls')).body as { account: string; service: string; outcome: string }[];
    expect(calls.filter((call) => call.account === account)).toMatchObject([
      { service: 'iam', operation: 'GetRole', region: 'us-east-1', outcome: 'AccessDenied' },
      { service: 'iam', operation: 'GetRole', region: 'us-east-1', outcome: 'NoSuchEntity' },
    ]);
  });
});

describe('organizations:DescribeOrganization', () => {
  test('says that the account is in none', async () => {
    const client = new OrganizationsClient(settings(freshAccount(), 'us-east-1'));
    await expect(client.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  test('is the only operation of Organizations', async () => {
    const client = new OrganizationsClient(settings(freshAccount(), 'us-east-1'));
    await expect(client.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The emulator does not support organizations:ListAccounts.',
    });
  });
});

describe('another service is refused, naming it, in a form its client reads:', () => {
  const settled = settings('111122223333');
  test.each<[string, string, () => Promise<unknown>]>([
    ['JSON 1.0', 'dynamodb', () => new DynamoDBClient(settled).send(new ListTablesCommand({}))],
    ['JSON 1.0', 'sqs', () => new SQSClient(settled).send(new ListQueuesCommand({}))],
    ['JSON 1.0', 'states', () => new SFNClient(settled).send(new ListStateMachinesCommand({}))],
    ['JSON 1.1', 'events', () => new EventBridgeClient(settled).send(new ListRulesCommand({}))],
    ['query', 'sns', () => new SNSClient(settled).send(new ListTopicsCommand({}))],
    ['query', 'cloudformation', () => new CloudFormationClient(settled).send(new DescribeStacksCommand({}))],
    ['REST and JSON', 'lambda', () => new LambdaClient(settled).send(new ListFunctionsCommand({}))],
  ])('%s of %s', async (_, service, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(
        new RegExp(`^The emulator has no ${service} \\(.+\\); it answers acm, acm-pca, .*sts:GetCallerIdentity`),
      ) as string,
      $metadata: { httpStatusCode: 400 },
    });
  });

  const raw = async (headers: Record<string, string>, path = '/', body = '') => {
    const response = await fetch(`${bench.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };

  test('query of ec2, whose errors have a form of their own', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: signature('ec2') };
    const { status, text } = await raw(headers, '/', 'Action=DescribeVpcs');
    expect(status).toBe(400);
    expect(text).toMatch(/^<Response><Errors><Error><Code>UnknownOperationException<\/Code><Message>.*DescribeVpcs/);
  });

  test('CBOR of monitoring', async () => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', authorization: signature('monitoring') };
    const { status, type, text } = await raw(headers, '/service/X/operation/PutMetricData');
    expect({ status, type }).toEqual({ status: 400, type: 'application/cbor' });
    expect(text).toContain('UnknownOperationException');
    expect(text).toContain('PutMetricData');
  });

  test('XML of an action that would break it', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: signature('sns') };
    const { text } = await raw(headers, '/', `Action=${encodeURIComponent('<&\u0000>')}`);
    expect(text).toContain('(&#60;&#38;\ufffd&#62;)');
  });
});
