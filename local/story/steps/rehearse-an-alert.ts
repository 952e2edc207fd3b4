import type { DrillResult } from '../../../cli/drill/drill.ts';
import type { Cast } from '../cast.ts';
import { callerAtHub, renewguard } from '../command-line.ts';
import type { Step, StoryContext } from '../step.ts';

/** What is open, as `renewguard findings` lists it. */
const openFindings = (context: StoryContext): Promise<string> =>
  renewguard(callerAtHub(context), 'findings', '--all', '--json');

const inSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** A fire drill: the whole path runs, each step with its time; people get a notice that says DRILL, and no finding is written. */
export const rehearseAnAlert = (cast: Cast): Step => ({
  title: 'A fire drill: the same path, step by step, to a notice that says DRILL; no finding is written',
  async run(context) {
    const before = await openFindings(context);
    const about = ['permission-removed', cast.authority('healthy')];
    const told = await renewguard(callerAtHub(context), 'drill', ...about, '--json');
    const { drill, worked, steps, channels } = JSON.parse(told) as DrillResult;
    const notice = await cast.inbox.waitFor(({ text }) => text.includes(drill.id));
    const isWritten = (await openFindings(context)) !== before;
    return {
      ok: worked && steps.length > 0 && notice?.subject.includes('DRILL') === true && !isWritten,
      seen: [
        ...steps.map(({ step, milliseconds }) => `${step}: ${inSeconds(milliseconds)}`),
        channels.map(({ channel, state }) => `${channel} ${state}`).join(', '),
        notice?.subject ?? 'nobody got a notice within 30 s',
        isWritten ? 'what is open has changed' : 'no finding was written',
      ].join('\n'),
    };
  },
});
