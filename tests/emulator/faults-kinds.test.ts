import {
  CreatePermissionCommand,
  IssueCertificateCommand,
  ListPermissionsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-acm-pca';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { Faults } from '../../local/pki-emulator/src/faults/faults.ts';
import { mulberry32, seedFor } from '../../local/pki-emulator/src/random.ts';
import { activeRoot, ALL_ACTIONS, issuance, pendingAuthority } from './kit/authorities.ts';
import { startEventBench } from './kit/events.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { managed, renewed } from './kit/renewals.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench({ seed: 1 })));
afterEach(() => bench.stop());

interface Listed {
  readonly operation: string;
  readonly seen: number;
  readonly met: number;
  readonly seed: number;
  readonly count?: number;
}

const add = (more: object, on = bench) =>
  on.admin('POST', '/faults', { service: 'acm-pca', operation: 'ListPermissions', ...more });

const listed = async (on = bench): Promise<readonly Listed[]> =>
  ((await on.admin('GET', '/faults')).body as { faults: Listed[] }).faults;

async function target(on = bench) {
  const account = freshAccount();
  const pca = on.pca(account);
  const CertificateAuthorityArn = await pendingAuthority(pca);
  const nameOf = (sent: Promise<unknown>) =>
    sent.then(
      () => 'OK',
      (error: unknown) => (error as Error).name,
    );
  return {
    account,
    pca,
    CertificateAuthorityArn,
    list: () => nameOf(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }))),
    permit: () =>
      nameOf(
        pca.send(
          new CreatePermissionCommand({
            CertificateAuthorityArn,
            Principal: 'acm.amazonaws.com',
            Actions: [...ALL_ACTIONS],
          }),
        ),
      ),
  };
}

async function repeated(times: number, ask: () => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (let index = 0; index < times; index++) outcomes.push(await ask());
  return outcomes;
}

describe('probability', () => {
  const error = 'ThrottlingException';

  async function run(seed: number): Promise<string[]> {
    const own = await startBench({ seed });
    try {
      const { list } = await target(own);
      await add({ error, probability: 0.4 }, own);
      await add({ error: 'InternalFailure', status: 500, probability: 0.2 }, own);
      return await repeated(60, list);
    } finally {
      await own.stop();
    }
  }

  test('a run with a seed repeats exactly, and with another seed it does not', async () => {
    const [first, second, other] = [await run(7), await run(7), await run(8)];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(['OK', error, 'InternalFailure']));
  });

  test('a fault of its own seed draws the same whatever other faults there are', async () => {
    const { list } = await target();
    await add({ error, probability: 0.5, seed: 3 });
    const alone = await repeated(40, list);
    await bench.admin('DELETE', '/faults');
    await add({ operation: 'ListTags', error, probability: 0.5 });
    await add({ error, probability: 0.5, seed: 3 });
    expect(await repeated(40, list)).toEqual(alone);
  });

  test('faults begin anew after they were removed, and after a reset', async () => {
    const { list } = await target();
    await add({ error, probability: 0.5 });
    const before = await repeated(30, list);
    await bench.admin('DELETE', '/faults');
    await add({ error, probability: 0.5 });
    expect(await repeated(30, list)).toEqual(before);
  });

  test('with a count it meets that many calls and no more', async () => {
    const { list } = await target();
    await add({ error, probability: 0.5, count: 3 });
    const outcomes = await repeated(60, list);
    expect(outcomes.filter((each) => each === error)).toHaveLength(3);
    const [{ seen, met, count } = { seen: 0, met: 0, count: undefined }] = await listed();
    expect({ met, count }).toEqual({ met: 3, count: 0 });
    expect(seen).toBeGreaterThan(3);
    expect(seen).toBeLessThan(60);
  });

  test('the part of the calls that is met is the one asked for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0.05, 0.3, 0.9), (seed, probability) => {
        const faults = new Faults(seed);
        const common = { service: 'acm', operation: '*', status: 400, dropped: false, delayMilliseconds: 0 };
        faults.add({ ...common, after: false, error: 'X', probability });
        const call = { service: 'acm', operation: 'Y', account: '1', region: 'r' };
        const met = Array.from({ length: 4000 }, () => faults.take(call)).filter(Boolean).length;
        expect(Math.abs(met / 4000 - probability)).toBeLessThan(0.05);
      }),
      { numRuns: 50 },
    );
  });

  test('neighbouring seeds and ordinals draw differently', () => {
    const seeds = Array.from({ length: 1000 }, (_, ordinal) => seedFor(5, ordinal));
    expect(new Set(seeds).size).toBe(1000);
    const firsts = Array.from({ length: 1000 }, (_, seed) => mulberry32(seed)());
    expect(new Set(firsts).size).toBe(1000);
  });
});

