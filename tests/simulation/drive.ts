import { hasReached } from '../../core/domain/reissue/progress.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { adopt, SECRET, stageOf, type Stage, type Wish } from '../builders/reissue-stage.ts';
import { EFFECTS } from '../fakes/reissue-world.ts';
import type { Cut } from '../fakes/watched.ts';
import { Stopped, MachineOnFakes } from '../statemachines/machine-on-fakes.ts';

const HOUR = 3600;

/** A call that changes something, and whether it is cut off before or after it was done. */
export interface Boundary {
  /** Which of the effects, from 0. */
  readonly index: number;
  readonly phase: 'before' | 'after';
}

/** A stage with its machines, and the schedules that look after it: what a person or an event does is told by the test. */
export class Drive {
  readonly stage: Stage;
  readonly machine: MachineOnFakes;
  /** Where executions were stopped. */
  readonly stopped: string[] = [];
  /** What executions that the schedules started failed with. */
  readonly failed: string[] = [];
  readonly #resumed = new Set<string>();

  constructor(stage: Stage) {
    const { world } = stage;
    this.stage = stage;
    this.machine = new MachineOnFakes('reissue-certificate', world);
    this.machine.onWait = (seconds) => world.clock.forward(seconds);
  }

  /** Starts an execution; what stops it is told to RenewGuard as EventBridge does. */
  async start(input: object = this.stage.input) {
    const { world } = this.stage;
    const run = await this.machine.run(input);
    if (run.stopped === undefined) return run;
    this.stopped.push(run.stopped.at);
    const detail = { executionArn: run.id, status: 'ABORTED', input: JSON.stringify(input) };
    world.ledger.twoMinutesLater();
    await world.reportFailure({ detail });
    return run;
  }

  /** Stops whoever comes to one of these boundaries, once each. */
  stopAt(...boundaries: readonly Boundary[]): void {
    const left = [...boundaries];
    const { world } = this.stage;
    world.cut = effectsCounted((call, phase, index) => {
      const at = left.findIndex((each) => each.index === index && each.phase === phase);
      if (at < 0) return;
      left.splice(at, 1);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
      throw new Stopped(`${phase} ${call} (${index})`);
    });
  }

  /** An hour passes, or some: the schedules run, and what they start. */
  async anHourLater(hours = 1): Promise<void> {
    const { world } = this.stage;
    world.clock.forward(hours * HOUR);
    world.ledger.twoMinutesLater();
    await world.resumeReissues();
    await world.huntLeftOvers();
    if (this.stage.strategy === 'acm-managed') adopt(this.stage);
    for (const [name, input] of world.started)
      if (!this.#resumed.has(name)) {
        this.#resumed.add(name);
        const { failed } = await this.start(input);
        if (failed !== undefined) this.failed.push(`failed by itself: ${failed.message}`);
      }
  }

  /** Lets the schedules work until nothing is left to do. @returns the hours that it took; undefined: it came to no end */
  async converge(hours = 30): Promise<number | undefined> {
    for (let hour = 0; hour <= hours; hour += 1) {
      if (await this.isOver()) return hour;
      await this.anHourLater();
    }
    return undefined;
  }

  /** Whether the issuance is finished, and nothing about it is in doubt. */
  async isOver(): Promise<boolean> {
    const issuance = await this.issuance();
    return (
      issuance !== undefined &&
      hasReached(issuance, 'finished') &&
      issuance.doubts.every(({ resolved }) => resolved !== undefined)
    );
  }

  issuance() {
    return this.stage.world.issuances.issuanceOf(this.stage.intent);
  }
}

/** A stage whose route says more. */
export async function routed(strategy: ActingStrategy, route: Route, days = 90, wish: Wish = {}): Promise<Drive> {
  const stage = await stageOf(strategy, { days, ...wish });
  const deliver = strategy === 'acm-import' ? route : { secret: SECRET, ...route };
  return new Drive({ ...stage, input: { ...stage.input, deliver } });
}

/** What happens around the calls that change something, numbered in their order. */
export function effectsCounted(act: (call: string, phase: 'before' | 'after', index: number) => void): Cut {
  let begun = 0;
  return (call, phase) => {
    if (!EFFECTS.has(call)) return;
    if (phase === 'before') begun += 1;
    act(call, phase, begun - 1);
  };
}
