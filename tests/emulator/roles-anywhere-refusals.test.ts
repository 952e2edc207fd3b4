import { denial, type Identity, outcomeOf, prepared, send, type SessionRequest } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import {
  ALLOWED,
  newAnchor,
  newProfile,
  newRole,
  newSetting,
  rest,
  type Setting,
  workload,
} from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const answered = (robot: Identity, request: SessionRequest) => outcomeOf(bench.url, robot, request);

describe('trust anchor and profile', () => {
  test.each<[string, (setting: Setting, account: string) => Promise<Partial<SessionRequest>>, string]>([
    [
      'an anchor that is disabled',
      async ({ anchor }, account) => (
        await rest(bench.url, account, 'POST', `/trustanchor/${anchor.trustAnchorId}/disable`),
        {}
      ),
      'The trust anchor is disabled',
    ],
    [
      'a profile that is disabled',
      async ({ profile }, account) => (
        await rest(bench.url, account, 'POST', `/profile/${profile.profileId}/disable`),
        {}
      ),
      'The profile is disabled',
    ],
    [
      'an anchor that is deleted',
      async ({ anchor }, account) => (
        await rest(bench.url, account, 'DELETE', `/trustanchor/${anchor.trustAnchorId}`),
        {}
      ),
      'There is no trust anchor',
    ],
    [
      'a profile that is deleted',
      async ({ profile }, account) => (await rest(bench.url, account, 'DELETE', `/profile/${profile.profileId}`), {}),
      'There is no profile',
    ],
    [
      'a role that the profile does not list',
      async (_, account) => ({ roleArn: await newRole(bench, account) }),
      'The profile does not list the role',
    ],
    [
      'a session name that the profile does not accept',
      () => Promise.resolve({ body: { roleSessionName: 'mine' } }),
      'does not accept a roleSessionName',
    ],
    [
      'a profile of another region',
      ({ profile }) => Promise.resolve({ profileArn: profile.profileArn.replace('eu-west-1', 'us-east-1') }),
      'in different regions',
    ],
    [
      'a profile of another account',
      ({ profile }, account) => Promise.resolve({ profileArn: profile.profileArn.replace(account, '999999999999') }),
      'in different accounts',
    ],
    [
      'a Credential of another region',
      () => Promise.resolve({ region: 'us-east-1' }),
      'the trust anchor is in another region',
    ],
    [
      'an anchor of another account',
      async () => ({ trustAnchorArn: (await newSetting(bench, freshAccount())).anchor.trustAnchorArn }),
      'Untrusted signing certificate',
    ],
  ])('%s gives no session', async (_, prepare, message) => {
    const account = freshAccount();
    const setting = await newSetting(bench, account);
    const change = await prepare(setting, account);
    expect(await answered(workload({ by: setting.authority }), { ...setting.request, ...change })).toEqual(
      denial(message),
    );
  });

  test('a role that is gone, or of another account, or of less time gives no session', async () => {
    const account = freshAccount();
    const { authority, anchor } = await newSetting(bench, account);
    const short = await newRole(bench, account);
    const listed = [`arn:aws:iam::${account}:role/gone`, `arn:aws:iam::999999999999:role/other`, short];
    const { profileArn } = await newProfile(bench.url, account, listed, { durationSeconds: 3601 });
    const messages = await Promise.all(
      listed.map(async (roleArn) => {
        const request = { trustAnchorArn: anchor.trustAnchorArn, profileArn, roleArn };
        return (await answered(workload({ by: authority }), request)).message;
      }),
    );
    expect(messages).toEqual([
      expect.stringContaining('there is no such role'),
      expect.stringContaining('a role of another account'),
      expect.stringContaining('allows sessions of 3600 seconds at most'),
    ]);
  });

  test('a session policy or policies beyond what STS takes give no session', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ALLOWED, Resource: '*', Sid: 'x'.repeat(2100) }],
    });
    const long = await newSetting(bench, freshAccount(), { profile: { sessionPolicy: policy } });
    expect(await answered(workload({ by: long.authority }), long.request)).toEqual(denial('more than 2048 characters'));
    const managedPolicyArns = Array.from({ length: 11 }, (_, index) => `arn:aws:iam::aws:policy/p${index}`);
    const many = await newSetting(bench, freshAccount(), { profile: { managedPolicyArns } });
    expect(await answered(workload({ by: many.authority }), many.request)).toEqual(
      denial('more than 10 managed policies'),
    );
  });
});

describe('the input', () => {
  test.each<[string, Partial<SessionRequest>, string]>([
    ['a duration below 900 seconds', { body: { durationSeconds: 899 } }, 'greater than or equal to 900'],
    ['a duration above 43,200 seconds', { body: { durationSeconds: 43_201 } }, 'less than or equal to 43200'],
    ['a trust anchor that is no ARN', { trustAnchorArn: 'anchor' }, 'trustAnchorArn'],
    ['a session name of one character', { body: { roleSessionName: 'x' } }, 'roleSessionName'],
    ['a member that is not known', { body: { colour: 'red' } }, "does not know the input member 'colour'"],
    ['the member cert', { body: { cert: 'x' } }, 'does not support cert'],
    ['a member in query and body', { body: { roleArn: 'x' } }, "'roleArn' is given twice"],
  ])('with %s is refused', async (_, change, message) => {
    const setting = await newSetting(bench, freshAccount());
    expect(await answered(workload({ by: setting.authority }), { ...setting.request, ...change })).toEqual({
      status: 400,
      code: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });

  test('without ARNs is refused', async () => {
    const setting = await newSetting(bench, freshAccount());
    const sent = prepared(bench.url, workload({ by: setting.authority }), { ...setting.request, arnsIn: 'body' });
    const answer = await send(bench.url, { ...sent, body: '' });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, 'ValidationException']);
    expect(answer.body.message).toContain('3 validation errors detected');
  });
});

test('an anchor of a bundle is not another account’s to name', async () => {
  const [mine, theirs] = [freshAccount(), freshAccount()];
  const { authority, request } = await newSetting(bench, mine);
  const anchor = await newAnchor(bench.url, theirs, authority.pem);
  expect(await answered(workload({ by: authority }), { ...request, trustAnchorArn: anchor.trustAnchorArn })).toEqual(
    denial('in different accounts'),
  );
});
