import { DescribeCertificateCommand, SearchCertificatesCommand } from '@aws-sdk/client-acm';
import { GetPolicyCommand, ListPermissionsCommand } from '@aws-sdk/client-acm-pca';
import { CallPace } from '../../core/aws/call-pace.ts';
import { readingClients } from '../../core/aws/clients.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { type Bench, startBench } from '../emulator/kit/emulator.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const ARN = `arn:aws:acm:${REGION}:${PKI}:certificate/00000000-0000-4000-8000-000000000000`;
const describe_ = new DescribeCertificateCommand({ CertificateArn: ARN });

/** Time that passes only while somebody waits, for whoever waits longest first. */
function madeTime() {
  let now = 1_000_000;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => void sleepers.push({ until: now + milliseconds, wake }));
  /** Lets time pass until the work is done; calls that are under way end first. */
  const passing = async <T>(work: Promise<T>): Promise<T> => {
    let done = false;
    const ended = work.finally(() => (done = true));
    ended.catch(() => undefined);
    while (!done) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      const [first] = sleepers.sort((one, other) => one.until - other.until);
      if (first === undefined) continue;
      sleepers.shift();
      now = Math.max(now, first.until);
      first.wake();
    }
    return ended;
  };
  return { now: () => now, sleep, passing, advance: (milliseconds: number) => (now += milliseconds) };
}

describe('against a stub', () => {
  const stub = new StubAws();
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());
  afterEach(() => stub.clear());

  test('calls are counted by operation, each request of a retry too, and counting begins anew when it is asked', async () => {
    const pace = new CallPace(
      () => 0,
      () => Promise.resolve(),
    );
    letAssume(stub);
    stub.on('DescribeCertificate', failure('ThrottlingException'), output({}));
    stub.on('GetPolicy', output({}));
    const accounts = accountsFrom({}, undefined, pace);
    await accounts.read(PAYMENTS, REGION, 'any', ({ acm }) => acm.send(describe_));
    await accounts.read(PKI, REGION, 'any', ({ pca }) =>
      pca.send(new GetPolicyCommand({ ResourceArn: AUTHORITY_ARN })),
    );
    expect(pace.take()).toEqual({ 'sts:AssumeRole': 1, 'acm:DescribeCertificate': 2, 'acm-pca:GetPolicy': 1 });
    expect(pace.take()).toEqual({});
  });

  test('each account, region and operation has a pace of its own', async () => {
    const time = madeTime();
    const pace = new CallPace(time.now, time.sleep);
    letAssume(stub);
    for (const operation of ['DescribeCertificate', 'ListPermissions']) stub.on(operation, output({}));
    const accounts = accountsFrom({}, undefined, pace);
    const began = time.now();
    const places = [PKI, PAYMENTS, WEB].flatMap((account) =>
      [REGION, 'us-east-1'].map((region) => [account, region] as const),
    );
    await time.passing(
      Promise.all(
        places.flatMap(([account, region]) => [
          accounts.read(account, region, 'any', ({ acm }) => acm.send(describe_)),
          accounts.read(account, region, 'any', ({ pca }) =>
            pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: AUTHORITY_ARN })),
          ),
        ]),
      ),
    );
    expect(time.now()).toBe(began);
    expect(stub.callsOf('ListPermissions')).toHaveLength(6);
  });

  test('where a second has one call, the next waits for the end of the one before, failed or not', async () => {
    const time = madeTime();
    const pace = new CallPace(time.now, time.sleep);
    stub.on('SearchCertificates', failure('ValidationException'), output({}), output({}));
    const { acm } = readingClients(REGION, undefined, pace.watching(PKI, REGION));
    const search = () => acm.send(new SearchCertificatesCommand({}));
    const all = await time.passing(Promise.allSettled([search(), search(), search()]));
    expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(time.now() - 1_000_000).toBeCloseTo(2 * 1010, 0);
  });
});

describe('against the quotas of the emulator', () => {
  let bench: Bench;
  let time: ReturnType<typeof madeTime>;
  beforeEach(async () => {
    time = madeTime();
    bench = await startBench({ quotas: true, milliseconds: time.now });
    Object.assign(process.env, { AWS_ENDPOINT_URL: bench.url });
  });
  afterEach(() => bench.stop());

  const credentials = { accessKeyId: PKI, secretAccessKey: 'x', sessionToken: 'x', expiration: new Date(0) };
  const clients = () => readingClients(REGION, credentials, new CallPace(time.now, time.sleep).watching(PKI, REGION));
  const throttled = async () =>
    ((await bench.admin('GET', '/quotas')).body as { throttled: { count: number }[] }).throttled;

  test('three hundred descriptions at once are as fast as the quota lets them be, and none is throttled', async () => {
    const { acm } = clients();
    const began = time.now();
    const all = Array.from({ length: 300 }, () => acm.send(describe_).catch(() => undefined));
    await time.passing(Promise.all(all));
    expect(await throttled()).toEqual([]);
    expect(time.now() - began).toBeLessThanOrEqual(30_000 * 1.15);
  });

  test('without a pace most of them are throttled: the quota is on', async () => {
    const { acm } = readingClients(REGION, credentials);
    acm.config.maxAttempts = () => Promise.resolve(1);
    await Promise.all(Array.from({ length: 100 }, () => acm.send(describe_).catch(() => undefined)));
    expect((await throttled())[0]?.count).toBeGreaterThan(80);
  });

  test('pages of the search, one a second, are not throttled, whatever time a call takes', async () => {
    const { acm } = clients();
    const began = time.now();
    for (let page = 0; page < 5; page++) {
      await time.passing(acm.send(new SearchCertificatesCommand({})));
      time.advance(page * 40);
    }
    expect(await throttled()).toEqual([]);
    expect(time.now() - began).toBeLessThanOrEqual(5_000 * 1.15);
  });
});
