import { playStory } from '../../local/story/play.ts';
import type { Step, StoryContext } from '../../local/story/step.ts';
import { formatStory } from '../../local/story/table.ts';

const context = {} as StoryContext;
const silent = { step: <T>(_: string, work: () => Promise<T>) => work() };
const step = (title: string, run: Step['run']): Step => ({ title, run });

const good = step('The sun rises', () => Promise.resolve({ ok: true, seen: 'in the east', took: 1_234 }));
const wrong = step('The moon rises', () => Promise.resolve({ ok: false, seen: 'nothing' }));
const broken = step('The stars', () => Promise.reject(new TypeError('clouds')));

test('a step that breaks has not shown what it should, and the others are still played', async () => {
  const played = await playStory([broken, good], context, silent);
  expect(played).toEqual([
    { title: 'The stars', ok: false, seen: 'TypeError: clouds', took: expect.any(Number) as number },
    { title: 'The sun rises', ok: true, seen: 'in the east', took: 1_234 },
  ]);
});

test('the table fits the terminal and ends with how many steps showed what they should', async () => {
  const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, '');
  const failed = plain(formatStory(await playStory([good, wrong, broken], context, silent), 80));
  expect(Math.max(...failed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(failed).toMatch(/✓ │ The sun rises\s+│ in the east\s+│\s+1\.2 s │/);
  expect(failed).toMatch(/✗ │ The moon rises\s+│ nothing/);
  expect(failed).toMatch(/2 of 3 steps did not show what they should\.$/);
  const allGood = plain(formatStory(await playStory([good], context, silent), 80));
  expect(allGood).toMatch(/All 1 steps showed what they should\.$/);
});
