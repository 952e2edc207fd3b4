import { clientOf } from './emulator/client.ts';
import { fill, listAll, type Listing, searchAll } from './emulator/inventory.ts';
import { issuesPerSecond } from './emulator/issuance.ts';
import { type EmulatorProcess, startProcess } from './emulator/process.ts';
import { yearOf } from './emulator/year.ts';

/**
 * Prints what the PKI emulator achieves, in a process of its own, over HTTP: start, issuances a second, an inventory
 * listed page by page with the memory it takes, and a year of managed renewals.
 *
 * `npm run bench:emulator -- [certificates of the inventory, 100000]`
 */
const inventory = Number(process.argv[2] ?? 100_000);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

async function withEmulator<T>(work: (emulator: EmulatorProcess) => Promise<T>): Promise<T> {
  const emulator = await startProcess();
  try {
    return await work(emulator);
  } finally {
    await emulator.stop();
  }
}

const starts: number[] = [];
for (let round = 0; round < 5; round++) starts.push(await withEmulator(({ startedIn }) => Promise.resolve(startedIn)));
print(`start            ${(median(starts) / 1000).toFixed(2)} s to listening (median of 5; asked: under 1 s)`);

await withEmulator(async ({ url }) => {
  const client = clientOf(url, '111122223333', 16);
  const rates = [];
  for (let round = 0; round < 3; round++) rates.push(await issuesPerSecond(client, 2000));
  client.close();
  print(`IssueCertificate ${median(rates).toFixed(0)} EC certificates a second (median of 3 × 2,000; asked: 300)`);
});

await withEmulator(async ({ url }) => {
  const client = clientOf(url, '111122223333', 16);
  const years = await yearOf(client, 1000);
  client.close();
  print(
    `a year           ${years.failing.toFixed(1)} s for 1,000 certificates whose hourly attempts fail (asked: 60 s)`,
  );
  print(`                 ${years.renewing.toFixed(1)} s for 1,000 that are renewed, beside those that expired`);
});

await withEmulator(async (emulator) => {
  const client = clientOf(emulator.url, '111122223333', 16);
  print(`RequestCertificate ${(await fill(client, inventory)).toFixed(0)} EC certificates a second`);
  const told = (name: string, { certificates, pages, seconds }: Listing): void =>
    print(`${name} ${certificates} certificates, ${pages} pages in ${seconds.toFixed(1)} s (asked: 10 s for 100,000)`);
  told('ListCertificates  ', await listAll(client));
  told('SearchCertificates', await searchAll(client));
  client.close();
  print(`memory           ${(await emulator.memory()).toFixed(0)} MiB resident, in all (asked: under 1024)`);
});
