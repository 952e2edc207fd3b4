import type { Cloud } from '../cloud/cloud.ts';
import type { Deployment } from '../cloud/stack.ts';

/** What every step of the story may use. */
export interface StoryContext {
  cloud: Cloud;
  hub: Deployment;
  members: Deployment[];
}

export interface StepResult {
  /** Whether the step showed what it should. */
  ok: boolean;
  /** What was seen, in a few words or lines for the table. */
  seen: string;
  /** Milliseconds, where the step measures something better than its own duration. */
  took?: number;
}

/** One thing the story shows. */
export interface Step {
  title: string;
  run(context: StoryContext): Promise<StepResult>;
}

export interface PlayedStep extends Required<StepResult> {
  title: string;
}
