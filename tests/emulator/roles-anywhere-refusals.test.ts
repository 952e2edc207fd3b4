import {
  type Draft,
  type Identity,
  askForSession,
  prepared,
  send,
  type Sent,
  type SessionRequest,
} from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, foreignlySigned, newCsr, openssl } from './kit/openssl.ts';
import {
  ALLOWED,
  done,
  newAnchor,
  newProfile,
  newRole,
  newSetting,
  rest,
  type Setting,
  subordinate,
  workload,
} from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

/** What CreateSession answers. */
async function answered(robot: Identity, request: SessionRequest) {
  const { status, headers, body } = await askForSession(bench.url, robot, request);
  return { status, code: headers['x-amzn-errortype'], message: body.message };
}

const denial = (text: string) => ({
  status: 403,
  code: 'AccessDeniedException',
  message: expect.stringContaining(text) as string,
});

describe('a request that proves nothing', () => {
  let setting: Setting;
  let robot: Identity;
  beforeAll(async () => {
    setting = await newSetting(bench, freshAccount());
    robot = workload({ by: setting.authority });
  });
  const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);

  test.each<[string, Partial<SessionRequest>, string]>([
    [
      'has another body than was signed',
      { tamper: (sent: Sent) => void (sent.body = '{"durationSeconds":901}'), body: { durationSeconds: 900 } },
      'The signature is not',
    ],
    [
      'has another query than was signed',
      {
        tamper: (sent: Sent) =>
          void (sent.path = sent.path.replace('profile%2F', 'profile%2f').replace(/roleArn=([^&]+)/, 'roleArn=$1x')),
      },
      'The signature is not',
    ],
    [
      'has another signed header',
      { tamper: ({ headers }: Sent) => void (headers['content-type'] = 'application/json; charset=utf-8') },
      'The signature is not',
    ],
    [
      'has another time than was signed',
      {
        tamper: ({ headers }: Sent) =>
          void (headers['x-amz-date'] = (headers['x-amz-date'] ?? '').replace(/\d\dZ$/, (end) =>
            end === '00Z' ? '01Z' : '00Z',
          )),
      },
      'The signature is not',
    ],
    [
      'has a signature with one digit changed',
      {
        tamper: ({ headers }: Sent) =>
          void (headers['authorization'] = (headers['authorization'] ?? '').replace(/.$/, (last) =>
            last === '0' ? '1' : '0',
          )),
      },
      'The signature is not',
    ],
    ['was signed six minutes ago', { signedAt: hours(-0.1) }, 'Signature expired'],
    ['will be signed in six minutes', { signedAt: hours(0.1) }, 'Signature expired'],
    ['has a Credential of another day', { draft: (draft: Draft) => void (draft.date = '20200101') }, 'another date'],
    [
      'has no readable time',
      { draft: ({ headers }: Draft) => void (headers['x-amz-date'] = 'yesterday') },
      'X-Amz-Date must be',
    ],
    [
      'names another serial number',
      { draft: (draft: Draft) => void (draft.serial += '1') },
      'does not name the serial number',
    ],
    [
      'names the other algorithm',
      { draft: (draft: Draft) => void (draft.algorithm = 'AWS4-X509-RSA-SHA256') },
      'is none for AWS4-X509-RSA-SHA256',
    ],
    [
      'does not sign the certificate',
      {
        draft: (draft: Draft) =>
          void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'x-amz-x509')),
      },
      'x-amz-x509 is not among the signed headers',
    ],
    [
      'does not sign the host',
      { draft: (draft: Draft) => void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'host')) },
      'host is not among the signed headers',
    ],
    [
      'does not sign the content type',
      {
        draft: (draft: Draft) =>
          void (draft.signedHeaders = draft.signedHeaders.filter((name) => name !== 'content-type')),
      },
      'content-type is not among the signed headers',
    ],
    [
      'signs its headers out of order',
      { draft: (draft: Draft) => void draft.signedHeaders.reverse() },
      'alphabetical order',
    ],
    [
      'signs a header twice',
      { draft: (draft: Draft) => void draft.signedHeaders.splice(1, 0, draft.signedHeaders[0] ?? '') },
      'alphabetical order',
    ],
    [
      'signs a header that it does not have',
      { draft: (draft: Draft) => void draft.signedHeaders.push('x-amz-zzz') },
      'which the request has not',
    ],
    [
      'has no certificate',
      { tamper: ({ headers }: Sent) => void delete headers['x-amz-x509'] },
      'no X-Amz-X509 header',
    ],
    [
      'has something else in place of a certificate',
      { tamper: ({ headers }: Sent) => void (headers['x-amz-x509'] = 'AAAA') },
      'X-Amz-X509 has no certificate',
    ],
    [
      'has something else in its chain',
      { tamper: ({ headers }: Sent) => void (headers['x-amz-x509-chain'] = 'AAAA,AAAA') },
      'X-Amz-X509-Chain has no certificate',
    ],
  ])('that %s is refused', async (_, change, message) => {
    expect(await answered(robot, { ...setting.request, ...change })).toEqual(denial(message));
  });

  test('that is signed with another key is refused', async () => {
    const other = workload({ by: setting.authority });
    expect(await answered({ ...robot, key: other.key }, setting.request)).toEqual(denial('The signature is not'));
  });

  test.each([
    ['not at all', undefined, 'MissingAuthenticationTokenException'],
    [
      'with Signature Version 4',
      'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=host, Signature=00',
      'IncompleteSignatureException',
    ],
    ['with a broken header', 'AWS4-X509-RSA-SHA256 Credential=1', 'IncompleteSignatureException'],
    [
      'for no region',
      'AWS4-X509-RSA-SHA256 Credential=1/20260101/nowhere/rolesanywhere/aws4_request, SignedHeaders=host, Signature=00',
      'InvalidSignatureException',
    ],
    [
      'with upper-case hex',
      'AWS4-X509-RSA-SHA256 Credential=1/20260101/eu-west-1/rolesanywhere/aws4_request, SignedHeaders=host, Signature=AA',
      'IncompleteSignatureException',
    ],
  ])('that is signed %s is refused as such', async (_, authorization, code) => {
    const sent = prepared(bench.url, robot, setting.request);
    const { authorization: _mine, ...headers } = sent.headers;
    const answer = await send(bench.url, {
      ...sent,
      headers: { ...headers, ...(authorization ? { authorization } : {}) },
    });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, code]);
  });

  test('that is signed with ML-DSA is refused by name', async () => {
    const draft = (given: Draft): void => void (given.algorithm = 'AWS4-X509-MLDSA');
    expect(await answered(robot, { ...setting.request, draft })).toEqual({
      status: 400,
      code: 'ValidationException',
      message: 'The emulator does not support the signing algorithm AWS4-X509-MLDSA.',
    });
  });

  test('none of these leaves a subject', async () => {
    const account = setting.anchor.trustAnchorArn.split(':')[4] ?? '';
    expect(await done(bench.url, account, 'GET', '/subjects')).toEqual([]);
  });
});

