import { request as overHttp } from 'node:http';
import fc from 'fast-check';
import { rolesAnywhere } from '../../local/pki-emulator/src/rolesanywhere/routes.ts';
import { anything } from './kit/anything.ts';
import { askForSession, type Identity, prepared } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { foreignAuthority } from './kit/openssl.ts';
import { done, newAnchor, newProfile, newSetting, type Setting, workload } from './kit/roles-anywhere.ts';
import { signature } from './kit/wire.ts';

const ACCOUNT = freshAccount();
const PEM = foreignAuthority().pem;
let bench: Bench;
let setting: Setting;
let robot: Identity;
/** Ids that may be used up. */
let spare: readonly string[];
beforeAll(async () => {
  bench = await startBench();
  setting = await newSetting(bench, ACCOUNT);
  robot = workload({ by: setting.authority });
  const anchor = await newAnchor(bench.url, ACCOUNT, setting.authority.pem);
  spare = [anchor.trustAnchorId, (await newProfile(bench.url, ACCOUNT, [])).profileId];
});
afterAll(() => bench.stop());

/** What was there before is there afterwards, and a session still comes. */
afterEach(async () => {
  const anchors = await done<{ trustAnchorId: string }[]>(bench.url, ACCOUNT, 'GET', '/trustanchors?pageSize=1000');
  expect(anchors.map(({ trustAnchorId }) => trustAnchorId)).toContain(setting.anchor.trustAnchorId);
  expect((await askForSession(bench.url, robot, setting.request)).status).toBe(201);
});

interface Raw {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends what fetch would not; answers the status. */
const statusOf = ({ method, path, headers, body }: Raw): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(bench.url);
    const request = overHttp({ host, port, method, path, headers, timeout: 20_000 }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    request.once('error', reject).once('timeout', () => request.destroy(new Error(`${method} ${path} hangs`)));
    request.end(body);
  });

const noneFails = async (raw: Raw): Promise<number> => {
  const status = await statusOf(raw);
  if (status >= 500) throw new Error(`${raw.method} ${raw.path} answered ${status}: ${raw.body}`);
  return status;
};

const printable = fc
  .string({ unit: 'grapheme-ascii', maxLength: 20 })
  .map((text) => text.replace(/[^ -~]/g, '').trim());
const segment = fc.oneof(
  printable.map(encodeURIComponent),
  fc.constantFrom('%', '%ff', '..', '__proto__', '', ' '.replace(' ', '%20'), 'x'.repeat(36)),
);
const uuid = fc.uuid();

/** A route with anything in place of its labels, but its own anchor and profile. */
const routed = fc.constantFrom(...rolesAnywhere.routes).chain(({ method, template, operation }) =>
  fc.record({
    method: fc.oneof(
      { weight: 9, arbitrary: fc.constant(method) },
      { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'HEAD') },
    ),
    path: fc
      .oneof(segment, uuid, fc.constantFrom('SPARE0', 'SPARE1'))
      .map((label) => template.replace(/\{.+?\}/, label)),
    query: fc.oneof(
      fc.constant(''),
      fc
        .array(
          fc.tuple(
            fc.constantFrom('pageSize', 'nextToken', 'resourceArn', 'certificateField', 'specifiers', 'x'),
            segment,
          ),
          { maxLength: 3 },
        )
        .map((pairs) => `?${pairs.map((pair) => pair.join('=')).join('&')}`),
    ),
    body: fc.oneof(
      fc
        .dictionary(fc.constantFrom(...operation.members, '__proto__', 'x'), fc.oneof(valueOf(), anything()), {
          maxKeys: 6,
        })
        .map((given) => JSON.stringify(given)),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constant(''),
    ),
  }),
);

/** What some member takes. */
function valueOf(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    'name',
    true,
    900,
    3600,
    [],
    ['arn:aws:iam::111122223333:role/x'],
    PEM,
    Buffer.from(PEM).toString('base64'),
    { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: PEM } },
    [{ event: 'CA_CERTIFICATE_EXPIRY', enabled: true, threshold: 1 }],
    [{ key: 'a', value: 'b' }],
    [{ specifier: 'CN' }],
    'x509Subject',
    '{"Statement":{"Effect":"Allow"}}',
  );
}