describe('a dropped response', () => {
  test('before the work ends the connection, and nothing has happened', async () => {
    const { pca, CertificateAuthorityArn, permit, list } = await target();
    await add({ operation: 'CreatePermission', dropped: true, count: 1 });
    expect(await permit()).not.toBe('OK');
    const { Permissions } = await pca.send(new ListPermissionsCommand({ CertificateAuthorityArn }));
    expect(Permissions).toEqual([]);
    expect(await list()).toBe('OK');
  });

  test('after the work ends the connection, and everything has happened', async () => {
    const { permit } = await target();
    await add({ operation: 'CreatePermission', dropped: true, after: true, count: 1 });
    expect(await permit()).toMatch(/Error|ECONNRESET/);
    expect(await permit()).toBe('PermissionAlreadyExistsException');
  });

  test('is no HTTP answer at all', async () => {
    const { account } = await target();
    await bench.admin('POST', '/faults', { service: 'sts', operation: '*', dropped: true, count: 1, account });
    const sts = new STSClient({
      endpoint: bench.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: account, secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: account });
    sts.destroy();
  });

  test('is in the call log by its own name, and in CloudTrail as the success or as nothing', async () => {
    const events = await startEventBench();
    try {
      const { account, permit } = await target(events.bench);
      await add({ operation: 'CreatePermission', dropped: true, count: 1 }, events.bench);
      await permit();
      expect(await events.named('CreatePermission')).toEqual([]);
      await add({ operation: 'CreatePermission', dropped: true, after: true, count: 1 }, events.bench);
      await permit();
      const [record, ...more] = await events.named('CreatePermission');
      expect(record?.record.errorCode).toBeUndefined();
      expect(more).toEqual([]);
      const path = `/calls?account=${account}&operation=CreatePermission`;
      expect((await events.bench.admin('GET', path)).body).toMatchObject([
        { outcome: 'ConnectionDropped' },
        { outcome: 'ConnectionDropped' },
      ]);
    } finally {
      await events.stop();
    }
  });

  test('hides also a failure, which is recorded as what it was', async () => {
    const events = await startEventBench();
    try {
      const { permit } = await target(events.bench);
      await permit();
      await add({ operation: 'CreatePermission', dropped: true, after: true, count: 1 }, events.bench);
      expect(await permit()).not.toBe('PermissionAlreadyExistsException');
      const records = await events.named('CreatePermission');
      expect(records.map(({ record }) => record.errorCode)).toEqual([undefined, 'PermissionAlreadyExistsException']);
    } finally {
      await events.stop();
    }
  });

  test('of an issuance is a renewal that failed for no reason of the CA', async () => {
    const { account, acm, arn } = await managed(bench);
    await add({ operation: 'IssueCertificate', dropped: true, account });
    expect((await renewed(acm, arn)).RenewalSummary).toMatchObject({ RenewalStatusReason: 'PCA_REQUEST_FAILED' });
  });
});

