import { ACMClient, ListCertificatesCommand, ThrottlingException } from '@aws-sdk/client-acm';
import { ACMPCAClient, ListPermissionsCommand, ListTagsCommand } from '@aws-sdk/client-acm-pca';
import fc from 'fast-check';
import { publishedQuotas, quotaOf } from '../../local/pki-emulator/src/quotas/quota.ts';
import { Quotas } from '../../local/pki-emulator/src/quotas/quotas.ts';
import { SERVICE_NAMES, serviceNamed } from '../../local/pki-emulator/src/wire/services.ts';
import { activeRoot, pendingAuthority } from './kit/authorities.ts';
import { requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { managed } from './kit/renewals.ts';

let now = 0;
let bench: Bench;
beforeEach(async () => {
  now = 0;
  bench = await startBench({ quotas: true, milliseconds: () => now });
});
afterEach(() => bench.stop());

interface QuotaState {
  readonly enabled: boolean;
  readonly rates: Record<string, number>;
  readonly throttled: readonly object[];
}

const stateOf = async (on = bench) => (await on.admin('GET', '/quotas')).body as QuotaState;

async function outcomes(calls: number, call: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  for (let index = 0; index < calls; index++) {
    names.push(
      await call().then(
        () => 'OK',
        (error: unknown) => (error as Error).name,
      ),
    );
  }
  return names;
}

const times = (count: number, name: string) => Array.from({ length: count }, () => name);

async function listing(on = bench, account = freshAccount(), region = 'eu-west-1') {
  const pca = on.pca(account, region);
  const CertificateAuthorityArn = await pendingAuthority(pca);
  return {
    account,
    pca,
    CertificateAuthorityArn,
    list: () => pca.send(new ListPermissionsCommand({ CertificateAuthorityArn })),
  };
}

test('a second allows as many calls as the quota says, and the next ones are told so in the words of the service', async () => {
  const { list } = await listing();
  expect(await outcomes(7, list)).toEqual([...times(5, 'OK'), ...times(2, 'ThrottlingException')]);
  await expect(list()).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Rate exceeded',
    $metadata: { httpStatusCode: 400 },
  });
  now += 200; // A fifth of a second is one call of five.
  expect(await outcomes(2, list)).toEqual(['OK', 'ThrottlingException']);
  now += 60_000; // A minute's rest allows no more than a second's.
  expect(await outcomes(6, list)).toEqual([...times(5, 'OK'), 'ThrottlingException']);
});

test('each account, each region and each operation has a quota of its own', async () => {
  const { account, pca, CertificateAuthorityArn, list } = await listing();
  const elsewhere = await listing(bench, account, 'us-east-1');
  const stranger = await listing();
  await outcomes(6, list);
  expect(await outcomes(1, elsewhere.list)).toEqual(['OK']);
  expect(await outcomes(1, stranger.list)).toEqual(['OK']);
  expect(await outcomes(1, () => pca.send(new ListTagsCommand({ CertificateAuthorityArn })))).toEqual(['OK']);
  expect(await outcomes(1, list)).toEqual(['ThrottlingException']);
});

test('moving the clock gives nobody calls that were not waited for', async () => {
  const { list } = await listing();
  await outcomes(5, list);
  await bench.advance(DAY);
  expect(await outcomes(1, list)).toEqual(['ThrottlingException']);
});

test('what was throttled is counted and in the call log', async () => {
  const { account, list } = await listing();
  await outcomes(7, list);
  expect((await stateOf()).throttled).toContainEqual({
    service: 'acm-pca',
    operation: 'ListPermissions',
    account,
    region: 'eu-west-1',
    count: 2,
  });
  const { body } = await bench.admin('GET', `/calls/counts?account=${account}&outcome=ThrottlingException`);
  expect(body).toMatchObject({ total: 2, counts: [{ operation: 'ListPermissions', count: 2 }] });
});

test('quotas are off unless asked for, can be switched, and a reset returns to what was asked for', async () => {
  const free = await startBench();
  try {
    const { list } = await listing(free);
    expect(await stateOf(free)).toMatchObject({ enabled: false, throttled: [] });
    expect(await outcomes(30, list)).toEqual(times(30, 'OK'));
    expect(await free.admin('POST', '/quotas', { enabled: true })).toMatchObject({ status: 200 });
    expect(await outcomes(30, list)).toContain('ThrottlingException');
    await free.admin('POST', '/reset');
    expect(await stateOf(free)).toMatchObject({ enabled: false, throttled: [] });
  } finally {
    await free.stop();
  }
});

test('the rates that AWS adjusts can be adjusted', async () => {
  const rates = { 'acm-pca:IssueCertificate': 100, 'acm-pca:GetCertificate': 200 };
  expect(await bench.admin('POST', '/quotas', { rates })).toMatchObject({
    status: 200,
    body: { enabled: true, rates },
  });
});

