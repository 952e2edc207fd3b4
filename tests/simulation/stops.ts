import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { adopt, stageOf, type Wish } from '../builders/reissue-stage.ts';
import { Drive, type Boundary } from './drive.ts';
import { violations } from './properties.ts';

/** Who starts it again after a stop: somebody after so many seconds, with the same input, or nobody but the schedules. */
export type Again = number | 'the schedules';

/** Within the token's life, about its end, after it, a day later; or nobody. */
export const AGAIN: readonly Again[] = [60, 4 * 60, 8 * 60, 25 * 3600, 'the schedules'];

export const STRATEGIES: readonly ActingStrategy[] = ['secret', 'acm-import', 'same-key', 'export', 'acm-managed'];

const MOST_STARTS = 6;

/** What a reissue does if nothing stops it: the calls that change something, in their order. */
export async function undisturbed(strategy: ActingStrategy, wish: Wish = {}): Promise<readonly string[]> {
  const drive = new Drive(await stageOf(strategy, wish));
  await startedUntilOver(drive, 0);
  return drive.stage.world.effects;
}

/** Each call that changes something, cut off before and after it was done. */
export const boundariesOf = (effects: readonly string[]): readonly Boundary[] =>
  effects.flatMap((_, index) => [{ index, phase: 'before' } as const, { index, phase: 'after' } as const]);

/** Each two of them, the later one first met after the stop at the earlier one. */
export const pairsOf = (boundaries: readonly Boundary[]): readonly (readonly Boundary[])[] =>
  boundaries.flatMap((one, at) => boundaries.slice(at + 1).map((other) => [one, other]));

/** A reissue that is stopped there. @returns what does not hold in the end */
export async function afterStops(
  strategy: ActingStrategy,
  stops: readonly Boundary[],
  again: Again,
  effects: readonly string[],
  wish: Wish = {},
): Promise<readonly string[]> {
  const drive = new Drive(await stageOf(strategy, wish));
  drive.stopAt(...stops);
  const failed = await startedUntilOver(drive, again);
  await drive.converge();
  const told = [...failed, ...drive.failed, ...(await violations(drive)), ...amplified(drive, effects, stops.length)];
  return told.map((each) => `${strategy}, stopped ${drive.stopped.join(' and ')}, then ${again}: ${each}`);
}

/** P6: a stop costs at most as many calls of services as there are without one. */
function amplified({ stage: { world } }: Drive, effects: readonly string[], stops: number): readonly string[] {
  const [made, usual] = [world.effects, effects].map((calls) => calls.filter(isOfService).length) as [number, number];
  return made <= usual * (1 + stops) ? [] : [`P6: ${made} calls instead of ${usual}`];
}

const isOfService = (call: string): boolean => /^(vault|issuer|acm)\./.test(call);

/** @returns the failures of executions that nothing stopped */
async function startedUntilOver(drive: Drive, again: Again): Promise<readonly string[]> {
  const { stage } = drive;
  for (let starts = 0; starts < MOST_STARTS && !(await drive.isOver()); starts += 1) {
    const { stopped, failed } = await drive.start();
    if (failed !== undefined) return [`failed: ${failed.message}`];
    if (stopped === undefined && stage.strategy === 'acm-managed') adopt(stage);
    if (again === 'the schedules') break;
    if (stopped !== undefined) stage.world.clock.forward(again);
  }
  return [];
}
