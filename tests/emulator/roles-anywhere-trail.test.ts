import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askForSession, prepared, send, type SessionRequest } from './kit/create-session.ts';
import type { TrailRecord } from './kit/cloud.ts';
import { type Bench, startBench } from './kit/emulator.ts';
import { foreignAuthority, type MadeAuthority } from './kit/openssl.ts';
import { type Anchor, newAnchor, newProfile, refusalOf, trusting, workload } from './kit/roles-anywhere.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/robot`;
const SECRET = 'a-secret-access-key';
const TOKEN = 'a-session-token';

/** IAM and STS of one role, as the query protocol has them, and an event bus. */
const ANSWERS: Readonly<Record<string, string>> = {
  GetRole: `<Role><RoleName>robot</RoleName><RoleId>AROAROBOT</RoleId><Arn>${ROLE}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(trusting())}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration></Role>`,
  ListRolePolicies: '<PolicyNames></PolicyNames>',
  ListAttachedRolePolicies: '<AttachedPolicies></AttachedPolicies>',
  AssumeRole: `<Credentials><AccessKeyId>ASIAROBOT</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>${TOKEN}</SessionToken><Expiration>2030-01-02T03:04:05Z</Expiration></Credentials>`,
};

let bench: Bench;
let stopCloud: () => Promise<void>;
let records: TrailRecord[];
let forms: URLSearchParams[];
/** What IAM and STS answer; undefined: they break off. */
let answers: Readonly<Record<string, string>> | undefined;
let authority: MadeAuthority;
let anchor: Anchor;
let request: SessionRequest;

beforeAll(async () => {
  const cloud = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .once('end', () => {
        const body = Buffer.concat(chunks).toString();
        if (incoming.headers['x-amz-target'] === 'AWSEvents.PutEvents') {
          const { Entries } = JSON.parse(body) as { Entries: { Detail: string }[] };
          records.push(...Entries.map(({ Detail }) => JSON.parse(Detail) as TrailRecord));
          return response.end('{"FailedEntryCount":0}');
        }
        const form = new URLSearchParams(body);
        forms.push(form);
        const action = form.get('Action') ?? '';
        const answer = answers?.[action];
        if (!answers) return response.destroy();
        return response.end(
          `<${action}Response>${answer ?? '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>'}</${action}Response>`,
        );
      });
  });
  await new Promise<void>((resolve) => cloud.listen(0, '127.0.0.1', resolve));
  stopCloud = async () => {
    cloud.closeAllConnections();
    await new Promise((resolve) => cloud.close(resolve));
  };
  [records, forms, answers] = [[], [], ANSWERS];
  bench = await startBench({ cloudEndpoint: `http://127.0.0.1:${(cloud.address() as AddressInfo).port}` });
  authority = foreignAuthority();
  anchor = await newAnchor(bench.url, ACCOUNT, authority.pem);
  const sessionPolicy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
  const { profileArn } = await newProfile(bench.url, ACCOUNT, [ROLE], { sessionPolicy, durationSeconds: 1200 });
  request = { trustAnchorArn: anchor.trustAnchorArn, profileArn, roleArn: ROLE };
});
beforeEach(async () => {
  await recorded(''); // What the test before has left.
  [records, forms, answers] = [[], [], ANSWERS];
});
afterAll(async () => {
  await bench.stop();
  await stopCloud();
});

async function recorded(eventName: string): Promise<TrailRecord[]> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (((await bench.admin('GET', '/deliveries')).body as { pending: number }).pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return records.filter((record) => record.eventName === eventName);
}

