import { setTimeout as delay } from 'node:timers/promises';
import { members, region } from '../cloud/accounts.ts';
import { type Cloud, startCloud } from '../cloud/cloud.ts';
import { deployHub, deployMembers } from '../cloud/deploy.ts';
import type { Progress } from '../setup/progress.mjs';
import { interrupted } from './interruption.ts';
import { playStory } from './play.ts';
import type { StoryContext } from './step.ts';
import { storySteps } from './steps.ts';
import { formatStory } from './table.ts';
import { whatNext } from './what-next.ts';

export interface StartOptions {
  /** End after the story instead of staying up. */
  once: boolean;
  progress: Progress;
  /** Builds template.yaml, if anything changed, and says where the built one is. */
  build: () => Promise<{ template: string; note: string }>;
}

/** How a run ends, and what there is to say about it. */
interface Ending {
  code: number;
  why: string;
}

async function prepare({ build, progress }: StartOptions, use: (cloud: Cloud) => void): Promise<StoryContext> {
  const [cloud, { template }] = await Promise.all([
    progress.step('MiniStack and the PKI emulator', async () => {
      const started = await startCloud({ region, log: (line) => progress.say(`  ${line}`) });
      use(started);
      return started;
    }),
    progress.step('sam build', build),
  ]);
  const hub = await progress.step('template.yaml deployed to the hub', () => deployHub(cloud, template));
  const deployed = await progress.step(`member template deployed to ${members.length} accounts`, () =>
    deployMembers(cloud, hub),
  );
  return { cloud, hub, members: deployed };
}

async function play(options: StartOptions, use: (cloud: Cloud) => void): Promise<number> {
  const context = await prepare(options, use);
  const played = await playStory(storySteps(), context, options.progress);
  options.progress.say(`\n${formatStory(played)}`);
  if (!options.once) {
    options.progress.say(`\n${whatNext(context)}`);
    await new Promise((resolve) => setInterval(resolve, 2 ** 31 - 1));
  }
  return played.every(({ ok }) => ok) ? 0 : 1;
}

/** An error is often only the echo of a part that died: then the dead part is what to report. */
async function explained(error: unknown, ended: Promise<Ending>): Promise<Ending> {
  const nothingElse = delay(1_000).then(() => {
    throw error;
  });
  return Promise.race([ended, nothingElse]);
}

/** Brings the local cloud up, plays the story, and returns the exit code. However it ends, the cloud is stopped first. */
export async function start(options: StartOptions): Promise<number> {
  const clouds: Cloud[] = [];
  let end: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>((resolve) => (end = resolve));
  void interrupted().then((code) => end({ code, why: 'stopping the local cloud' }));
  const supervise = (cloud: Cloud): void => {
    clouds.push(cloud);
    void cloud.failure.then(({ message }) => end({ code: 1, why: message }));
  };
  try {
    const played = play(options, supervise).then((code) => ({ code, why: '' }));
    const { code, why } = await Promise.race([played, ended]).catch((error: unknown) => explained(error, ended));
    if (why) options.progress.say(`\n${why}`);
    return code;
  } finally {
    await Promise.all(clouds.map((cloud) => cloud.stop()));
  }
}
