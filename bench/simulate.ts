import { parseArgs } from 'node:util';
import { played, scheduleOf, type Outcome } from '../tests/simulation/schedules.ts';
import {
  AGAIN,
  afterStops,
  boundariesOf,
  pairsOf,
  STRATEGIES,
  undisturbed,
  type Again,
} from '../tests/simulation/stops.ts';

/*
 * Plays reissues on fakes: `npm run simulate -- --seeds 10000 --first-seed 1` as many schedules of duplicates, stops, throttles and
 * lost answers as are wanted, `--every-stop` each stop before and after any side effect, in each way of going on, and `--pairs`
 * each two of them. What does not hold is printed with its seed or stop, and makes the exit code 1.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    'first-seed': { type: 'string', default: '1' },
    'every-stop': { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
  },
});

const EACH = 500;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const whole = (option: 'seeds' | 'first-seed'): number => {
  const number = Number(values[option]);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${option}: expected a whole number from 0 on`);
  return number;
};

let violations = 0;
function tell(told: readonly string[], where: string): void {
  violations += told.length;
  for (const each of told) print(`VIOLATION ${where}: ${each}`);
}

const summed = (outcomes: readonly Outcome[], member: Exclude<keyof Outcome, 'told'>): number =>
  outcomes.reduce((sum, outcome) => sum + outcome[member], 0);

async function playSchedules(first: number, count: number): Promise<void> {
  const outcomes: Outcome[] = [];
  for (let seed = first; seed < first + count; seed += 1) {
    const schedule = scheduleOf(seed);
    const outcome = await played(schedule);
    outcomes.push(outcome);
    tell(outcome.told, JSON.stringify(schedule));
    if (outcomes.length % EACH === 0) print(`${outcomes.length} of ${count} schedules, ${violations} violations`);
  }
  print(
    `schedules ${outcomes.length} (seeds ${first} to ${first + count - 1}), executions ${summed(outcomes, 'executions')}, ` +
      `faults ${summed(outcomes, 'faults')}, stops ${summed(outcomes, 'stops')}, executions that gave up ${summed(outcomes, 'failed')}, ` +
      `calls of services ${summed(outcomes, 'calls')}, longest ${Math.max(0, ...outcomes.map(({ hours }) => hours))} hours`,
  );
}

/** Strategies, and those that need a secret also where there is none yet. */
const REPLACEMENTS = [
  ...STRATEGIES.map((strategy) => [strategy, { isFirst: false }] as const),
  ...(['secret', 'same-key', 'export'] as const).map((strategy) => [strategy, { isFirst: true }] as const),
];

/** @param isPairs each two stops instead of each one */
async function playStops(isPairs: boolean): Promise<void> {
  for (const [strategy, wish] of REPLACEMENTS) {
    const effects = await undisturbed(strategy, wish);
    const boundaries = boundariesOf(effects);
    const all = isPairs ? pairsOf(boundaries.slice(1)) : boundaries.map((boundary) => [boundary]);
    let runs = 0;
    for (const [index, stops] of all.entries())
      for (const again of waysOf(index, isPairs)) {
        tell(await afterStops(strategy, stops, again, effects, wish), 'stops');
        runs += 1;
        if (runs % EACH === 0) print(`${strategy}: ${runs} runs, ${violations} violations`);
      }
    print(`${strategy}: ${effects.length} side effects, ${boundaries.length} boundaries, ${runs} runs`);
  }
}

/** What was stopped before it was written down, only whoever started it can know; of pairs, each goes on in one way. */
function waysOf(index: number, isPairs: boolean): readonly Again[] {
  if (isPairs) return [AGAIN[index % AGAIN.length]!];
  return index === 0 ? AGAIN.filter((again) => again !== 'the schedules') : AGAIN;
}

const since = performance.now();
if (values['every-stop']) await playStops(false);
if (values.pairs) await playStops(true);
await playSchedules(whole('first-seed'), whole('seeds'));
print(`violations ${violations}, in ${((performance.now() - since) / 1000).toFixed(0)} s`);
process.exitCode = violations === 0 ? 0 : 1;
