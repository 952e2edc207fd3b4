import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { X509Certificate } from 'node:crypto';
import { askForSession, type Granted, type SessionAnswer } from './kit/create-session.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { activeRoot, activeSubordinate, issuance, issued, template } from './kit/authorities.ts';
import { foreignAuthority, newCsr } from './kit/openssl.ts';
import { signature, wire } from './kit/wire.ts';
import { done, newAnchor, newProfile, newRole, newSetting, subordinate, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const grantedIn = ({ status, body }: SessionAnswer): Granted => {
  const [granted] = body.credentialSet ?? [];
  if (status !== 201 || !granted) throw new Error(`${status} ${JSON.stringify(body)}`);
  return granted;
};

const hexSerial = (pem: string): string => new X509Certificate(pem).serialNumber.toLowerCase();

describe.each(['ec', 'rsa', 'P-384'])('with a key of %s', (key) => {
  test.each(['query', 'body'] as const)('a session is given for ARNs in the %s', async (arnsIn) => {
    const account = freshAccount();
    const { authority, request, roleArn } = await newSetting(bench, account);
    const robot = workload({ by: authority, key });
    const answer = await askForSession(bench.url, robot, { ...request, arnsIn, body: { durationSeconds: 900 } });
    const granted = grantedIn(answer);
    const name = roleArn.split('/').at(-1);
    expect(granted).toMatchObject({
      assumedRoleUser: {
        arn: `arn:aws:sts::${account}:assumed-role/${name}/${hexSerial(robot.certificate)}`,
        assumedRoleId: expect.stringMatching(new RegExp(`^AROA[A-Z0-9]+:${hexSerial(robot.certificate)}$`)) as string,
      },
      credentials: { accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string },
      packedPolicySize: 0,
      roleArn,
      sourceIdentity: 'CN=robot.example.com',
    });
    expect(answer.body.subjectArn).toMatch(new RegExp(`^arn:aws:rolesanywhere:eu-west-1:${account}:subject/`));
  });
});

test('a session without any body is given, for the profile’s duration', async () => {
  const { authority, request } = await newSetting(bench, freshAccount(), { profile: { durationSeconds: 1800 } });
  const { credentials } = grantedIn(await askForSession(bench.url, workload({ by: authority }), request));
  const left = Date.parse(credentials.expiration) - (await now());
  expect(left).toBeGreaterThan(1700_000);
  expect(left).toBeLessThanOrEqual(1800_000);
});

const now = async (): Promise<number> => {
  const { body } = await bench.admin('GET', '/clock');
  return Date.parse((body as { now: string }).now);
};

test('of profile and request the shorter duration counts', async () => {
  const { authority, request } = await newSetting(bench, freshAccount(), { profile: { durationSeconds: 1800 } });
  const robot = workload({ by: authority });
  const expiryOf = async (durationSeconds: number) =>
    Date.parse(
      grantedIn(await askForSession(bench.url, robot, { ...request, body: { durationSeconds } })).credentials
        .expiration,
    );
  const [longer, shorter] = [await expiryOf(3600), await expiryOf(900)];
  expect(longer - shorter).toBeGreaterThan(800_000);
  expect(longer - (await now())).toBeLessThanOrEqual(1800_000);
});

test('a profile that accepts it lets the request name the session', async () => {
  const { authority, request } = await newSetting(bench, freshAccount(), { profile: { acceptRoleSessionName: true } });
  const answer = await askForSession(bench.url, workload({ by: authority }), {
    ...request,
    body: { roleSessionName: 'my-session' },
  });
  expect(grantedIn(answer).assumedRoleUser.arn).toMatch(/\/my-session$/);
});

test('a chain leads from the certificate over intermediates, in any order, to the anchor', async () => {
  const { authority, request } = await newSetting(bench, freshAccount());
  const upper = subordinate(authority, 'Upper');
  const lower = subordinate(upper, 'Lower');
  const robot = workload({ by: lower });
  for (const chain of [
    [lower.pem, upper.pem],
    [upper.pem, lower.pem],
    [foreignAuthority().pem, lower.pem, upper.pem],
  ]) {
    expect((await askForSession(bench.url, { ...robot, chain }, request)).status).toBe(201);
  }
});

test('an anchor of several certificates trusts what any of them signed', async () => {
  const account = freshAccount();
  const [first, second] = [foreignAuthority('First'), foreignAuthority('Second')];
  const anchor = await newAnchor(bench.url, account, `${first.pem}\n${second.pem}`);
  const roleArn = await newRole(bench, account);
  const { profileArn } = await newProfile(bench.url, account, [roleArn]);
  for (const by of [first, second]) {
    const request = { trustAnchorArn: anchor.trustAnchorArn, profileArn, roleArn };
    expect((await askForSession(bench.url, workload({ by }), request)).status).toBe(201);
  }
});

test('a certificate of AWS Private CA opens a session through an anchor of that CA, root or subordinate', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const root = await activeRoot(pca);
  for (const ca of [root, await activeSubordinate(pca, root)]) {
    const { csr, key } = newCsr({ subject: ['CN=private.example.com'] });
    const leaf = await issued(
      pca,
      issuance(ca, { Csr: Buffer.from(csr), TemplateArn: template('EndEntityClientAuthCertificate') }),
    );
    const anchor = await newAnchor(bench.url, account, '', {
      source: { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn: ca } },
    });
    const roleArn = await newRole(bench, account);
    const { profileArn } = await newProfile(bench.url, account, [roleArn]);
    const request = { trustAnchorArn: anchor.trustAnchorArn, profileArn, roleArn };
    const answer = await askForSession(bench.url, { certificate: leaf.Certificate ?? '', key }, request);
    expect(grantedIn(answer).sourceIdentity).toBe('CN=private.example.com');
  }
});

