import { clientSettings, hub } from '../cloud/accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Deployment } from '../cloud/stack.ts';
import type { MovableWorld } from './moved-time.ts';

/** What every step of the story may use. */
export interface StoryContext {
  cloud: Cloud;
  hub: Deployment;
  members: Deployment[];
}

/** The story's world as one in which time can be moved: its hub's state machines are who works there. */
export const worldOf = ({ cloud, hub: { outputs } }: StoryContext): MovableWorld => ({
  emulatorUrl: cloud.emulatorUrl,
  settings: clientSettings(cloud.endpoint, hub),
  machines: [outputs.GuardAuthorityArn ?? '', outputs.GuardCertificateArn ?? '', outputs.ReissueCertificateArn ?? ''],
});

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
