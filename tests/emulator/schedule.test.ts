import fc from 'fast-check';
import { Clock } from '../../local/pki-emulator/src/clock.ts';
import { Agenda } from '../../local/pki-emulator/src/schedule/agenda.ts';
import { Queue } from '../../local/pki-emulator/src/queue.ts';
import { type Happen, Timekeeper } from '../../local/pki-emulator/src/schedule/timekeeper.ts';

const START = Date.UTC(2030, 0, 1);
const HOUR = 3_600_000;

test('a queue gives what was put into it in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const queue = new Queue<number>((a, b) => a < b);
      for (const number of numbers) queue.add(number);
      const taken = numbers.map(() => queue.take());
      expect(taken).toEqual([...numbers].sort((a, b) => a - b));
      expect(queue.take()).toBeUndefined();
    }),
  );
});

/** A timekeeper over subjects that are due at the given moments, at a standstill of real time. */
function timekeeperOf(moments: Record<string, number[]>, happen: Happen) {
  const clock = new Clock(new Date(START), () => START);
  const agenda = new Agenda((subject, after) => {
    const at = moments[subject]?.filter((moment) => moment > after).sort((a, b) => a - b)[0];
    return at === undefined ? undefined : { at, matters: [subject] };
  }, START);
  const time = new Timekeeper(clock, agenda, happen);
  for (const subject of Object.keys(moments)) agenda.plan(subject);
  return { clock, agenda, time, moveBy: (milliseconds: number) => time.moveTo(later(milliseconds), 'now') };
}

const later = (milliseconds: number) => (now: Date) => new Date(now.getTime() + milliseconds);

test('everything due happens once, in order, the clock standing at its moment', async () => {
  const due = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(due, { maxLength: 6 }), fc.array(fc.nat(20)), async (subjects, moves) => {
      const moments = Object.fromEntries(subjects.map((each, n) => [`s${n}`, each.map((h) => START + h * HOUR)]));
      const seen: number[] = [];
      const { clock, time, moveBy } = timekeeperOf(moments, (subject) => {
        expect(moments[subject]).toContain(clock.now().getTime());
        seen.push(clock.now().getTime());
        return Promise.resolve();
      });
      for (const hours of moves) await moveBy(hours * HOUR);
      const end = START + moves.reduce((sum, each) => sum + each, 0) * HOUR;
      const expected = subjects.flatMap((_, n) => [...new Set(moments[`s${n}`])]).filter((moment) => moment <= end);
      expect(seen).toEqual(expected.sort((a, b) => a - b));
      expect(clock.now().getTime()).toBe(end);
      time.stop();
    }),
    { numRuns: 200 },
  );
});

test('what fails takes neither the schedule nor the process with it', async () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const seen: string[] = [];
  const moments = { bad: [START + HOUR, START + 3 * HOUR], good: [START + 2 * HOUR] };
  const { time, moveBy } = timekeeperOf(moments, (subject) => {
    seen.push(subject);
    return subject === 'bad' ? Promise.reject(new Error('a defect')) : Promise.resolve();
  });
  await moveBy(5 * HOUR);
  expect(seen).toEqual(['bad', 'good', 'bad']);
  expect(told).toHaveBeenCalledTimes(2);
  told.mockRestore();
  time.stop();
});

test('a call waits for a move, and a move for the calls inside', async () => {
  const order: string[] = [];
  let leave: () => void = () => undefined;
  const { time, moveBy } = timekeeperOf({ s: [START + HOUR] }, () => Promise.resolve(void order.push('due')));
  const inside = time.call(async () => {
    await new Promise<void>((resolve) => (leave = resolve));
    order.push('first call');
  });
  await new Promise(setImmediate);
  const move = moveBy(2 * HOUR);
  const second = time.call(() => Promise.resolve(void order.push('second call')));
  await new Promise(setImmediate);
  expect(order).toEqual([]);
  leave();
  await Promise.all([inside, move, second]);
  expect(order).toEqual(['first call', 'due', 'second call']);
  time.stop();
});

test('a move that is refused leaves everything as it was', async () => {
  const { clock, time, moveBy } = timekeeperOf({ s: [START + HOUR] }, () => Promise.resolve());
  await expect(moveBy(-1)).rejects.toMatchObject({ name: 'ClockRefusal', field: 'now' });
  expect(clock.now().getTime()).toBe(START);
  await expect(time.call(() => Promise.resolve('answered'))).resolves.toBe('answered');
  time.stop();
});
