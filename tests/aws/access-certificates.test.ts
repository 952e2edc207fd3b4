import { AccessCertificates } from '../../core/aws/access-certificates.ts';
import { CallPace } from '../../core/aws/call-pace.ts';
import { readingClients } from '../../core/aws/clients.ts';
import { readFact } from '../../core/aws/errors.ts';
import type { Fact } from '../../core/domain/fact.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import type { FoundCertificate, Page } from '../../core/sweep/ports.ts';
import { activeRoot } from '../emulator/kit/authorities.ts';
import { outcomeOf } from '../emulator/kit/create-session.ts';
import { type Bench, freshAccount, startBench } from '../emulator/kit/emulator.ts';
import { fileOf, foreignAuthority, openssl } from '../emulator/kit/openssl.ts';
import { done, newAnchor, newSetting, type Setting, workload } from '../emulator/kit/roles-anywhere.ts';

const REGION = 'eu-west-1';
let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

/** Its calls, and what they find, without the pauses that quotas take. */
function readerOf(account: string) {
  const credentials = { accessKeyId: account, secretAccessKey: 'x', sessionToken: 'x', expiration: new Date(0) };
  const pace = new CallPace(
    () => 0,
    () => Promise.resolve(),
  );
  const clients = readingClients(REGION, credentials, pace.watching(account, REGION));
  const clock = { now: async () => new Date(((await bench.admin('GET', '/clock')).body as { now: string }).now) };
  const reader = new AccessCertificates(
    { read: (owner, _, operation, ask) => readFact(operation, owner, () => ask(clients)) },
    bench.url,
    clock,
  );
  return {
    pace,
    page: async (after?: string) => pageIn(await reader.accessCertificates(account, REGION, after)),
    reader,
  };
}

function pageIn(fact: Fact<Page<FoundCertificate>>): Page<FoundCertificate> {
  if (!fact.known) throw new Error(JSON.stringify(fact.why));
  return fact.value;
}

function crlOf(authority: Setting['authority']): string {
  const config = fileOf(`[ca]\ndefault_ca=d\n[d]\ndatabase=${fileOf('')}\ndefault_md=sha256\ndefault_crl_days=30\n`);
  return openssl('ca', '-config', config, '-keyfile', fileOf(authority.key), '-cert', fileOf(authority.pem), '-gencrl');
}

test('where nobody has a trust anchor, one call tells so', async () => {
  const { page, pace } = readerOf(freshAccount());
  expect(await page()).toEqual({ items: [] });
  expect(pace.take()).toEqual({ 'rolesanywhere:ListTrustAnchors': 1 });
});

test('each certificate of a bundle is told; the anchor of a private CA has that CA’s own', async () => {
  const account = freshAccount();
  const [one, two] = [foreignAuthority(), foreignAuthority()];
  const anchor = await newAnchor(bench.url, account, `${one.pem}${two.pem}`);
  const acmPcaArn = await activeRoot(bench.pca(account));
  await newAnchor(bench.url, account, '', { source: { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn } } });
  const { items, next } = await readerOf(account).page();
  const contents = [one, two].map(({ pem }) => readCertificate(pem));
  expect(items).toMatchObject(
    contents.map(({ serial, subjectText, notAfter, keyType }) => ({
      certificate: {
        arn: `${anchor.trustAnchorArn}/certificate/${serial}`,
        account,
        region: REGION,
        kind: 'anchor',
        status: 'ISSUED',
        serial,
        keyAlgorithm: keyType,
        notAfter,
        inUse: true,
      },
      subject: subjectText,
      issuer: subjectText,
    })),
  );
  expect(next).toBeDefined();
});

