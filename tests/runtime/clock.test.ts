import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clockAt } from '../../core/runtime/clock.ts';

let server: Server;
let body = '';
let endpoint = '';

beforeAll(async () => {
  server = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_emulator/clock`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('without an endpoint it is the system’s time', async () => {
  const before = Date.now();
  const now = (await clockAt('').now()).getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test('with an endpoint it is what that tells, each time anew', async () => {
  const clock = clockAt(endpoint);
  body = '{"now":"2027-03-02T00:00:00Z","offset":1}';
  expect(await clock.now()).toEqual(new Date('2027-03-02T00:00:00Z'));
  body = '{"now":"2027-04-01T12:30:00.500+02:00"}';
  expect(await clock.now()).toEqual(new Date('2027-04-01T10:30:00.500Z'));
});

test.each([
  ['garbage', 'it is noon'],
  ['an empty answer', ''],
  ['null', 'null'],
  ['another object', '{"time":"2027-03-02T00:00:00Z"}'],
  ['a number', '{"now":1803945600}'],
  ['no date', '{"now":"noon"}'],
])('an endpoint that tells %s is an error that names it, never the system’s time', async (_, answer) => {
  body = answer;
  await expect(clockAt(endpoint).now()).rejects.toThrow(`ClockEndpoint ${endpoint}: expected {"now": "<ISO 8601>"}`);
});

test('an endpoint that is not there is an error', async () => {
  const refused = createServer();
  await new Promise<void>((resolve) => refused.listen(0, '127.0.0.1', resolve));
  const { port } = refused.address() as AddressInfo;
  await new Promise((resolve) => refused.close(resolve));
  await expect(clockAt(`http://127.0.0.1:${port}/`).now()).rejects.toThrow();
});
