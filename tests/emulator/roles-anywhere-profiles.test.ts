import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { foreignAuthority } from './kit/openssl.ts';
import { done, newAnchor, newProfile, refusalOf, rest } from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const ROLE = 'arn:aws:iam::111122223333:role/robot';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

test('a profile has the service’s defaults, and keeps what it is given', async () => {
  const account = freshAccount();
  expect(await done(bench.url, account, 'POST', '/profiles', { name: 'bare', roleArns: [] })).toEqual({
    profileId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    profileArn: expect.stringContaining(`:${account}:profile/`) as string,
    name: 'bare',
    requireInstanceProperties: false,
    enabled: false,
    createdBy: account,
    roleArns: [],
    managedPolicyArns: [],
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    durationSeconds: 3600,
    acceptRoleSessionName: false,
    attributeMappings: [
      { mappingRules: [{ specifier: '*' }], certificateField: 'x509Issuer' },
      {
        mappingRules: [{ specifier: 'DNS' }, { specifier: 'URI' }, { specifier: 'Name/*' }],
        certificateField: 'x509SAN',
      },
      { mappingRules: [{ specifier: '*' }], certificateField: 'x509Subject' },
    ],
  });
  const full = {
    ...{ sessionPolicy: POLICY, managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], durationSeconds: 900 },
    ...{ requireInstanceProperties: true, acceptRoleSessionName: true },
  };
  expect(await newProfile(bench.url, account, [ROLE], full)).toMatchObject({
    ...full,
    roleArns: [ROLE],
    enabled: true,
  });
});

test('a profile is changed member by member, switched, listed and deleted', async () => {
  const account = freshAccount();
  const { profileId } = await newProfile(bench.url, account, [ROLE], { durationSeconds: 900 });
  const path = `/profile/${profileId}`;
  const change = { name: 'other', sessionPolicy: POLICY, acceptRoleSessionName: true };
  await done(bench.url, account, 'PATCH', path, change);
  await done(bench.url, account, 'POST', `${path}/disable`);
  const shown = await done(bench.url, account, 'GET', path);
  expect(shown).toMatchObject({ ...change, durationSeconds: 900, roleArns: [ROLE], enabled: false });
  expect(await done(bench.url, account, 'POST', `${path}/enable`)).toMatchObject({ enabled: true });
  expect(await done<unknown[]>(bench.url, account, 'GET', '/profiles?pageSize=1')).toHaveLength(1);
  await done(bench.url, account, 'DELETE', path);
  expect(await refusalOf(bench.url, account, 'GET', path)).toEqual({
    ...{ status: 404, code: 'ResourceNotFoundException', message: `Profile with id ${profileId} not found.` },
  });
});

test.each<[string, object, string]>([
  ['no name', { name: undefined }, 'Member must not be null'],
  ['a name with other characters', { name: 'ä' }, 'regular expression'],
  ['no roles', { roleArns: undefined }, 'Member must not be null'],
  ['a role that is none', { roleArns: ['arn:aws:s3:::x'] }, 'roleArns.1.member'],
  ['251 roles', { roleArns: Array(251).fill(ROLE) }, 'length less than or equal to 250'],
  [
    '51 managed policies',
    { managedPolicyArns: Array(51).fill('arn:aws:iam::aws:policy/x') },
    'length less than or equal to 50',
  ],
  ['899 seconds', { durationSeconds: 899 }, 'greater than or equal to 900'],
  ['43,201 seconds', { durationSeconds: 43_201 }, 'less than or equal to 43200'],
  ['a session policy that is none', { sessionPolicy: '{}' }, 'no JSON policy document'],
  ['an unknown member', { colour: 'red' }, "does not know the input member 'colour'"],
  ['a reserved tag', { tags: [{ key: 'aws:x', value: '' }] }, 'must not begin with aws:'],
])('a profile with %s is refused', async (_, more, message) => {
  const body = { name: 'profile', roleArns: [ROLE], ...more };
  expect(await refusalOf(bench.url, freshAccount(), 'POST', '/profiles', body)).toEqual({
    ...{ status: 400, code: 'ValidationException', message: expect.stringContaining(message) as string },
  });
});