test.each([
  [
    'of an operation that AWS does not adjust',
    { rates: { 'acm:ImportCertificate': 2 } },
    'rates.acm:ImportCertificate',
  ],
  ['of nothing', { rates: { 'acm-pca:IssueCertificate': 0 } }, 'rates.acm-pca:IssueCertificate'],
  ['that is no number', { rates: { 'acm-pca:IssueCertificate': '9' } }, 'rates.acm-pca:IssueCertificate'],
  ['with a switch that is none', { enabled: 'yes' }, 'enabled'],
  ['with nothing to do', {}, 'enabled'],
  ['with a member nobody knows', { enabled: true, burst: 3 }, 'burst'],
])('a rate %s is refused, naming the field', async (_, body, field) => {
  expect(await bench.admin('POST', '/quotas', body)).toMatchObject({ status: 400, body: { field } });
});

test('every operation of every service is in the tables, and what is not in them has the lowest rate', () => {
  const published = publishedQuotas();
  const operations = SERVICE_NAMES.flatMap((service) =>
    serviceNamed(service).operations.map(({ name }) => quotaOf(service, name)?.name ?? name),
  );
  expect(operations.length).toBeGreaterThan(30);
  expect(operations.filter((name) => !published.has(name))).toEqual([]);
  expect(quotaOf('acm', 'SearchCertificates')).toEqual({ name: 'acm:SearchCertificates', perSecond: 1 });
  expect(quotaOf('acm', 'ToBeInvented')).toEqual({ name: 'acm:ToBeInvented', perSecond: 1 });
  expect(quotaOf('sts', 'GetCallerIdentity')).toBeUndefined();
});

test('the operations of Roles Anywhere share a rate with their group, and are told 429', () => {
  const quotas = new Quotas(true, () => 0);
  const ask = (operation: string) =>
    quotas.refusal({ service: 'rolesanywhere', operation, account: '111122223333', region: 'eu-west-1' });
  expect(ask('ListTrustAnchors')).toBeUndefined();
  expect(ask('CreateTrustAnchor')).toMatchObject({ code: 'ThrottlingException', status: 429 });
  expect(ask('PutNotificationSettings')).toMatchObject({ status: 429 });
  expect(ask('ListProfiles')).toBeUndefined();
  expect(Array.from({ length: 21 }, () => ask('CreateSession')).filter(Boolean)).toHaveLength(1);
});

test('whatever the pace, no span of time sees more calls than its seconds allow beside one second’s burst', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 300 }), (pauses) => {
      let time = 0;
      const quotas = new Quotas(true, () => time);
      const call = { service: 'acm-pca', operation: 'IssueCertificate', account: '1', region: 'r' };
      let allowed = 0;
      for (const pause of pauses) {
        time += pause / 10;
        if (!quotas.refusal(call)) allowed++;
      }
      expect(allowed).toBeLessThanOrEqual(25 + (time / 1000) * 25 + 1e-6);
    }),
  );
});

test('an SDK that retries gets through by waiting', async () => {
  const real = await startBench({ quotas: true });
  const account = freshAccount();
  const pca = new ACMPCAClient({
    endpoint: real.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: account, secretAccessKey: 'x' },
    maxAttempts: 10,
  });
  try {
    const CertificateAuthorityArn = await pendingAuthority(pca);
    const list = () => pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }));
    await expect(Promise.all(Array.from({ length: 9 }, list))).resolves.toHaveLength(9);
    expect((await stateOf(real)).throttled).toContainEqual(expect.objectContaining({ operation: 'ListPermissions' }));
  } finally {
    pca.destroy();
    await real.stop();
  }
});

test('clients of acm know the error by its class', async () => {
  const acm = new ACMClient({
    endpoint: bench.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: freshAccount(), secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  await outcomes(8, () => acm.send(new ListCertificatesCommand({})));
  await expect(acm.send(new ListCertificatesCommand({}))).rejects.toMatchObject({ name: ThrottlingException.name });
  acm.destroy();
});

test('a request to ACM counts as an issuance of the caller, a renewal does not', async () => {
  await bench.admin('POST', '/quotas', { enabled: false });
  const { acm, arn, account, root, daysBefore } = await managed(bench);
  await bench.admin('POST', '/quotas', { enabled: true, rates: { 'acm-pca:IssueCertificate': 1 } });
  expect(await requested(acm, { CertificateAuthorityArn: root, DomainName: 'a.example.com' })).toMatchObject({
    Status: 'ISSUED',
  });
  expect(await requested(acm, { CertificateAuthorityArn: root, DomainName: 'b.example.com' })).toMatchObject({
    Status: 'FAILED',
    FailureReason: 'PCA_LIMIT_EXCEEDED',
  });
  now += 10_000;
  await bench.admin('POST', '/clock', { now: daysBefore(59).toISOString() });
  const { acm: again } = { acm: bench.acm(account) };
  const { CertificateSummaryList } = await again.send(
    new ListCertificatesCommand({ Includes: { keyTypes: ['EC_prime256v1'] } }),
  );
  const renewedOne = CertificateSummaryList?.find(({ CertificateArn }) => CertificateArn === arn);
  expect(renewedOne?.NotAfter?.getTime()).toBeGreaterThan(daysBefore(0).getTime());
});

test('a CA can be made within the quotas, with their waits', async () => {
  const ticking = await startBench({ quotas: true, milliseconds: () => (now += 100) });
  try {
    await expect(activeRoot(ticking.pca(freshAccount()))).resolves.toContain('certificate-authority/');
  } finally {
    await ticking.stop();
  }
});