describe('a certificate', () => {
  const LEAF = { ca: 'basicConstraints=critical,CA:FALSE', usage: 'keyUsage=critical,digitalSignature' };
  /** openssl signs with SHA-1 when told to. */
  function sha1Signed(setting: Setting): Identity {
    const { csr, key } = newCsr();
    const config = fileOf(`[ext]\n${LEAF.ca}\n${LEAF.usage}\n`);
    const files = ['-CA', fileOf(setting.authority.pem), '-CAkey', fileOf(setting.authority.key), '-set_serial', '77'];
    const certificate = openssl(
      'x509',
      '-req',
      '-sha1',
      '-in',
      fileOf(csr),
      ...files,
      '-extfile',
      config,
      '-extensions',
      'ext',
    );
    return { certificate, key };
  }

  /** Without extensions openssl makes version 1. */
  function version1(setting: Setting): Identity {
    const { csr, key } = newCsr();
    const files = ['-CA', fileOf(setting.authority.pem), '-CAkey', fileOf(setting.authority.key), '-set_serial', '78'];
    return { certificate: openssl('x509', '-req', '-in', fileOf(csr), ...files), key };
  }

  test.each<[string, (setting: Setting) => Identity, string]>([
    ['of another CA', () => workload({ by: foreignAuthority() }), 'Untrusted signing certificate'],
    [
      'of a CA that only has the same name',
      () => workload({ by: foreignAuthority('Foreign Root') }),
      'Untrusted signing certificate',
    ],
    ['of version 1', version1, 'is not X.509 version 3'],
    [
      'of a CA itself',
      ({ authority }) => workload({ by: authority, extensions: ['basicConstraints=CA:TRUE', LEAF.usage] }),
      'is the certificate of a CA',
    ],
    [
      'without digitalSignature',
      ({ authority }) => workload({ by: authority, extensions: [LEAF.ca, 'keyUsage=critical,keyEncipherment'] }),
      'no key usage digitalSignature',
    ],
    [
      'without key usage',
      ({ authority }) => workload({ by: authority, extensions: [LEAF.ca] }),
      'no key usage digitalSignature',
    ],
    ['signed with SHA-1', sha1Signed, 'is not signed with SHA-256 or better'],
    [
      'without a subject',
      ({ authority }) => workload({ by: authority, subject: [], names: 'DNS:a.example.com' }),
      'has an empty subject',
    ],
    [
      'whose intermediate is missing',
      ({ authority }) => workload({ by: subordinate(authority, 'Missing') }),
      'Untrusted signing certificate',
    ],
    [
      'with characters that are no source identity’s',
      ({ authority }) => workload({ by: authority, subject: ['CN=With Space'] }),
      'is no source identity',
    ],
    [
      'with an attribute that is no tag’s',
      ({ authority }) => workload({ by: authority, subject: ['CN=a.example.com', 'O=Comma\\, Inc'] }),
      'x509Subject/O of the certificate has a value',
    ],
  ])('%s is refused', async (_, make, message) => {
    const setting = await newSetting(bench, freshAccount());
    expect(await answered(make(setting), setting.request)).toEqual(denial(message));
  });

  test('below an intermediate that must not sign is refused', async () => {
    const { authority, request } = await newSetting(bench, freshAccount());
    const noSigner = subordinate(authority, 'No signer', [
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=critical,digitalSignature',
    ]);
    const robot = { ...workload({ by: noSigner }), chain: [noSigner.pem] };
    expect(await answered(robot, request)).toEqual(denial('Untrusted signing certificate'));
  });

  test('below more intermediates than a path length allows is refused', async () => {
    const { authority, request } = await newSetting(bench, freshAccount());
    const upper = subordinate(authority, 'Upper', [
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      'keyUsage=critical,keyCertSign',
    ]);
    const lower = subordinate(upper, 'Lower');
    const direct = { ...workload({ by: upper }), chain: [upper.pem] };
    const deep = { ...workload({ by: lower }), chain: [lower.pem, upper.pem] };
    expect((await answered(direct, request)).status).toBe(201);
    expect(await answered(deep, request)).toEqual(denial('Untrusted signing certificate'));
  });

  test('of more than ten intermediates is refused', async () => {
    const { authority, request } = await newSetting(bench, freshAccount());
    const robot = { ...workload({ by: authority }), chain: Array<string>(11).fill(authority.pem) };
    expect(await answered(robot, request)).toEqual(denial('more than 10 certificates'));
  });

  test('is refused while its own end, or its anchor’s, has come', async () => {
    const own = await startBench();
    const authority = foreignAuthority();
    const { request } = await newSetting(own, freshAccount(), { authority });
    const robot = workload({ by: authority, days: 20_000 });
    await own.advance(3650 * 86_400 + 60);
    const answer = await askForSession(own.url, robot, request);
    expect(answer).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('Untrusted signing') as string },
    });
    await own.stop();
  });
});

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

