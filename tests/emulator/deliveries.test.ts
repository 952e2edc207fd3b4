import { CreatePermissionCommand } from '@aws-sdk/client-acm-pca';
import fc from 'fast-check';
import { BEST_EFFORT, fateOf } from '../../local/pki-emulator/src/events/delivery.ts';
import type { EmulatorOptions } from '../../local/pki-emulator/src/index.ts';
import { mulberry32 } from '../../local/pki-emulator/src/random.ts';
import { pendingAuthority } from './kit/authorities.ts';
import { type FakeCloud, startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';

let cloud: FakeCloud;
const benches: Bench[] = [];
beforeEach(async () => void (cloud = await startCloud()));
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.stop()));
  await cloud.stop();
});

async function started(options: EmulatorOptions = {}): Promise<Bench> {
  const bench = await startBench({ cloudEndpoint: cloud.url, ...options });
  benches.push(bench);
  return bench;
}

interface Deliveries {
  readonly mode: string;
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
  readonly withheld: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly late: number;
}

const deliveriesOf = async (bench: Bench) => (await bench.admin('GET', '/deliveries')).body as Deliveries;

async function settledDeliveries(bench: Bench): Promise<Deliveries> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const deliveries = await deliveriesOf(bench);
    if (deliveries.pending === 0) return deliveries;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('events are still pending after 10 s');
}

/** A CA that permissions can be given of; what its creation told is delivered. */
async function permissible(bench: Bench) {
  const pca = bench.pca(freshAccount());
  const CertificateAuthorityArn = await pendingAuthority(pca);
  await settledDeliveries(bench);
  return { pca, CertificateAuthorityArn };
}

/** Makes so many events of one account, each with the number of its turn, and gives the numbers as they arrived. */
async function arrivals(bench: Bench, count: number, on?: Awaited<ReturnType<typeof permissible>>): Promise<number[]> {
  const { pca, CertificateAuthorityArn } = on ?? (await permissible(bench));
  const before = cloud.events.length;
  for (let turn = 0; turn < count; turn++) {
    await pca.send(
      new CreatePermissionCommand({
        CertificateAuthorityArn,
        Principal: 'acm.amazonaws.com',
        Actions: ['GetCertificate'],
        SourceAccount: String(FIRST_SOURCE + turn),
      }),
    );
  }
  await settledDeliveries(bench);
  return cloud.events
    .slice(before)
    .map(({ record }) => Number(record.requestParameters?.['sourceAccount']) - FIRST_SOURCE);
}

const FIRST_SOURCE = 200_000_000_000;

const upTo = (count: number) => Array.from({ length: count }, (_, turn) => turn);

test('every event is delivered once and in order, unless something else is asked for', async () => {
  const bench = await started();
  expect(await arrivals(bench, 20)).toEqual(upTo(20));
  expect(await deliveriesOf(bench)).toMatchObject({ mode: 'every', lost: 0, duplicated: 0, late: 0, withheld: 0 });
});

test('with none no event is delivered, until another mode is set', async () => {
  const bench = await started();
  await bench.admin('POST', '/deliveries', { mode: 'none' });
  expect(await arrivals(bench, 3)).toEqual([]);
  const { withheld, ...others } = await deliveriesOf(bench);
  expect(others).toMatchObject({ mode: 'none', pending: 0, delivered: 0 });
  expect(withheld).toBeGreaterThan(3);
  await bench.admin('POST', '/deliveries', { mode: 'every' });
  expect(await arrivals(bench, 2)).toEqual(upTo(2));
});

test('with best effort some are lost, some doubled, some late, and all that is not lost arrives', async () => {
  const bench = await started();
  const rates = { loss: 0.1, duplicates: 0.2, late: 0.3 };
  await bench.admin('POST', '/deliveries', { mode: 'best-effort', ...rates, seed: 5 });
  const pca = await permissible(bench);
  const before = await settledDeliveries(bench);
  const numbers = await arrivals(bench, 100, pca);
  const after = await deliveriesOf(bench);
  const missing = upTo(100).filter((turn) => !numbers.includes(turn));
  const doubled = upTo(100).filter((turn) => numbers.filter((each) => each === turn).length === 2);
  expect(missing.length).toBeGreaterThan(0);
  expect(doubled.length).toBeGreaterThan(0);
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
  expect(after.lost - before.lost).toBe(missing.length);
  expect(after.duplicated - before.duplicated).toBe(doubled.length);
  expect(after.late).toBeGreaterThan(0);
  expect(after.delivered - before.delivered).toBe(100 - missing.length + doubled.length);
});

test('a run with a seed repeats exactly, and with another seed it does not', async () => {
  const run = async (seed: number) => {
    const bench = await started({ seed, delivery: { mode: 'best-effort', late: 0.4 } });
    const numbers = await arrivals(bench, 60);
    return numbers;
  };
  const counted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);
  const [first, second, other] = [await run(3), await run(3), await run(4)];
  expect(counted(second)).toEqual(counted(first));
  expect(other).not.toEqual(first);
});

test('the fate of an event depends on seed and place alone, and no copy is more than ten events late', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (seed, rate) => {
      const draw = (loss: number) => {
        const random = mulberry32(seed);
        return upTo(50).map(() => fateOf({ mode: 'best-effort', loss, duplicates: rate, late: rate }, random));
      };
      const kept = draw(0);
      expect(draw(0)).toEqual(kept);
      // Losing some changes nothing for the others.
      draw(0.3).forEach((fate, place) => fate.length > 0 && expect(fate).toEqual(kept[place]));
      for (const fate of kept) {
        expect([1, 2]).toContain(fate.length);
        expect(Math.max(...fate)).toBeLessThanOrEqual(10);
      }
    }),
  );
});

test('best effort alone has the mixture the README tells', () => {
  const random = mulberry32(1);
  const fates = Array.from({ length: 20_000 }, () => fateOf({ mode: 'best-effort' }, random));
  const part = (kind: (fate: readonly number[]) => boolean) => fates.filter(kind).length / fates.length;
  expect(part((fate) => fate.length === 0)).toBeCloseTo(BEST_EFFORT.loss, 2);
  expect(part((fate) => fate.length === 2)).toBeCloseTo(BEST_EFFORT.duplicates, 2);
  expect(part((fate) => (fate[0] ?? 0) > 0)).toBeCloseTo(BEST_EFFORT.late, 1);
});

test('a reset returns to the mode of the start', async () => {
  const bench = await started({ delivery: { mode: 'none' } });
  await bench.admin('POST', '/deliveries', { mode: 'every' });
  await bench.admin('POST', '/reset');
  expect(await deliveriesOf(bench)).toMatchObject({ mode: 'none' });
});

test.each([
  ['a mode that is none', { mode: 'sometimes' }, 'mode'],
  ['no mode', {}, 'mode'],
  ['a rate beyond all', { mode: 'best-effort', loss: 1.5 }, 'loss'],
  ['a rate for a mode without rates', { mode: 'every', loss: 0.5 }, 'loss'],
  ['a seed for a mode that draws nothing', { mode: 'none', seed: 3 }, 'seed'],
  ['a member nobody knows', { mode: 'every', order: 'any' }, 'order'],
])('%s is refused, naming the field', async (_, body, field) => {
  const bench = await started();
  expect(await bench.admin('POST', '/deliveries', body)).toMatchObject({ status: 400, body: { field } });
});