describe('slowness', () => {
  const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
    const before = performance.now();
    await work();
    return performance.now() - before;
  };

  test('keeps a call waiting, which then succeeds', async () => {
    const { list } = await target();
    await add({ delayMilliseconds: 300, count: 1 });
    let outcome = '';
    expect(await elapsed(async () => (outcome = await list()))).toBeGreaterThanOrEqual(290);
    expect(outcome).toBe('OK');
  });

  test('can come before an error', async () => {
    const { list } = await target();
    await add({ delayMilliseconds: 200, error: 'ServiceUnavailable', status: 503 });
    let outcome = '';
    expect(await elapsed(async () => (outcome = await list()))).toBeGreaterThanOrEqual(190);
    expect(outcome).toBe('ServiceUnavailable');
  });

  test('after the work shows the work to others meanwhile', async () => {
    const { pca, CertificateAuthorityArn, permit } = await target();
    await add({ operation: 'CreatePermission', delayMilliseconds: 60_000, after: true, count: 1 });
    void permit();
    const list = new ListPermissionsCommand({ CertificateAuthorityArn });
    for (let attempt = 0; attempt < 500; attempt++) {
      if ((await pca.send(list)).Permissions?.length === 1) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('the permission was never there');
  });

  test('holds neither the clock nor a reset up', async () => {
    const { list } = await target();
    await add({ delayMilliseconds: 60_000, count: 1 });
    void list();
    for (let attempt = 0; attempt < 500 && (await listed())[0]?.met !== 1; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await elapsed(() => bench.advance(3600))).toBeLessThan(30_000);
    expect(await elapsed(() => bench.admin('POST', '/reset'))).toBeLessThan(30_000);
  });

  test('a client that gave up finds what was done in the end with its token', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    await add({ operation: 'IssueCertificate', delayMilliseconds: 60_000, after: true, count: 1 });
    const command = new IssueCertificateCommand(issuance(root, { IdempotencyToken: 'token' }));
    await expect(pca.send(command, { abortSignal: AbortSignal.timeout(500) })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const { CertificateArn } = await pca.send(command);
    expect((await pca.send(command)).CertificateArn).toBe(CertificateArn);
    expect((await bench.admin('GET', '/calls?operation=IssueCertificate&outcome=OK')).body).toHaveLength(3);
  });
});

test('the first fault that fits and hits meets the call, in the order they were set', async () => {
  const { list, pca, CertificateAuthorityArn } = await target();
  await add({ operation: '*', error: 'AccessDeniedException', count: 1 });
  await add({ error: 'ThrottlingException', count: 1 });
  expect(await repeated(3, list)).toEqual(['AccessDeniedException', 'ThrottlingException', 'OK']);
  expect(await listed()).toMatchObject([
    { operation: '*', seen: 1, met: 1, count: 0 },
    { operation: 'ListPermissions', seen: 1, met: 1, count: 0 },
  ]);
  await expect(pca.send(new ListTagsCommand({ CertificateAuthorityArn }))).resolves.toBeDefined();
});

test('an error of Roles Anywhere has the status that its model says, unless another is given', async () => {
  const common = { service: 'rolesanywhere', operation: '*' };
  await bench.admin('POST', '/faults', { ...common, error: 'ThrottlingException' });
  await bench.admin('POST', '/faults', { ...common, error: 'AccessDeniedException' });
  await bench.admin('POST', '/faults', { ...common, error: 'InternalFailure', status: 500 });
  expect(await listed()).toMatchObject([{ status: 429 }, { status: 403 }, { status: 500 }]);
});

test.each([
  ['an error and a dropped connection', { error: 'X', dropped: true }, 'dropped'],
  ['neither error nor anything else', {}, 'error'],
  ['a status without an error', { dropped: true, status: 500 }, 'status'],
  ['a probability of nothing', { error: 'X', probability: 0 }, 'probability'],
  ['a probability beyond certainty', { error: 'X', probability: 1.1 }, 'probability'],
  ['a delay beyond ten minutes', { delayMilliseconds: 600_001 }, 'delayMilliseconds'],
  ['a delay that is no whole number', { delayMilliseconds: 0.5 }, 'delayMilliseconds'],
  ['a seed that is none', { error: 'X', seed: -1 }, 'seed'],
  ['an account that is none', { error: 'X', account: '12' }, 'account'],
  ['a region that is none', { error: 'X', region: 'here' }, 'region'],
])('a fault with %s is refused, naming the field', async (_, more, field) => {
  expect(await add(more)).toMatchObject({ status: 400, body: { field } });
});