test('a CRL tells when its successor is due', async () => {
  const account = freshAccount();
  const { authority, anchor } = await newSetting(bench, account);
  const crlData = Buffer.from(crlOf(authority)).toString('base64');
  const crl = { name: 'revoked', enabled: true, crlData, trustAnchorArn: anchor.trustAnchorArn };
  const { crlArn } = await done<{ crlArn: string }>(bench.url, account, 'POST', '/crls', crl);
  const { items } = await readerOf(account).page();
  const found = items.find(({ certificate }) => certificate.kind === 'crl');
  expect(found).toMatchObject({ certificate: { arn: crlArn, account, inUse: false }, names: ['revoked'] });
  const { notBefore = '', notAfter = '' } = found?.certificate ?? {};
  expect(Date.parse(notAfter) - Date.parse(notBefore)).toBe(30 * 24 * 60 * 60 * 1000);
});

test('a subject is told with the certificate that it showed last, by its own ARN', async () => {
  const account = freshAccount();
  const { authority, request } = await newSetting(bench, account);
  const robots = [1, 2].map(() => workload({ by: authority, names: 'DNS:robot.example.com' }));
  for (const robot of robots) {
    await outcomeOf(bench.url, robot, request);
    await bench.advance(60);
  }
  const { page, pace } = readerOf(account);
  const { next } = await page();
  const { items, next: more } = await page(next);
  const { serial, notAfter } = readCertificate(robots[1]!.certificate);
  expect(items).toMatchObject([
    {
      certificate: {
        arn: expect.stringMatching(/:subject\/[0-9a-f-]{36}$/) as string,
        kind: 'workload',
        domainName: 'robot.example.com',
        serial,
        notAfter,
        inUse: false,
      },
      names: ['robot.example.com'],
      subject: 'CN=robot.example.com',
    },
  ]);
  expect(more).toBeUndefined();
  expect(pace.take()).toMatchObject({ 'rolesanywhere:ListSubjects': 1, 'rolesanywhere:GetSubject': 1 });
});

test('many subjects come in pages of twenty; who was not seen for two months is not asked about', async () => {
  const account = freshAccount();
  const { authority, request } = await newSetting(bench, account);
  await outcomeOf(bench.url, workload({ by: authority, subject: ['CN=gone'], days: 400 }), request);
  await bench.advance(70 * 24 * 60 * 60);
  for (let index = 0; index < 20; index++)
    await outcomeOf(bench.url, workload({ by: authority, subject: [`CN=robot-${index}`], days: 400 }), request);
  const { page } = readerOf(account);
  const names: (string | undefined)[] = [];
  const sizes: number[] = [];
  for (let after = (await page()).next; after !== undefined;) {
    const { items, next } = await page(after);
    names.push(...items.map(({ subject }) => subject));
    sizes.push(items.length);
    after = next;
  }
  expect(sizes).toHaveLength(2);
  expect(new Set(names)).toEqual(new Set(Array.from({ length: 20 }, (_, index) => `CN=robot-${index}`)));
});

test.each(['ListTrustAnchors', 'ListCrls', 'ListSubjects', 'GetSubject'])(
  'what AWS does not tell is unknown, by the name of what was asked: %s',
  async (operation) => {
    const account = freshAccount();
    const { authority, request } = await newSetting(bench, account);
    await outcomeOf(bench.url, workload({ by: authority }), request);
    const fault = { service: 'rolesanywhere', operation, error: 'AccessDeniedException' };
    await bench.admin('POST', '/faults', fault);
    const { reader } = readerOf(account);
    const first = await reader.accessCertificates(account, REGION);
    const fact = first.known ? await reader.accessCertificates(account, REGION, first.value.next) : first;
    expect(fact).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: `rolesanywhere:${operation}`, account },
    });
  },
);

test('a listing of subjects that AWS forgot is unavailable, not over', async () => {
  const account = freshAccount();
  await newSetting(bench, account);
  const { reader } = readerOf(account);
  expect(await reader.accessCertificates(account, REGION, 'subjects:2:landmark:forgotten')).toMatchObject({
    known: false,
    why: { kind: 'unavailable', operation: 'rolesanywhere:ListSubjects' },
  });
});
