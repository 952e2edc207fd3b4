import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateProfileCommand, CreateTrustAnchorCommand, RolesAnywhereClient } from '@aws-sdk/client-rolesanywhere';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { accounts, clientSettings, region } from '../../local/cloud/accounts.ts';
import { askForSession, type Granted, type Identity, outcomeOf } from '../emulator/kit/create-session.ts';
import { foreignAuthority, type MadeAuthority } from '../emulator/kit/openssl.ts';
import { ALLOWED, workload } from '../emulator/kit/roles-anywhere.ts';
import { deployedCloud } from './deployed-cloud.ts';

const account = accounts.web;
const BUCKET = 'roles-anywhere-journey';
const ROLE = 'roles-anywhere-journey';

const { endpoint, emulatorUrl } = deployedCloud();
const cloud = clientSettings(endpoint, account);
const iam = new IAMClient(cloud);
const s3 = new S3Client({ ...cloud, forcePathStyle: true });

let authority: MadeAuthority;
let trustAnchorArn: string;
let roleArn: string;
let robot: Identity;

const statement = (Action: string[], Resource: string | string[], more: object = {}) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...more,
});
const policy = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const objects = (prefix: string): string => `arn:aws:s3:::${BUCKET}/${prefix}*`;

beforeAll(async () => {
  const client = new RolesAnywhereClient(clientSettings(emulatorUrl, account));
  authority = foreignAuthority('Journey Root');
  robot = workload({ by: authority, subject: ['CN=robot.example.com'] });
  const source = { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: authority.pem } } as const;
  const { trustAnchor } = await client.send(new CreateTrustAnchorCommand({ name: 'journey', enabled: true, source }));
  trustAnchorArn = trustAnchor?.trustAnchorArn ?? '';
  client.destroy();
  await s3.send(
    new CreateBucketCommand({
      Bucket: BUCKET,
      CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' },
    }),
  );
  roleArn = await newRole(ROLE);
});

afterAll(() => [iam, s3].forEach((client) => client.destroy()));

/** A role that trusts Roles Anywhere for one anchor and one common name. */
async function newRole(RoleName: string): Promise<string> {
  const trust = policy({
    ...{ Effect: 'Allow', Principal: { Service: 'rolesanywhere.amazonaws.com' }, Action: ALLOWED },
    Condition: {
      ArnEquals: { 'aws:SourceArn': trustAnchorArn },
      StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'robot.example.com' },
    },
  });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, Path: '/robots/', AssumeRolePolicyDocument: trust }),
  );
  return Role?.Arn ?? '';
}

const granting = (PolicyDocument: string, RoleName = ROLE, PolicyName = 'rights') =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));

async function profileFor(
  role: string,
  more: { sessionPolicy?: string; managedPolicyArns?: string[] } = {},
): Promise<string> {
  const client = new RolesAnywhereClient(clientSettings(emulatorUrl, account));
  const made = await client.send(
    new CreateProfileCommand({ name: 'journey', enabled: true, roleArns: [role], ...more }),
  );
  client.destroy();
  return made.profile?.profileArn ?? '';
}

async function session(profileArn: string, role = roleArn): Promise<Granted> {
  const answer = await askForSession(emulatorUrl, robot, { trustAnchorArn, profileArn, roleArn: role, region });
  const [granted] = answer.body.credentialSet ?? [];
  if (!granted) throw new Error(JSON.stringify(answer.body));
  return granted;
}

/** Credentials as SDKs take them. */
const ofSdk = ({ credentials }: Granted) => ({ ...credentials, expiration: new Date(credentials.expiration) });

/** What somebody with these credentials may do in the bucket. */
async function rights(granted: Granted): Promise<Record<string, boolean>> {
  const client = new S3Client({ ...cloud, credentials: ofSdk(granted), forcePathStyle: true, maxAttempts: 1 });
  const attempt = async (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => true,
      (error: Error) => {
        if (!/AccessDenied/.test(error.name)) throw error;
        return false;
      },
    );
  const Bucket = BUCKET;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'shared/there', Body: 'x' }));
  const found = {
    read: await attempt(client.send(new GetObjectCommand({ Bucket, Key: 'shared/there' }))),
    write: await attempt(client.send(new PutObjectCommand({ Bucket, Key: 'shared/new', Body: 'x' }))),
    writeOwn: await attempt(client.send(new PutObjectCommand({ Bucket, Key: 'robot/new', Body: 'x' }))),
    remove: await attempt(client.send(new DeleteObjectCommand({ Bucket, Key: 'shared/new' }))),
    list: await attempt(client.send(new ListObjectsV2Command({ Bucket }))),
  };
  client.destroy();
  return found;
}

