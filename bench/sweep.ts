import { parseArgs } from 'node:util';
import { onDeployedCloud, print } from './deployed-cloud.ts';
import { admin, fillOrganisation, useAll } from './sweep/organisation.ts';
import { printMemory, printQuotas, printRatio, printSweeps } from './sweep/report.ts';
import { sweep } from './sweep/sweep.ts';

/**
 * Prints what a first sweep, a second one, and one after a hundredth of the certificates has changed cost in time, calls and memory,
 * in the local cloud and real time. A first sweep describes each private certificate, at AWS's ten a second and account.
 *
 * `npm run bench:sweep -- [accounts, 10] [certificates of each, 200] [--quotas]`; 50 accounts with 2,000 each are 100,000. With
 * `--quotas` the emulator refuses what is beyond AWS's quotas, and the time is compared with what they alone force.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quotas: { type: 'boolean', default: false } },
});
const [accounts = 10, each = 200] = positionals.map(Number);
/** Places that are scanned at once, each in a process of its own: forty on AWS, which take more than a few cores. */
const PLACES_AT_ONCE = 16;
const OTHER_ACCOUNTS = 3;

await onDeployedCloud(
  async (cloud, stack) => {
    print(`${accounts} accounts with ${each} private certificates each${values.quotas ? ', quotas on' : ''}`);
    const filled = await fillOrganisation(cloud, stack, accounts, each);
    if (values.quotas) await admin(cloud, 'quotas', { enabled: true });
    const first = await sweep('first sweep', cloud, stack);
    if (values.quotas) printQuotas(first);
    const second = await sweep('second sweep', cloud, stack);
    await useAll(filled);
    const third = await sweep('a sweep after one certificate in a hundred has changed', cloud, stack);
    for (const { client } of filled) client.close();
    const sweeps = [first, second, third];
    printSweeps(['first', 'second', 'after 1 %'], sweeps);
    printRatio(sweeps);
    printMemory(sweeps);
  },
  { functionsAtOnce: Math.min(accounts + OTHER_ACCOUNTS, PLACES_AT_ONCE) },
);
