import { execFileSync } from 'node:child_process';
import { clientSettings, hub, region } from '../local/cloud/accounts.ts';
import type { Cloud } from '../local/cloud/cloud.ts';
import { deployMember } from '../local/cloud/deploy.ts';
import { openAccount } from '../local/cloud/organization.ts';
import type { Deployment } from '../local/cloud/stack.ts';
import { executionEnded, startExecution } from '../local/story/execution.ts';
import { onDeployedCloud, print, seconds } from './deployed-cloud.ts';
import { clientOf } from './emulator/client.ts';
import { fill } from './emulator/inventory.ts';

/**
 * Prints what a first sweep, a second one, and one after a hundredth of the certificates has changed cost, in time and calls.
 * `npm run bench:sweep -- <accounts> <certificates of each>`; 50 accounts with 2,000 each are 100,000.
 */
const accounts = Number(process.argv[2] ?? 10);
const each = Number(process.argv[3] ?? 200);
const CONNECTIONS = 16;

const accountOf = (index: number): string => String(600_000_000_000 + index);

/** Accounts of the organisation with a CA and certificates each. */
async function fillOrganisation(cloud: Cloud, stack: Deployment): Promise<void> {
  const settle = { method: 'POST', body: JSON.stringify({ milliseconds: 0 }) };
  await fetch(`${cloud.emulatorUrl}/_emulator/settle`, settle);
  const silence = { method: 'POST', body: JSON.stringify({ mode: 'none' }) };
  await fetch(`${cloud.emulatorUrl}/_emulator/deliveries`, silence);
  const since = performance.now();
  for (let index = 0; index < accounts; index += 1) {
    const account = accountOf(index);
    await openAccount(cloud, account, `bench-${index}`);
    await deployMember(cloud, stack, account);
    const client = clientOf(cloud.emulatorUrl, account, CONNECTIONS, region);
    await fill(client, each);
    client.close();
    if ((index + 1) % 5 === 0) print(`  ${(index + 1) * each} certificates (${seconds(performance.now() - since)})`);
  }
}

/** The largest resident memory of a process that MiniStack runs a function in, as long as it is sampled. */
function watchMemory({ services }: Cloud): { readonly stop: () => number } {
  const ministack = services.find(({ name }) => /ministack/i.test(name))?.pid();
  let most = 0;
  const sample = (): void => {
    for (const line of execFileSync('ps', ['-axo', 'ppid=,rss='], { encoding: 'utf8' }).split('\n')) {
      const [parent, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      if (parent === ministack) most = Math.max(most, kilobytes);
    }
  };
  const timer = setInterval(sample, 500);
  return {
    stop: () => {
      clearInterval(timer);
      return most / 1024;
    },
  };
}

async function sweep(name: string, cloud: Cloud, { outputs }: Deployment): Promise<number> {
  await fetch(`${cloud.emulatorUrl}/_emulator/calls`, { method: 'DELETE' });
  const settings = clientSettings(cloud.endpoint, hub);
  const since = performance.now();
  const memory = watchMemory(cloud);
  const executionArn = await startExecution(settings, outputs.SweepOrganizationArn ?? '', {});
  const { status, output, error, cause } = await endedAtLast(settings, executionArn);
  const took = performance.now() - since;
  if (status !== 'SUCCEEDED') throw new Error(`${status}: ${error}: ${cause}`);
  const { certificates, read, planned } = JSON.parse(output) as Record<'certificates' | 'read' | 'planned', number>;
  const response = await fetch(`${cloud.emulatorUrl}/_emulator/calls/counts`);
  const { total, counts } = (await response.json()) as { total: number; counts: readonly Count[] };
  print(`${name}: ${certificates} certificates, ${read} of ${planned} places, ${seconds(took)}, ${total} calls`);
  print(`  ${inOrder(counts)}`);
  print(`  largest function process: ${memory.stop().toFixed(0)} MB resident`);
  return total;
}

interface Count {
  readonly service: string;
  readonly operation: string;
  readonly count: number;
}

function inOrder(counts: readonly Count[]): string {
  const sums = new Map<string, number>();
  for (const { service, operation, count } of counts)
    sums.set(`${service}:${operation}`, (sums.get(`${service}:${operation}`) ?? 0) + count);
  return [...sums]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

/** A sweep of 100,000 certificates takes longer than other executions are waited for. */
async function endedAtLast(settings: ReturnType<typeof clientSettings>, executionArn: string) {
  for (;;)
    try {
      return await executionEnded(settings, executionArn);
    } catch (error) {
      if (!/still runs/.test((error as Error).message)) throw error;
      print('  still sweeping');
    }
}

await onDeployedCloud(async (cloud, stack) => {
  await fillOrganisation(cloud, stack);
  const cold = await sweep('first sweep', cloud, stack);
  const warm = await sweep('second sweep', cloud, stack);
  print(`the second costs ${((100 * warm) / cold).toFixed(1)} % of the first's calls`);
});
