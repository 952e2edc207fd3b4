import { request } from 'node:http';
import fc from 'fast-check';
import { anything } from './kit/anything.ts';
import { pendingAuthority } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** A request with headers that fetch would not let a program set. */
function sent(headers: Record<string, string>, method = 'POST', path = '/_emulator/reset'): Promise<number> {
  const { hostname, port } = new URL(bench.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject).end();
  });
}

test.each([
  ['a page elsewhere', { origin: 'https://evil.example.com' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:8080' }],
  ['a page without an origin of its own', { origin: 'null' }],
  ['a page whose host was pointed here', { host: 'rebound.example.com' }],
  ['a page whose host only begins like this machine', { host: 'localhost.example.com:80' }],
  ['a page whose host begins like an address of it', { host: '127.0.0.1.example.com' }],
])('%s cannot drive the admin API', async (_, headers) => {
  expect(await sent(headers)).toBe(403);
  expect(await sent(headers, 'GET', '/_emulator/calls')).toBe(403);
});

test('a refused request changes nothing', async () => {
  const pca = bench.pca(freshAccount());
  await pendingAuthority(pca);
  const { body: before } = await bench.admin('GET', '/calls');
  await sent({ origin: 'https://evil.example.com' });
  expect((await bench.admin('GET', '/calls')).body).toEqual(before);
  expect((before as unknown[]).length).toBeGreaterThan(0);
});

test.each([
  ['localhost'],
  ['localhost:4580'],
  ['LOCALHOST'],
  ['emulator.localhost:1'],
  ['127.0.0.1'],
  ['127.1.2.3:9'],
  ['[::1]:4580'],
  ['192.0.2.7:4580'],
])('a program that calls it %s can', async (host) => {
  expect(await sent({ host }, 'GET', '/_emulator/health')).toBe(200);
});

test('a query that a request does not take is refused, naming it', async () => {
  expect(await bench.admin('GET', '/clock?colour=red')).toMatchObject({ status: 400, body: { field: 'colour' } });
  expect(await bench.admin('DELETE', '/faults', { colour: 'red' })).toMatchObject({
    status: 400,
    body: { field: 'colour' },
  });
});

describe('the settle time', () => {
  test('can be read and set, and a reset returns to that of the start', async () => {
    const own = await startBench({ settleMilliseconds: 7 });
    expect((await own.admin('GET', '/settle')).body).toEqual({ milliseconds: 7 });
    expect(await own.admin('POST', '/settle', { milliseconds: 9 })).toMatchObject({ status: 200 });
    expect((await own.admin('GET', '/settle')).body).toEqual({ milliseconds: 9 });
    await own.admin('POST', '/reset');
    expect((await own.admin('GET', '/settle')).body).toEqual({ milliseconds: 7 });
    await own.stop();
  });

  test.each([[-1], [60_001], [1.5], ['x'], [undefined]])('cannot be %p', async (milliseconds) => {
    expect(await bench.admin('POST', '/settle', { milliseconds })).toMatchObject({
      status: 400,
      body: { field: 'milliseconds' },
    });
  });
});

test('no body and no query of the admin API makes it answer 500 or hang', async () => {
  const paths = [
    ...['/quotas', '/faults', '/deliveries', '/settle', '/principals', '/calls', '/calls/counts', '/nothing', ''],
    ...['/clock', '/ram/shares', '/certificates/in-use'],
  ];
  const members = [
    ...['enabled', 'rates', 'mode', 'loss', 'late', 'seed', 'milliseconds', 'accessKeyId', 'arn', 'userId'],
    ...['service', 'operation', 'error', 'dropped', 'delayMilliseconds', 'probability', 'account', '__proto__'],
  ];
  const input = fc.dictionary(fc.constantFrom(...members), anything(), { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom('POST', 'GET', 'DELETE', 'PUT'),
      input,
      async (path, method, given) => {
        const query = new URLSearchParams(
          Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]),
        );
        const { status } =
          method === 'GET'
            ? await bench.admin('GET', `${path}?${query.toString()}`)
            : await bench.admin(method, path, given);
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: 500 },
  );
  await bench.admin('POST', '/reset');
  expect((await bench.admin('GET', '/health')).status).toBe(200);
});
