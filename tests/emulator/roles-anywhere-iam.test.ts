import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { trusting } from './kit/roles-anywhere.ts';
import { signature } from './kit/wire.ts';

let bench: Bench;
const clients: IAMClient[] = [];
beforeAll(async () => (bench = await startBench()));
afterAll(async () => {
  clients.forEach((client) => client.destroy());
  await bench.stop();
});

function iamOf(account: string, region = 'eu-west-1'): IAMClient {
  const credentials = { accessKeyId: account, secretAccessKey: 'x' };
  const client = new IAMClient({ endpoint: bench.url, region, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '<&>' }],
});

test('a role is made, shown in every region of its account and whatever its case, changed and deleted', async () => {
  const account = freshAccount();
  const iam = iamOf(account);
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName: 'Robot',
      Path: '/robots/',
      AssumeRolePolicyDocument: trusting(),
      MaxSessionDuration: 7200,
      Description: 'a & b',
    }),
  );
  const role = {
    RoleName: 'Robot',
    Arn: `arn:aws:iam::${account}:role/robots/Robot`,
    Path: '/robots/',
    Description: 'a & b',
  };
  expect(made.Role).toMatchObject({ ...role, RoleId: expect.stringMatching(/^AROA/) as string });
  const shown = (await iamOf(account, 'us-east-1').send(new GetRoleCommand({ RoleName: 'ROBOT' }))).Role;
  expect(shown).toMatchObject({ ...role, MaxSessionDuration: 7200 });
  expect(decodeURIComponent(shown?.AssumeRolePolicyDocument ?? '')).toBe(trusting());
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'robot', PolicyDocument: POLICY }));
  const changed = (await iam.send(new GetRoleCommand({ RoleName: 'Robot' }))).Role;
  expect(decodeURIComponent(changed?.AssumeRolePolicyDocument ?? '')).toBe(POLICY);
  await iam.send(new DeleteRoleCommand({ RoleName: 'Robot' }));
  await expect(iam.send(new GetRoleCommand({ RoleName: 'Robot' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('a role’s inline policies are put, listed, shown and deleted, and stand in the way of its end', async () => {
  const iam = iamOf(freshAccount());
  const RoleName = 'robot';
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting() }));
  expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual([]);
  for (const PolicyName of ['a', 'b'])
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: POLICY }));
  expect(await iam.send(new ListRolePoliciesCommand({ RoleName }))).toMatchObject({
    PolicyNames: ['a', 'b'],
    IsTruncated: false,
  });
  const shown = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'a' }));
  expect(decodeURIComponent(shown.PolicyDocument ?? '')).toBe(POLICY);
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  });
  for (const PolicyName of ['a', 'b']) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await expect(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'a' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  await iam.send(new DeleteRoleCommand({ RoleName }));
});

test.each<[string, ConstructorParameters<typeof CreateRoleCommand>[0], string]>([
  ['a name of 65 characters', { RoleName: 'x'.repeat(65), AssumeRolePolicyDocument: trusting() }, 'ValidationError'],
  ['a path without slashes', { RoleName: 'x', Path: 'x', AssumeRolePolicyDocument: trusting() }, 'ValidationError'],
  ['a trust policy that is none', { RoleName: 'x', AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocumentException'],
  [
    'sessions of a day',
    { RoleName: 'x', AssumeRolePolicyDocument: trusting(), MaxSessionDuration: 86_400 },
    'ValidationError',
  ],
  [
    'tags',
    { RoleName: 'x', AssumeRolePolicyDocument: trusting(), Tags: [{ Key: 'a', Value: 'b' }] },
    'ValidationError',
  ],
  [
    'a permissions boundary',
    { RoleName: 'x', AssumeRolePolicyDocument: trusting(), PermissionsBoundary: 'arn:aws:iam::aws:policy/x' },
    'ValidationError',
  ],
])('a role with %s is refused', async (_, input, name) => {
  await expect(iamOf(freshAccount()).send(new CreateRoleCommand(input))).rejects.toMatchObject({ name });
});

test('a name that is taken is refused, as is ACM’s own role', async () => {
  const iam = iamOf(freshAccount());
  const create = (RoleName: string) =>
    iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trusting() }));
  await create('robot');
  for (const name of ['ROBOT', 'AWSServiceRoleForCertificateManager']) {
    await expect(create(name)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  }
  await expect(
    iam.send(new DeleteRoleCommand({ RoleName: 'AWSServiceRoleForCertificateManager' })),
  ).rejects.toMatchObject({
    name: 'UnmodifiableEntityException',
  });
});

test('an operation that is not there is refused by name', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: signature('iam') };
  const answer = await fetch(bench.url, { method: 'POST', headers, body: 'Action=ListRoles&Version=2010-05-08' });
  expect(await answer.text()).toContain('does not support iam:ListRoles');
});
