import { AwsUnavailable } from '../../core/aws/errors.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { adopt, stageOf } from '../builders/reissue-stage.ts';
import { EFFECTS } from '../fakes/reissue-world.ts';
import { Stopped } from '../statemachines/machine-on-fakes.ts';
import { TaskFailed } from '../statemachines/run-machine.ts';
import { Chance } from './chance.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';
import { SharedTime } from './shared-time.ts';
import { STRATEGIES } from './stops.ts';

/** What happens around a reissue, and how often. The same schedule is the same run. */
export interface Schedule {
  readonly seed: number;
  readonly strategy: ActingStrategy;
  /** So many executions are started, within `within` seconds. */
  readonly starts: number;
  readonly within: number;
  /** The share of calls that are throttled, whose answer is lost, or in which the function dies; each is tried again. */
  readonly faults: number;
  /** So many executions are stopped, wherever they are. */
  readonly stops: number;
  /** Whether audit reports are to be had while all that happens. */
  readonly reports: boolean;
  /** Whether the secret in which it delivers is not there yet. */
  readonly isFirst: boolean;
}

/** A schedule that a seed decides. */
export function scheduleOf(seed: number): Schedule {
  const chance = new Chance(seed);
  return {
    seed,
    strategy: chance.one(STRATEGIES),
    starts: 1 + chance.below(6),
    within: chance.one([0, 5, 60, 600, 3600]),
    faults: chance.one([0, 0.01, 0.05, 0.15]),
    stops: chance.below(4),
    reports: chance.happens(0.8),
    isFirst: chance.happens(0.5),
  };
}

/** How a schedule went. */
export interface Outcome {
  /** What did not hold, for people. */
  readonly told: readonly string[];
  /** Calls of services that change something. */
  readonly calls: number;
  readonly faults: number;
  readonly stops: number;
  /** Executions, those among them that failed, and the hours until all was over. */
  readonly executions: number;
  readonly failed: number;
  readonly hours: number;
}

/** Failures that pass: whoever meets them too often in a row gives up, and the schedules begin anew. */
const PASSING = ['AwsUnavailable', 'Runtime.ExitError'];

/** Runs a schedule to its end. */
export async function played(schedule: Schedule): Promise<Outcome> {
  const drive = new Drive(await stageOf(schedule.strategy, { isFirst: schedule.isFirst }));
  const { world } = drive.stage;
  const weather = new Weather(schedule, drive);
  world.issuer.reports = schedule.reports;
  world.cut = (call, phase) => weather.around(call, phase);
  const runs = await weather.starts();
  world.cut = () => undefined;
  world.issuer.reports = true;
  if (schedule.strategy === 'acm-managed') adopt(drive.stage);
  const hours = (await drive.converge(40)) ?? 40;
  const failures = runs.flatMap(({ failed }) => (failed === undefined ? [] : [failed]));
  const unexpected = failures
    .filter(({ error }) => !PASSING.includes(error))
    .map(({ message }) => `failed: ${message}`);
  return {
    told: [...unexpected, ...drive.failed, ...(await violations(drive))],
    calls: world.effects.filter((call) => /^(vault|issuer|acm)\./.test(call)).length,
    ...{ faults: weather.faults, stops: drive.stopped.length },
    ...{ executions: runs.length + world.started.size, failed: failures.length, hours },
  };
}

/** What goes wrong, by chance. */
class Weather {
  faults = 0;
  readonly #schedule: Schedule;
  readonly #drive: Drive;
  readonly #chance: Chance;
  readonly #time: SharedTime;
  #stops: number;

  constructor(schedule: Schedule, drive: Drive) {
    this.#schedule = schedule;
    this.#drive = drive;
    this.#chance = new Chance(schedule.seed);
    this.#stops = schedule.stops;
    this.#time = new SharedTime(drive.stage.world.clock, drive.machine, this.#chance);
    drive.machine.onRetry = () => this.#time.wait(1 + this.#chance.below(30));
  }

  /** Starts the executions; what was stopped is started again, or left to the schedules. */
  async starts() {
    const { starts, within } = this.#schedule;
    const all = await Promise.all(
      Array.from({ length: starts }, async () => {
        if (within > 0) await this.#time.wait(this.#chance.below(within * 1000) / 1000);
        const run = await this.#drive.start();
        if (run.stopped === undefined || this.#chance.happens(0.5)) return [run];
        await this.#time.wait(this.#chance.one([1, 60, 200, 290, 310, 500, 4000, 90_000]));
        return [run, await this.#drive.start()];
      }),
    );
    // Somebody's start gets through in the end: what was never written down, nobody can resume.
    if ((await this.#drive.issuance()) === undefined) this.#drive.stage.world.cut = () => undefined;
    if ((await this.#drive.issuance()) === undefined) all.push([await this.#drive.start()]);
    return all.flat();
  }

  async around(call: string, phase: 'before' | 'after'): Promise<void> {
    const chance = this.#chance;
    await this.#time.turn();
    if (chance.happens(0.1)) this.#drive.stage.world.clock.forward(chance.below(1500) / 1000);
    if (this.#stops > 0 && EFFECTS.has(call) && chance.happens(0.03)) {
      this.#stops -= 1;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
      throw new Stopped(`${phase} ${call}`);
    }
    if (!chance.happens(this.#schedule.faults)) return;
    this.faults += 1;
    if (chance.happens(0.3)) throw new TaskFailed('Runtime.ExitError', `the function died ${phase} ${call}`);
    throw new AwsUnavailable(phase === 'before' ? `${call}: Throttling` : `${call}: the answer was lost`);
  }
}
