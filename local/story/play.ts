import type { Progress } from '../setup/progress.mjs';
import type { PlayedStep, Step, StepResult, StoryContext } from './step.ts';

/** A step that breaks has not shown what it should, and the ones after it are still worth seeing. */
async function attempt(step: Step, context: StoryContext): Promise<StepResult> {
  try {
    return await step.run(context);
  } catch (error) {
    return { ok: false, seen: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** Plays the steps one after the other. */
export async function playStory(
  steps: readonly Step[],
  context: StoryContext,
  progress: Pick<Progress, 'step'>,
): Promise<PlayedStep[]> {
  const played: PlayedStep[] = [];
  for (const step of steps) {
    const since = performance.now();
    const result = await progress.step(step.title, () => attempt(step, context));
    played.push({ title: step.title, took: performance.now() - since, ...result });
  }
  return played;
}