test('the two hundred and fifty-first profile is one too many', async () => {
  const account = freshAccount();
  for (let index = 0; index < 250; index++) await newProfile(bench.url, account, []);
  const refusal = await refusalOf(bench.url, account, 'POST', '/profiles', { name: 'x', roleArns: [] });
  expect(refusal).toMatchObject({ status: 400, message: expect.stringContaining('at most 250 profiles') as string });
});

describe('attribute mappings', () => {
  const account = freshAccount();
  interface Mapped {
    readonly attributeMappings: readonly { certificateField: string; mappingRules: readonly { specifier: string }[] }[];
  }
  const put = (profileId: string, certificateField: string, ...specifiers: string[]) =>
    rest(bench.url, account, 'PUT', `/profiles/${profileId}/mappings`, {
      ...{ certificateField, mappingRules: specifiers.map((specifier) => ({ specifier })) },
    });
  const remove = (profileId: string, query: string) =>
    rest(bench.url, account, 'DELETE', `/profiles/${profileId}/mappings?${query}`);
  const mappedIn = ({ body }: { body: Record<string, unknown> }, field: string): string[] | undefined =>
    (body['profile'] as Mapped).attributeMappings
      .find(({ certificateField }) => certificateField === field)
      ?.mappingRules.map(({ specifier }) => specifier);

  test('are put field by field, and removed specifier by specifier or as a whole', async () => {
    const { profileId } = await newProfile(bench.url, account, []);
    const answer = await put(profileId, 'x509Subject', 'CN', 'OU', '1.2.3.4');
    expect([mappedIn(answer, 'x509Subject'), mappedIn(answer, 'x509Issuer')]).toEqual([['CN', 'OU', '1.2.3.4'], ['*']]);
    expect(mappedIn(await put(profileId, 'x509SAN', 'Name/CN', 'DNS'), 'x509SAN')).toEqual(['Name/CN', 'DNS']);
    const less = await remove(profileId, 'certificateField=x509Subject&specifiers=CN&specifiers=1.2.3.4');
    expect(mappedIn(less, 'x509Subject')).toEqual(['OU']);
    expect(
      mappedIn(await remove(profileId, 'certificateField=x509Subject&specifiers=OU'), 'x509Subject'),
    ).toBeUndefined();
    expect(mappedIn(await remove(profileId, 'certificateField=x509Issuer'), 'x509Issuer')).toBeUndefined();
    expect((await remove(profileId, 'certificateField=x509Issuer')).status).toBe(404);
  });

  test.each([
    ['no rule', 'x509Subject', []],
    ['a rule twice', 'x509Subject', ['CN', 'CN']],
    ['an attribute that no name has', 'x509Subject', ['COLOUR']],
    ['a type of alternative name that is not mapped', 'x509SAN', ['IP']],
    ['a name’s attribute in place of an alternative name', 'x509SAN', ['CN']],
    ['a field that certificates lack', 'x509Serial', ['*']],
  ])('with %s are refused', async (_, field, specifiers) => {
    const { profileId } = await newProfile(bench.url, account, []);
    expect((await put(profileId, field, ...specifiers)).status).toBe(400);
  });
});

describe('tags', () => {
  test('are put on every kind of resource, listed and taken away', async () => {
    const account = freshAccount();
    const { trustAnchorArn } = await newAnchor(bench.url, account, foreignAuthority().pem, {
      tags: [{ key: 'team', value: 'pki' }],
    });
    const { profileArn } = await newProfile(bench.url, account, []);
    const listed = (arn: string) =>
      done(bench.url, account, 'GET', `/ListTagsForResource?resourceArn=${encodeURIComponent(arn)}`);
    const tagged = await rest(bench.url, account, 'POST', '/TagResource', {
      ...{
        resourceArn: profileArn,
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: '' },
        ],
      },
    });
    expect([tagged.status, tagged.body]).toEqual([201, {}]);
    expect(await listed(profileArn)).toEqual([
      { key: 'a', value: '1' },
      { key: 'b', value: '' },
    ]);
    expect(await listed(trustAnchorArn)).toEqual([{ key: 'team', value: 'pki' }]);
    const untag = { resourceArn: profileArn, tagKeys: ['a', 'missing'] };
    expect((await rest(bench.url, account, 'POST', '/UntagResource', untag)).status).toBe(200);
    expect(await listed(profileArn)).toEqual([{ key: 'b', value: '' }]);
    const others = await refusalOf(bench.url, freshAccount(), 'POST', '/TagResource', {
      resourceArn: profileArn,
      tags: [],
    });
    expect(others).toMatchObject({ status: 404, code: 'ResourceNotFoundException' });
  });

  test('are fifty at most', async () => {
    const account = freshAccount();
    const { profileArn } = await newProfile(bench.url, account, []);
    const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: 'v' }));
    expect(
      await refusalOf(bench.url, account, 'POST', '/TagResource', { resourceArn: profileArn, tags: many }),
    ).toMatchObject({
      status: 400,
      code: 'TooManyTagsException',
    });
  });
});

