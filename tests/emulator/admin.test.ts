import { ListCertificateAuthoritiesCommand, ListPermissionsCommand } from '@aws-sdk/client-acm-pca';
import { pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const clock = async (): Promise<number> =>
  Date.parse(((await bench.admin('GET', '/clock')).body as { now: string }).now);

test('health is ok', async () => {
  expect(await bench.admin('GET', '/health')).toEqual({ status: 200, body: { status: 'ok' } });
});

describe('the clock', () => {
  test('begins with real time and runs on with it', async () => {
    const first = await clock();
    expect(Math.abs(first - Date.now())).toBeLessThan(1000);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await clock()) - first).toBeGreaterThanOrEqual(50);
  });

  test('begins when it is told to', async () => {
    const own = await startBench({ now: new Date('2030-01-01T00:00:00Z') });
    expect((await own.admin('GET', '/clock')).body).toMatchObject({
      now: expect.stringMatching(/^2030-01-01T00:00:0\d\.\d{3}Z$/) as string,
    });
    await own.stop();
  });

  test('moves forward by seconds or to a time', async () => {
    const before = await clock();
    await bench.admin('POST', '/clock', { advanceSeconds: 90.5 });
    expect((await clock()) - before).toBeGreaterThanOrEqual(90_500);
    const { body } = await bench.admin('POST', '/clock', { now: '2040-05-06T07:08:09.100+02:00' });
    expect((body as { now: string }).now).toMatch(/^2040-05-06T05:08:09\.1/);
  });

  test.each([
    ['back to a time', { now: '2020-01-01T00:00:00Z' }, 'now'],
    ['back by seconds', { advanceSeconds: -1 }, 'advanceSeconds'],
    ['to the end of time', { now: '9999-01-01T00:00:00Z' }, 'now'],
    ['by more seconds than there are', { advanceSeconds: 1e300 }, 'advanceSeconds'],
    ['to what is no time', { now: 'tomorrow' }, 'now'],
    ['by what is no number', { advanceSeconds: 'x' }, 'advanceSeconds'],
    ['nowhere', {}, 'now'],
    ['twice', { now: '2090-01-01T00:00:00Z', advanceSeconds: 1 }, 'advanceSeconds'],
    ['by something else', { minutes: 3 }, 'minutes'],
  ])('does not move %s, and says which field is wrong', async (_, body, field) => {
    const before = await clock();
    const answer = await bench.admin('POST', '/clock', body);
    expect(answer).toMatchObject({ status: 400, body: { field, error: expect.stringContaining(field) as string } });
    expect((await clock()) - before).toBeLessThan(2000);
  });
});

test('the call log tells who did what where, and how it went', async () => {
  const account = freshAccount();
  const pca = bench.pca(account, 'us-east-1');
  await pca.send(new ListCertificateAuthoritiesCommand({}));
  const CertificateAuthorityArn = `arn:aws:acm-pca:us-east-1:${account}:certificate-authority/11111111-2222-3333-4444-555555555555`;
  await pca.send(new ListPermissionsCommand({ CertificateAuthorityArn })).catch(() => undefined);
  const common = {
    service: 'acm-pca',
    account,
    region: 'us-east-1',
    accessKeyId: account,
    principal: `arn:aws:iam::${account}:root`,
    time: expect.any(String) as string,
  };
  expect((await bench.admin('GET', '/calls')).body).toEqual([
    { ...common, operation: 'ListCertificateAuthorities', outcome: 'OK' },
    {
      ...common,
      operation: 'ListPermissions',
      resource: CertificateAuthorityArn,
      outcome: 'ResourceNotFoundException',
    },
  ]);
  await bench.admin('DELETE', '/calls');
  expect((await bench.admin('GET', '/calls')).body).toEqual([]);
});

test('a reset forgets CAs, faults and calls, but not the time', async () => {
  const pca = bench.pca(freshAccount());
  await pendingAuthority(pca);
  await bench.advance(1000);
  const before = await clock();
  await bench.admin('POST', '/faults', { service: 'acm', operation: '*', error: 'ThrottlingException' });
  await bench.admin('POST', '/reset');
  expect((await bench.admin('GET', '/calls')).body).toEqual([]);
  expect((await bench.admin('GET', '/faults')).body).toEqual({ faults: [] });
  expect((await pca.send(new ListCertificateAuthoritiesCommand({}))).CertificateAuthorities).toEqual([]);
  expect(await clock()).toBeGreaterThanOrEqual(before);
});

test('a certificate can be put in use only where there is one', async () => {
  const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
  expect(await bench.admin('POST', '/certificates/in-use', { certificateArn, inUseBy: [] })).toMatchObject({
    status: 400,
    body: { field: 'certificateArn' },
  });
  expect(await bench.admin('POST', '/certificates/in-use', { certificateArn: 'x', inUseBy: [] })).toMatchObject({
    status: 400,
  });
  expect(await bench.admin('POST', '/certificates/in-use', { certificateArn, inUseBy: ['x'] })).toMatchObject({
    status: 400,
    body: { field: 'inUseBy.0' },
  });
});

test('unknown paths, wrong methods and bodies that are no JSON are told', async () => {
  expect(await bench.admin('GET', '/nothing')).toMatchObject({
    status: 404,
    body: { error: expect.stringContaining('/_emulator/clock') as string },
  });
  expect(await bench.admin('PUT', '/clock')).toMatchObject({
    status: 405,
    body: { error: expect.stringContaining('GET, POST') as string },
  });
  const response = await fetch(`${bench.url}/_emulator/clock`, { method: 'POST', body: '{' });
  expect(response.status).toBe(400);
});