test('the cloud itself would not let the role be assumed: that is what the twin is for', async () => {
  const sts = new STSClient(cloud);
  const assume = sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'direct' }));
  await expect(assume).rejects.toMatchObject({ name: 'AccessDenied' });
  sts.destroy();
});

test('a session may do what role and session policy allow both, and nothing else', async () => {
  await granting(
    policy(
      statement(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], objects('shared/')),
      statement(['s3:PutObject'], objects('robot/'), {
        Condition: { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'robot.example.com' } },
      }),
    ),
  );
  const whole = await session(await profileFor(roleArn));
  expect(whole).toMatchObject({ roleArn, sourceIdentity: 'CN=robot.example.com' });
  expect(whole.assumedRoleUser.arn).toMatch(new RegExp(`^arn:aws:sts::${account}:assumed-role/${ROLE}/[0-9a-f]+$`));
  expect(await rights(whole)).toEqual({ read: true, write: true, writeOwn: true, remove: true, list: false });
  const sessionPolicy = policy(statement(['s3:GetObject', 's3:ListBucket'], '*'));
  const narrow = await session(await profileFor(roleArn, { sessionPolicy }));
  expect(await rights(narrow)).toEqual({ read: true, write: false, writeOwn: false, remove: false, list: false });
});

test('the twin follows its role: policies put, attached, taken away, and a boundary', async () => {
  const arn = await newRole('roles-anywhere-twin');
  const profileArn = await profileFor(arn);
  await granting(policy(statement(['s3:GetObject'], objects('shared/'))), 'roles-anywhere-twin');
  expect(await rights(await session(profileArn, arn))).toMatchObject({ read: true, write: false, list: false });
  await granting(policy(statement(['s3:PutObject'], objects('shared/'))), 'roles-anywhere-twin');
  const managed = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'roles-anywhere-list',
      PolicyDocument: policy(statement(['s3:ListBucket'], `arn:aws:s3:::${BUCKET}`)),
    }),
  );
  const PolicyArn = managed.Policy?.Arn ?? '';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'roles-anywhere-twin', PolicyArn }));
  expect(await rights(await session(profileArn, arn))).toMatchObject({ read: false, write: true, list: true });
  await iam.send(
    new PutRolePermissionsBoundaryCommand({ RoleName: 'roles-anywhere-twin', PermissionsBoundary: PolicyArn }),
  );
  expect(await rights(await session(profileArn, arn))).toMatchObject({ read: false, write: false, list: true });
  const twin = await iam.send(new GetRoleCommand({ RoleName: 'twin-of-roles-anywhere-twin' }));
  expect(twin.Role).toMatchObject({
    Path: '/pki-emulator/twins/',
    Description: expect.stringContaining(arn) as string,
  });
});

test('managed policies of a profile narrow a session as well, and one that is missing gives none', async () => {
  await granting(policy(statement(['s3:GetObject', 's3:PutObject'], objects('shared/'))));
  const readOnly = await profileFor(roleArn, { managedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] });
  expect(await rights(await session(readOnly))).toMatchObject({ read: true, write: false });
  const profileArn = await profileFor(roleArn, { managedPolicyArns: [`arn:aws:iam::${account}:policy/missing`] });
  expect(await outcomeOf(emulatorUrl, robot, { trustAnchorArn, profileArn, roleArn, region })).toMatchObject({
    status: 403,
    message: expect.stringContaining('At least one Policy ARN') as string,
  });
});

test('the emulator judges the trust: another common name, or a role that is gone, opens nothing', async () => {
  const profileArn = await profileFor(roleArn);
  const stranger = workload({ by: authority, subject: ['CN=stranger.example.com'] });
  const request = { trustAnchorArn, profileArn, roleArn, region };
  expect(await outcomeOf(emulatorUrl, stranger, request)).toMatchObject({
    status: 403,
    message: expect.stringContaining('does not allow rolesanywhere.amazonaws.com the action sts:AssumeRole') as string,
  });
  const gone = `arn:aws:iam::${account}:role/gone`;
  expect(
    await outcomeOf(emulatorUrl, robot, { ...request, roleArn: gone, profileArn: await profileFor(gone) }),
  ).toMatchObject({
    status: 403,
    message: expect.stringContaining('there is no such role') as string,
  });
});

test('the emulator knows its sessions by the role they are of, the cloud by its twin', async () => {
  const granted = await session(await profileFor(roleArn));
  const { arn } = granted.assumedRoleUser;
  const identityAt = async (url: string): Promise<string | undefined> => {
    const sts = new STSClient({ ...cloud, endpoint: url, credentials: ofSdk(granted) });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    return Arn;
  };
  expect(await identityAt(emulatorUrl)).toBe(arn);
  expect(await identityAt(endpoint)).toBe(arn.replace(ROLE, `twin-of-${ROLE}`));
});