describe('what the service does not have', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/trustanchor/'],
    ['PUT', '/trustanchors'],
    ['POST', '/trustanchor/x/y/enable'],
    ['GET', '/trustanchors/'],
    ['POST', '/%ff'],
  ])('%s %s is an unknown operation', async (method, path) => {
    expect(await refusalOf(bench.url, freshAccount(), method, path)).toMatchObject({
      status: 404,
      code: 'UnknownOperationException',
    });
  });

  test('labels are decoded before they are looked up, and a parameter, a member or a body too much is refused', async () => {
    const account = freshAccount();
    const { profileId } = await newProfile(bench.url, account, []);
    const escaped = profileId.replaceAll('-', '%2D');
    expect(await done(bench.url, account, 'GET', `/profile/${escaped}`)).toMatchObject({ profileId });
    const refused = [
      await refusalOf(bench.url, account, 'GET', `/profile/${profileId}?colour=red`),
      await refusalOf(bench.url, account, 'PATCH', `/profile/${profileId}`, { profileId }),
      await refusalOf(bench.url, account, 'GET', '/profiles?pageSize=1&pageSize=2'),
      await refusalOf(bench.url, account, 'GET', '/profiles?pageSize=many'),
      await refusalOf(bench.url, account, 'GET', '/profiles?pageSize=0'),
      await refusalOf(bench.url, account, 'POST', '/profiles', '[]'),
      await refusalOf(bench.url, account, 'POST', '/profiles', '{'),
    ];
    expect(refused.map(({ status, code }) => [status, code])).toEqual([
      [400, 'ValidationException'],
      [400, 'ValidationException'],
      [400, 'ValidationException'],
      [400, 'SerializationException'],
      [400, 'ValidationException'],
      [400, 'SerializationException'],
      [400, 'SerializationException'],
    ]);
  });

  test('a request that is not signed is refused as such', async () => {
    const unsigned = await fetch(`${bench.url}/profiles`);
    expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
  });
});

test('faults and quotas know the operations of Roles Anywhere', async () => {
  const account = freshAccount();
  const fault = {
    service: 'rolesanywhere',
    operation: 'ListProfiles',
    error: 'AccessDeniedException',
    count: 1,
    account,
  };
  expect((await bench.admin('POST', '/faults', fault)).status).toBe(200);
  expect(await refusalOf(bench.url, account, 'GET', '/profiles')).toMatchObject({
    status: 403,
    code: 'AccessDeniedException',
  });
  expect(await done(bench.url, account, 'GET', '/profiles')).toEqual([]);
  expect((await bench.admin('POST', '/faults', { ...fault, operation: 'CreateSession' })).status).toBe(200);
});

test('a reset forgets all of it', async () => {
  const own = await startBench();
  const account = freshAccount();
  await newProfile(own.url, account, []);
  await newAnchor(own.url, account, foreignAuthority().pem);
  await own.admin('POST', '/reset');
  expect(await done(own.url, account, 'GET', '/profiles')).toEqual([]);
  expect(await done(own.url, account, 'GET', '/trustanchors')).toEqual([]);
  expect(((await own.admin('GET', '/clock')).body as { nextDue: unknown }).nextDue).toBeNull();
  await own.stop();
});