describe('a CRL', () => {
  interface Files {
    readonly crl: (...revoked: string[]) => string;
  }
  /** A CRL of openssl's `ca`, revoking the certificates given. */
  function listsOf(authority: Setting['authority']): Files {
    return {
      crl(...revoked) {
        const database = fileOf('');
        const config = fileOf(
          `[ca]\ndefault_ca=d\n[d]\ndatabase=${database}\ndefault_md=sha256\ndefault_crl_days=30\ncrlnumber=${fileOf('01\n')}\n`,
        );
        const by = ['-config', config, '-keyfile', fileOf(authority.key), '-cert', fileOf(authority.pem)];
        for (const pem of revoked) openssl('ca', ...by, '-revoke', fileOf(pem));
        return openssl('ca', ...by, '-gencrl');
      },
    };
  }

  test('refuses what it revokes while it is enabled, and nothing else', async () => {
    const account = freshAccount();
    const { authority, anchor, request } = await newSetting(bench, account);
    const [revoked, good] = [workload({ by: authority }), workload({ by: authority })];
    const crlData = Buffer.from(listsOf(authority).crl(revoked.certificate)).toString('base64');
    const { crlId } = await done<{ crlId: string }>(bench.url, account, 'POST', '/crls', {
      ...{ name: 'crl', crlData, trustAnchorArn: anchor.trustAnchorArn },
    });
    const statuses = async () => [(await answered(revoked, request)).status, (await answered(good, request)).status];
    expect(await statuses()).toEqual([201, 201]);
    await done(bench.url, account, 'POST', `/crl/${crlId}/enable`);
    expect(await answered(revoked, request)).toEqual(denial('Certificate revoked'));
    expect(await statuses()).toEqual([403, 201]);
    const none = Buffer.from(listsOf(authority).crl()).toString('base64');
    await done(bench.url, account, 'PATCH', `/crl/${crlId}`, { crlData: none });
    expect(await statuses()).toEqual([201, 201]);
  });

  test('refuses what stands below a revoked intermediate', async () => {
    const account = freshAccount();
    const { authority, anchor, request } = await newSetting(bench, account);
    const lower = subordinate(authority, 'Lower');
    const crlData = Buffer.from(listsOf(authority).crl(lower.pem)).toString('base64');
    const body = { name: 'crl', enabled: true, crlData, trustAnchorArn: anchor.trustAnchorArn };
    await done(bench.url, account, 'POST', '/crls', body);
    const robot = { ...workload({ by: lower }), chain: [lower.pem] };
    expect(await answered(robot, request)).toEqual(denial('Certificate revoked'));
  });

  test('must be signed by a CA of its anchor, of which it is one of two', async () => {
    const account = freshAccount();
    const { authority, anchor } = await newSetting(bench, account);
    const imported = (pem: string) =>
      rest(bench.url, account, 'POST', '/crls', {
        ...{ name: 'crl', crlData: Buffer.from(pem).toString('base64'), trustAnchorArn: anchor.trustAnchorArn },
      });
    const own = listsOf(authority).crl();
    const der = Buffer.from(own.replace(/-----.*-----|\s/g, ''), 'base64');
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const broken = `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
    const messages = [];
    for (const pem of [listsOf(foreignAuthority()).crl(), broken, authority.pem, 'x'])
      messages.push((await imported(pem)).body['message']);
    expect(messages).toEqual([
      'The CRL is not signed by a CA of the trust anchor.',
      'The CRL is not signed by a CA of the trust anchor.',
      'crlData is no CRL in PEM format.',
      'crlData is no CRL in PEM format.',
    ]);
    expect([(await imported(own)).status, (await imported(own)).status]).toEqual([201, 201]);
    expect((await imported(own)).body['message']).toMatch(/at most 2 CRLs of a trust anchor/);
  });
});

test('an RSA key that an EC CA certified is trusted', async () => {
  const { authority, request } = await newSetting(bench, freshAccount());
  const { csr, key } = newCsr({ key: 'rsa' });
  const certificate = foreignlySigned(csr, authority, ['keyUsage=critical,digitalSignature']);
  expect((await answered({ certificate, key }, request)).status).toBe(201);
});

test('an anchor of a bundle is not another account’s to name', async () => {
  const [mine, theirs] = [freshAccount(), freshAccount()];
  const { authority, request } = await newSetting(bench, mine);
  const anchor = await newAnchor(bench.url, theirs, authority.pem);
  expect(await answered(workload({ by: authority }), { ...request, trustAnchorArn: anchor.trustAnchorArn })).toEqual(
    denial('in different accounts'),
  );
});