test('no request to any route makes it answer 500 or hang', async () => {
  let succeeded = 0;
  await fc.assert(
    fc.asyncProperty(routed, async ({ method, path, query, body }) => {
      const headers = { authorization: signature('rolesanywhere', ACCOUNT), 'content-type': 'application/json' };
      const target = (path + query).replace(/SPARE(\d)/, (_, index: string) => spare[Number(index)] ?? '');
      if ((await noneFails({ method, path: target, headers, body })) < 300) succeeded++;
    }),
    { numRuns: 600 },
  );
  // The fuzz is worth something only when some of its calls get through.
  expect(succeeded).toBeGreaterThan(0);
}, 60_000);

test('no path and no method does', async () => {
  const path = fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND');
  await fc.assert(
    fc.asyncProperty(method, path, fc.boolean(), async (verb, target, signed) => {
      const headers: Record<string, string> = signed ? { authorization: signature('rolesanywhere', ACCOUNT) } : {};
      await noneFails({ method: verb, path: target, headers, body: '' });
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('no change to the headers of a session request does, and none but the original opens a session', async () => {
  const names = fc.constantFrom(
    'authorization',
    'x-amz-date',
    'x-amz-x509',
    'x-amz-x509-chain',
    'content-type',
    'host',
  );
  const change = fc.oneof(
    fc.record({ name: names, value: printable }),
    fc.record({ name: names, at: fc.nat({ max: 2000 }), value: fc.constantFrom('A', '0', '=', ',', '/', ';', ' ') }),
  );
  await fc.assert(
    fc.asyncProperty(change, async (made) => {
      const sent = prepared(bench.url, robot, setting.request);
      const before = sent.headers[made.name] ?? '';
      const at = 'at' in made ? made.at % (before.length + 1) : 0;
      const value = ('at' in made ? before.slice(0, at) + made.value + before.slice(at + 1) : made.value).trim();
      // Node's client fills in an empty host; an empty chain is none.
      fc.pre(value.replace(/ +/g, ' ') !== before && value !== '');
      const status = await noneFails({ method: 'POST', ...sent, headers: { ...sent.headers, [made.name]: value } });
      expect(status).not.toBe(201);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('no certificate, however broken, does', async () => {
  const der = Buffer.from(robot.certificate.replace(/-----.*-----|\s/g, ''), 'base64');
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: der.length - 1 }),
      fc.integer({ min: 0, max: 255 }),
      fc.boolean(),
      async (at, value, inChain) => {
        const bytes = Buffer.from(der);
        bytes[at] = value;
        const sent = prepared(bench.url, robot, {
          ...setting.request,
          draft({ headers, signedHeaders }) {
            headers[inChain ? 'x-amz-x509-chain' : 'x-amz-x509'] = bytes.toString('base64');
            if (inChain) signedHeaders.push('x-amz-x509-chain');
          },
        });
        await noneFails({ method: 'POST', ...sent });
      },
    ),
    { numRuns: 300 },
  );
}, 60_000);

test('no session body does', async () => {
  const members = fc.constantFrom(
    'profileArn',
    'roleArn',
    'trustAnchorArn',
    'durationSeconds',
    'roleSessionName',
    'instanceProperties',
    'sessionName',
    'cert',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(members, anything(), { maxKeys: 4 }),
      fc.constantFrom('query', 'body'),
      async (body, arnsIn) => {
        const sent = prepared(bench.url, robot, { ...setting.request, arnsIn: arnsIn, body });
        await noneFails({ method: 'POST', ...sent });
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

test('no form of IAM does', async () => {
  const action = fc.constantFrom(
    'CreateRole',
    'GetRole',
    'UpdateAssumeRolePolicy',
    'PutRolePolicy',
    'GetRolePolicy',
    'ListRolePolicies',
  );
  const value = fc.oneof(
    fc.constantFrom('role', 'p', '{"Statement":[{}]}', '/', '3600'),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const form = fc.dictionary(
    fc.constantFrom(
      'RoleName',
      'PolicyName',
      'PolicyDocument',
      'AssumeRolePolicyDocument',
      'Path',
      'MaxSessionDuration',
      '__proto__',
    ),
    value,
    { maxKeys: 5 },
  );
  await fc.assert(
    fc.asyncProperty(action, form, async (Action, given) => {
      const headers = { authorization: signature('iam', ACCOUNT), 'content-type': 'application/x-www-form-urlencoded' };
      await noneFails({
        method: 'POST',
        path: '/',
        headers,
        body: new URLSearchParams({ ...given, Action }).toString(),
      });
    }),
    { numRuns: 200 },
  );
}, 60_000);