test('a session is taken from the cloud with policy, tags, source identity and duration, and answers with the role', async () => {
  const { status, body } = await askForSession(bench.url, workload({ by: authority }), request);
  expect(status).toBe(201);
  expect(body.credentialSet?.[0]).toMatchObject({
    assumedRoleUser: { arn: expect.stringContaining(`${ACCOUNT}:assumed-role/robot/`) as string },
    credentials: {
      accessKeyId: 'ASIAROBOT',
      secretAccessKey: SECRET,
      sessionToken: TOKEN,
      expiration: '2030-01-02T03:04:05Z',
    },
    roleArn: ROLE,
    packedPolicySize: 5,
  });
  const assumed = Object.fromEntries(forms.find((form) => form.get('Action') === 'AssumeRole') ?? []);
  expect(assumed).toMatchObject({ DurationSeconds: '1200', SourceIdentity: 'CN=robot.example.com' });
  expect(JSON.parse(assumed['Policy'] ?? '')).toMatchObject({ Version: '2012-10-17' });
  const tags = Object.entries(assumed)
    .filter(([name]) => name.endsWith('.Key'))
    .map(([, value]) => value);
  expect(tags.sort()).toEqual(['x509Issuer/CN', 'x509Subject/CN']);
});

test('CreateSession is recorded with what CloudTrail has of it alone, and without secrets', async () => {
  await askForSession(bench.url, workload({ by: authority }), request);
  const [record, ...more] = await recorded('CreateSession');
  expect(more).toEqual([]);
  expect(record).toMatchObject({
    eventSource: 'rolesanywhere.amazonaws.com',
    userIdentity: { type: 'Unknown', accountId: ACCOUNT },
    requestParameters: { trustAnchorArn: request.trustAnchorArn, profileArn: request.profileArn, roleArn: ROLE },
    additionalEventData: { missingSignedHeaders: [], postEmptyBody: true, algorithmMismatch: false },
    recipientAccountId: ACCOUNT,
  });
  expect(JSON.stringify(record?.responseElements)).toContain('HIDDEN_DUE_TO_SECURITY_REASONS');
  const calls = JSON.stringify((await bench.admin('GET', '/calls')).body);
  for (const secret of [SECRET, TOKEN]) expect(JSON.stringify(record) + calls).not.toContain(secret);
});

test('a refused session is recorded with why, and what was odd about it', async () => {
  const robot = workload({ by: authority });
  const body = { durationSeconds: 900 };
  await askForSession(bench.url, robot, {
    ...request,
    body,
    draft: (draft) => void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'host')),
  });
  await askForSession(bench.url, robot, {
    ...request,
    body,
    draft: (draft) => void (draft.algorithm = 'AWS4-X509-RSA-SHA256'),
  });
  expect(await recorded('CreateSession')).toMatchObject([
    {
      errorCode: 'AccessDeniedException',
      responseElements: null,
      additionalEventData: { missingSignedHeaders: ['host'], postEmptyBody: false, algorithmMismatch: false },
    },
    { errorCode: 'AccessDeniedException', additionalEventData: { missingSignedHeaders: [], algorithmMismatch: true } },
  ]);
});

test('changes of the control plane are recorded, also refused ones; what only reads is not', async () => {
  await newProfile(bench.url, ACCOUNT, []);
  await refusalOf(bench.url, ACCOUNT, 'DELETE', `/profile/${anchor.trustAnchorId}`);
  await refusalOf(bench.url, ACCOUNT, 'GET', '/profiles');
  expect(await recorded('CreateProfile')).toMatchObject([
    { requestParameters: { name: 'profile', roleArns: [] }, responseElements: { profile: { name: 'profile' } } },
  ]);
  expect(await recorded('DeleteProfile')).toMatchObject([
    { errorCode: 'ResourceNotFoundException', requestParameters: { profileId: anchor.trustAnchorId } },
  ]);
  expect(await recorded('ListProfiles')).toEqual([]);
});

test('where the cloud cannot be asked the session is unavailable, and where it refuses it is denied', async () => {
  const robot = workload({ by: authority });
  answers = undefined;
  expect((await askForSession(bench.url, robot, request)).status).toBe(503);
  answers = { GetRole: '<html>' };
  expect((await send(bench.url, prepared(bench.url, robot, request))).status).toBe(403);
  const { AssumeRole: _, ...others } = ANSWERS;
  answers = others;
  expect(await askForSession(bench.url, robot, request)).toMatchObject({
    status: 403,
    body: { message: `Unable to assume ${ROLE}: No.` },
  });
});
