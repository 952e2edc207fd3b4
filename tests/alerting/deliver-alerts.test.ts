import fc from 'fast-check';
import type { Channel } from '../../core/domain/alerts/channel.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { deliverAlerts } from '../../functions/deliver-alerts/deliver-alerts.ts';
import { MovableClock } from '../fakes/movable-clock.ts';
import { QueuesInMemory, Receivers } from './queues-in-memory.ts';

const [SHOP, WEB]: readonly Channel[] = ['webhook:shop', 'webhook:web'];

let clock: MovableClock;
let queues: QueuesInMemory;
let receivers: Receivers;
let warnings: { readonly message: string; readonly facts: object }[];
let counted: Map<string, number>;
let milliseconds: number;
let flushed: string[];

beforeEach(() => {
  clock = new MovableClock();
  [queues, receivers, warnings, flushed] = [new QueuesInMemory(), new Receivers(), [], []];
  counted = new Map();
  milliseconds = 0;
});

const deliver = (sender = 'one') =>
  deliverAlerts({
    queues,
    senders: receivers,
    clock,
    milliseconds: () => milliseconds,
    outbox: {
      flush: (partition) => {
        flushed.push(partition);
        return partition.endsWith('away') ? Promise.reject(new Error('sns:Publish: not now')) : Promise.resolve([]);
      },
    },
    count: (metric, amount = 1) => void counted.set(metric, amount),
    warn: (message, facts) => void warnings.push({ message, facts }),
  })({ sender });

async function told(id: string): Promise<OutgoingNotice> {
  const at = (await clock.now()).toISOString();
  return { id, at, subject: id, text: id, detailType: 'RenewGuard Finding Opened', detail: {} };
}

async function queued(channel: Channel, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) queues.queue(channel, await told(id));
}

test('everything that waits is sent once, each channel’s in its order', async () => {
  await queued(SHOP!, 'a', 'b', 'c');
  await queued(WEB!, 'a');
  expect(await deliver()).toEqual({ left: 0, sent: 4, waiting: 0 });
  expect(receivers.took).toEqual(
    new Map([
      [SHOP, ['a', 'b', 'c']],
      [WEB, ['a']],
    ]),
  );
  expect(await deliver()).toEqual({ left: 0, sent: 0, waiting: 0 });
});

test('a channel that is busy holds up nobody else, and gets everything in its order once it is not', async () => {
  await queued(SHOP!, 'opened', 'resolved');
  await queued(WEB!, 'opened');
  receivers.busy.add(SHOP!);
  expect(await deliver()).toEqual({ left: 0, sent: 1, waiting: 2 });
  expect(counted.get('AlertsWaiting')).toBe(2);
  expect(warnings).toEqual([
    { message: 'a channel did not take a notice', facts: { channel: SHOP, why: 'it answered 503' } },
  ]);
  receivers.busy.clear();
  clock.forward(1);
  await queued(SHOP!, 'opened again');
  expect(await deliver('two')).toMatchObject({ sent: 0 });
  clock.forward(5 * 60);
  expect(await deliver('three')).toEqual({ left: 0, sent: 3, waiting: 0 });
  expect(receivers.took.get(SHOP!)).toEqual(['opened', 'resolved', 'opened again']);
});

test('what a channel refuses waits alone, ever longer, and is sent when it is taken', async () => {
  await queued(SHOP!, 'too long', 'short');
  receivers.refused.add('too long');
  expect(await deliver()).toEqual({ left: 0, sent: 1, waiting: 1 });
  const waits: number[] = [];
  for (let minutes = 0; minutes < 200; minutes += 5) {
    clock.forward(5 * 60);
    const before = queues.items[0]!.refusals;
    await deliver();
    if (queues.items[0]!.refusals > before) waits.push(minutes);
  }
  expect(waits).toEqual([0, 10, 30, 70, 130, 190]);
  receivers.refused.clear();
  clock.forward(60 * 60);
  expect(await deliver()).toEqual({ left: 0, sent: 1, waiting: 0 });
});

test('what is queued while a channel is sent to is sent by the same sender', async () => {
  await queued(SHOP!, 'a');
  receivers.before = async (_, id) => {
    if (id === 'a') await queued(SHOP!, 'b');
    if (id === 'b') expect(await deliver('another')).toEqual({ left: 0, sent: 0, waiting: 0 });
  };
  expect(await deliver()).toEqual({ left: 0, sent: 2, waiting: 0 });
  expect(receivers.took.get(SHOP!)).toEqual(['a', 'b']);
});

test('a sender that died is succeeded when its time is over', async () => {
  await queued(SHOP!, 'a');
  await queues.takeChannel(SHOP!, 'dead', 0, 80_000);
  milliseconds = 80_000;
  expect(await deliver()).toMatchObject({ sent: 0 });
  milliseconds = 80_001;
  expect(await deliver()).toMatchObject({ sent: 1 });
});

test('a fault of our own in one channel is told, and keeps no other from being sent to', async () => {
  await queued(SHOP!, 'a');
  await queued(WEB!, 'a');
  receivers.broken.add(SHOP!);
  expect(await deliver()).toEqual({ left: 0, sent: 1, waiting: 1 });
  expect(warnings).toMatchObject([{ message: 'a channel failed', facts: { channel: SHOP } }]);
  receivers.broken.clear();
  expect(await deliver('two')).toMatchObject({ sent: 1 });
});

test('nothing is begun when the function’s time is over; the next run goes on', async () => {
  await queued(SHOP!, 'a', 'b');
  receivers.before = () => void (milliseconds = 80_000);
  expect(await deliver()).toMatchObject({ sent: 1, waiting: 1 });
  milliseconds = 100_000;
  expect(await deliver('two')).toMatchObject({ sent: 1, waiting: 0 });
});

test('notices that nobody sent are sent where they wait, each place for itself', async () => {
  queues.left.push('CERTIFICATE#away', 'AUTHORITY#here');
  expect(await deliver()).toEqual({ left: 1, sent: 0, waiting: 0 });
  expect(flushed).toEqual(['CERTIFICATE#away', 'AUTHORITY#here']);
  expect(counted.get('AlertsWaiting')).toBe(1);
});

test('however channels fail and senders come, each notice is taken once, in its order, and none is lost', async () => {
  const step = fc.constantFrom('queue', 'busy', 'free', 'deliver', 'hour');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      [queues, receivers, warnings, clock] = [new QueuesInMemory(), new Receivers(), [], new MovableClock()];
      let made = 0;
      for (const [index, each] of [...steps, 'free', 'hour', 'deliver'].entries()) {
        if (each === 'queue') await queued(SHOP!, String(made++).padStart(3, '0'));
        if (each === 'busy') receivers.busy.add(SHOP!);
        if (each === 'free') receivers.busy.clear();
        if (each === 'hour') clock.forward(3601);
        if (each === 'deliver') await Promise.all([deliver(`${index}a`), deliver(`${index}b`)]);
      }
      const expected = Array.from({ length: made }, (_, id) => String(id).padStart(3, '0'));
      expect(receivers.took.get(SHOP!) ?? []).toEqual(expected);
      expect(queues.items).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