describe('credentials', () => {
  const clientsOf = ({ accessKeyId, secretAccessKey, sessionToken }: Granted['credentials']) => {
    const settings = {
      endpoint: bench.url,
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      maxAttempts: 1,
    };
    return { sts: new STSClient(settings), acm: new ACMClient(settings) };
  };

  test('are those of the assumed role for sts, acm and acm-pca, and end on the emulator’s clock', async () => {
    const account = freshAccount();
    const { authority, request } = await newSetting(bench, account);
    const { credentials, assumedRoleUser } = grantedIn(
      await askForSession(bench.url, workload({ by: authority }), request),
    );
    const { sts, acm } = clientsOf(credentials);
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: account,
      Arn: assumedRoleUser.arn,
      UserId: assumedRoleUser.assumedRoleId,
    });
    await acm.send(new ListCertificatesCommand({}));
    const { body } = await bench.admin('GET', '/calls');
    const last = (body as { service: string; account: string; operation: string }[])
      .filter(({ service }) => service === 'acm')
      .at(-1);
    expect(last).toMatchObject({ account, operation: 'ListCertificates', accessKeyId: credentials.accessKeyId });
    await bench.advance(3601);
    await expect(acm.send(new ListCertificatesCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  test('are refused without their token, and with another’s', async () => {
    const { authority, request } = await newSetting(bench, freshAccount());
    const robot = workload({ by: authority });
    const first = grantedIn(await askForSession(bench.url, robot, request)).credentials;
    const second = grantedIn(await askForSession(bench.url, robot, request)).credentials;
    const authorization = signature('acm', first.accessKeyId);
    expect((await wire(bench.url, 'acm', 'ListCertificates', {}, { authorization })).body).toMatchObject({
      __type: 'UnrecognizedClientException',
    });
    const mixed = clientsOf({ ...first, sessionToken: second.sessionToken });
    await expect(mixed.acm.send(new ListCertificatesCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  test('name the account in the key, as AWS writes it', async () => {
    const account = freshAccount();
    const { authority, request } = await newSetting(bench, account);
    const { accessKeyId } = grantedIn(await askForSession(bench.url, workload({ by: authority }), request)).credentials;
    const bits = [...accessKeyId.slice(4, 14)].reduce(
      (value, character) => value * 32n + BigInt('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character)),
      0n,
    );
    expect(String((bits >> 9n) & ((1n << 40n) - 1n)).padStart(12, '0')).toBe(account);
  });
});

describe('the source identity', () => {
  test.each([
    ['CN= in front of a common name of 61 characters', [`CN=${'c'.repeat(61)}`], `CN=${'c'.repeat(61)}`],
    ['a common name of 62 characters alone', [`CN=${'c'.repeat(62)}`], 'c'.repeat(62)],
    ['a common name of 64 characters alone', [`CN=${'c'.repeat(64)}`], 'c'.repeat(64)],
  ])('is %s', async (_, subject, expected) => {
    const { authority, request } = await newSetting(bench, freshAccount());
    expect(
      grantedIn(await askForSession(bench.url, workload({ by: authority, subject }), request)).sourceIdentity,
    ).toBe(expected);
  });

  test('is the serial number without a common name', async () => {
    const { authority, request } = await newSetting(bench, freshAccount());
    const robot = workload({ by: authority, subject: ['O=Robots'] });
    expect(grantedIn(await askForSession(bench.url, robot, request)).sourceIdentity).toBe(
      `ID=${hexSerial(robot.certificate)}`,
    );
  });
});

interface SubjectShape {
  readonly subjectId: string;
  readonly x509Subject: string;
  readonly lastSeenAt: string;
  readonly credentials: readonly {
    readonly failed: boolean;
    readonly x509CertificateData: string;
    readonly issuer: string;
    readonly seenAt: string;
  }[];
  readonly instanceProperties: readonly { readonly properties: object; readonly failed: boolean }[];
}

describe('subjects', () => {
  const subjectsOf = (account: string) => done<SubjectShape[]>(bench.url, account, 'GET', '/subjects');
  const subjectOf = async (account: string): Promise<SubjectShape> => {
    const [only, ...more] = await subjectsOf(account);
    expect(more).toEqual([]);
    return done(bench.url, account, 'GET', `/subject/${only?.subjectId}`);
  };

  test('there is one for each name, with the most recent certificates first', async () => {
    const account = freshAccount();
    const { authority, request } = await newSetting(bench, account);
    const [first, second] = [workload({ by: authority }), workload({ by: authority })];
    for (const robot of [first, second]) await askForSession(bench.url, robot, request);
    expect(
      (await subjectOf(account)).credentials.map(({ x509CertificateData }) => hexSerial(x509CertificateData)),
    ).toEqual([second, first].map(({ certificate }) => hexSerial(certificate)));
    await bench.advance(60);
    await askForSession(bench.url, first, request);
    const again = await subjectOf(account);
    expect(again).toMatchObject({ x509Subject: 'CN=robot.example.com', enabled: true });
    expect(again.credentials.map(({ x509CertificateData }) => hexSerial(x509CertificateData))).toEqual(
      [first, second].map(({ certificate }) => hexSerial(certificate)),
    );
    expect(again.credentials[0]).toMatchObject({
      failed: false,
      issuer: 'CN=Foreign Root',
      enabled: true,
      seenAt: again.lastSeenAt,
    });
    await askForSession(bench.url, workload({ by: authority, subject: ['CN=other.example.com'] }), request);
    expect(await subjectsOf(account)).toHaveLength(2);
  });

  test('a request that was refused after its certificate was trusted is noted as failed, with its properties', async () => {
    const account = freshAccount();
    const { authority, request } = await newSetting(bench, account);
    const robot = workload({ by: authority });
    const body = { instanceProperties: { rack: '7' } };
    await askForSession(bench.url, robot, { ...request, roleArn: `${request.roleArn}x`, body });
    expect(await subjectOf(account)).toMatchObject({
      credentials: [{ failed: true }],
      instanceProperties: [{ properties: { rack: '7' }, failed: true }],
    });
    await askForSession(bench.url, robot, { ...request, body });
    expect(await subjectOf(account)).toMatchObject({
      credentials: [{ failed: false }],
      instanceProperties: [{ failed: false }, { failed: true }],
    });
  });

  test('who is not trusted leaves none', async () => {
    const account = freshAccount();
    const { request } = await newSetting(bench, account);
    await askForSession(bench.url, workload({ by: foreignAuthority() }), request);
    expect(await subjectsOf(account)).toEqual([]);
  });
});

test('the clock of the emulator may be ahead: what is signed with its time is accepted, and certificates age by it', async () => {
  const ahead = await startBench({ now: new Date(Date.now() + 400 * DAY * 1000) });
  const authority = foreignAuthority();
  const { request } = await newSetting(ahead, freshAccount(), { authority });
  const signedAt = new Date(Date.now() + 400 * DAY * 1000);
  const long = workload({ by: authority, days: 500 });
  expect((await askForSession(ahead.url, long, { ...request, signedAt })).status).toBe(201);
  expect((await askForSession(ahead.url, long, request)).status).toBe(201);
  const short = await askForSession(ahead.url, workload({ by: authority, days: 90 }), request);
  expect(short).toMatchObject({ status: 403, body: { message: expect.stringContaining('not valid now') as string } });
  await ahead.stop();
});
