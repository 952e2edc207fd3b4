import { askForSession, denial, type Identity, outcomeOf, type SessionRequest } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, foreignlySigned, newCsr, openssl } from './kit/openssl.ts';
import { newSetting, type Setting, subordinate, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const answered = (robot: Identity, request: SessionRequest) => outcomeOf(bench.url, robot, request);

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

  test('under ten CAs that all certify each other, but none of the anchor’s, is refused, and soon', async () => {
    const { request } = await newSetting(bench, freshAccount());
    const stranger = foreignAuthority('Stranger');
    const { csr, key } = newCsr({ subject: ['CN=Stranger'] });
    const usual = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
    const twins = Array.from({ length: 9 }, () => ({ pem: foreignlySigned(csr, stranger, usual), key }));
    const robot = workload({ by: stranger });
    const chain = [stranger.pem, ...twins.map(({ pem }) => pem)];
    expect(await answered({ ...robot, chain }, request)).toEqual(denial('Untrusted signing certificate'));
    const repeated = Array<string>(10).fill(stranger.pem);
    expect(await answered({ ...robot, chain: repeated }, request)).toEqual(denial('Untrusted signing certificate'));
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

test('an RSA key that an EC CA certified is trusted', async () => {
  const { authority, request } = await newSetting(bench, freshAccount());
  const { csr, key } = newCsr({ key: 'rsa' });
  const certificate = foreignlySigned(csr, authority, ['keyUsage=critical,digitalSignature']);
  expect((await answered({ certificate, key }, request)).status).toBe(201);
});
