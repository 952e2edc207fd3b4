import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { liveUntil } from '../../local/story/moved-time.ts';

/** What the driver asked for, in its order, and what it was answered. */
const asked: string[] = [];
/** Due events that the stand-in emulator still has. */
let due: string[] = [];
/** How often each look at the machine still finds an execution running, one number for each event. */
let busy: number[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void json(request)
      .catch(() => ({}))
      .then((body) => {
        const target = request.headers['x-amz-target'];
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(target === undefined ? emulator(request.url ?? '', body) : executions()));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked.length = 0;
});

function emulator(path: string, body: unknown): object {
  if (path.endsWith('/deliveries')) {
    asked.push('deliveries');
    return { pending: 0 };
  }
  const { before } = body as { before: string };
  const at = due.shift();
  asked.push(at ?? before);
  return at === undefined
    ? { now: before, happened: [], reached: 'before' }
    : { now: at, happened: [{ at, kind: 'event' }], reached: 'event' };
}

function executions(): object {
  const left = busy[0] ?? 0;
  if (left > 0) busy[0] = left - 1;
  else busy.shift();
  asked.push(left > 0 ? 'running' : 'at rest');
  const running = { executionArn: 'arn:x', stateMachineArn: 'arn:m', name: 'x', status: 'RUNNING', startDate: 0 };
  return { executions: left > 0 ? [running] : [] };
}

const world = () => ({ emulatorUrl: url, settings: clientSettings(url, hub), machines: ['arn:m'] });

test('time goes on only when nobody is at work on what happened before', async () => {
  due = ['2027-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z'];
  busy = [2, 0, 1];
  const seen: string[] = [];
  const happened = await liveUntil(world(), '2027-02-01T00:00:00.000Z', (events) =>
    seen.push(...events.map(({ at }) => at)),
  );
  expect(asked).toEqual([
    ...['2027-01-01T00:00:00.000Z', 'deliveries', 'running', 'running', 'at rest'],
    ...['2027-01-02T00:00:00.000Z', 'deliveries', 'at rest'],
    ...['2027-02-01T00:00:00.000Z', 'deliveries', 'running', 'at rest'],
  ]);
  expect(happened.map(({ at }) => at)).toEqual(['2027-01-01T00:00:00.000Z', '2027-01-02T00:00:00.000Z']);
  expect(seen).toEqual(happened.map(({ at }) => at));
});

test('a time without events is gone through in one step', async () => {
  due = [];
  busy = [];
  await liveUntil(world(), '2037-01-01T00:00:00.000Z');
  expect(asked).toEqual(['2037-01-01T00:00:00.000Z', 'deliveries', 'at rest']);
});
