import { print, seconds } from '../deployed-cloud.ts';
import { byOperation, forcedByQuotas, throttledOf, totalOf } from './calls.ts';
import type { Swept } from './sweep.ts';

/** What issue and template allow a function. */
const MOST_MEBIBYTES = 512;

/** A column for each sweep: what it took, what it found, and its calls by operation. */
export function printSweeps(named: readonly string[], sweeps: readonly Swept[]): void {
  const operations = sweeps.map(({ counts }) => byOperation(counts));
  const names = [...new Set(operations.flatMap((each) => [...each.keys()]))];
  const width = Math.max(...names.map(({ length }) => length));
  const row = (name: string, cells: readonly (string | number)[]): void =>
    print(`  ${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(12)).join('')}`);
  const told = (name: string, cell: (swept: Swept) => string | number): void => row(name, sweeps.map(cell));
  row('', named);
  told('time', ({ milliseconds }) => seconds(milliseconds));
  told('certificates', ({ record }) => record.certificates);
  told('places read', ({ record }) => `${record.read} of ${record.planned}`);
  told('findings opened', ({ record }) => record.findings.opened);
  told('findings resolved', ({ record }) => record.findings.resolved);
  told('calls', ({ counts }) => totalOf(counts));
  for (const name of names) {
    const counts = operations.map((each) => each.get(name) ?? 0);
    row(name, counts);
  }
}

/** The second sweep's calls beside the first's. */
export function printRatio([first, second]: readonly Swept[]): void {
  if (first === undefined || second === undefined) return;
  const percent = (100 * totalOf(second.counts)) / totalOf(first.counts);
  print(`  the second takes ${percent.toFixed(1)} % of the first's calls (asked: 10 %)`);
}

/** The most that a process of each function took in any of the sweeps. */
export function printMemory(sweeps: readonly Swept[]): void {
  const most = new Map<string, number>();
  for (const { peaks } of sweeps) for (const [name, peak] of peaks) most.set(name, Math.max(most.get(name) ?? 0, peak));
  for (const [name, peak] of most) print(`  ${name}: ${peak.toFixed(0)} MiB at most (asked: under ${MOST_MEBIBYTES})`);
}

/** How a sweep kept to the quotas that were on. */
export function printQuotas({ counts, milliseconds }: Swept): void {
  const [calls, throttled] = [totalOf(counts), throttledOf(counts)];
  const forced = forcedByQuotas(counts);
  const ratio = milliseconds / 1000 / forced.seconds;
  print(`  throttled: ${throttled} of ${calls} calls, ${((100 * throttled) / calls).toFixed(2)} % (asked: under 1 %)`);
  print(`  quotas alone force ${forced.seconds.toFixed(1)} s: ${forced.by}`);
  print(`  the first sweep took ${ratio.toFixed(2)} times as long (asked: 1.15)`);
}
