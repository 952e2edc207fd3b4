import { resumeReissues } from '../../functions/resume-reissues/resume-reissues.ts';
import { aContent, anIssuance } from '../builders/issuances.ts';
import { FakeIssuances } from '../fakes/fake-issuances.ts';
import { MovableClock } from '../fakes/movable-clock.ts';

const DAY = 86_400_000;
const MOST_AT_ONCE = 200;

/** Issuances that are due, of which each replaces a certificate that ends so many days from now. */
async function due(days: readonly number[]) {
  const clock = new MovableClock();
  const now = (await clock.now()).getTime();
  const ledger = new FakeIssuances();
  const started: { readonly name: string; readonly input: object }[] = [];
  const intents = new Map<number, string>();
  for (const day of days) {
    const issuance = anIssuance({ dueAt: new Date(now - DAY).toISOString() });
    const content = aContent({ notAfter: new Date(now + day * DAY).toISOString() });
    intents.set(day, issuance.intent);
    await ledger.openIssuance({ ...issuance, replaces: { ...issuance.replaces, content } });
  }
  const names = new Set<string>();
  const startReissue = (name: string, input: object) => {
    if (names.has(name)) return Promise.resolve(false);
    names.add(name);
    started.push({ name, input });
    return Promise.resolve(true);
  };
  const resume = resumeReissues({ clock, ledger, executions: { startReissue }, count: () => undefined });
  return { clock, ledger, resume, started, intents, now };
}

test('what ends first is resumed first', async () => {
  const { resume, started, intents } = await due([30, 2, 400, 9, 90]);
  expect(await resume()).toEqual({ due: 5, started: 5 });
  expect(started.map(({ input }) => input)).toEqual([2, 9, 30, 90, 400].map((day) => ({ intent: intents.get(day) })));
});

test('of more than can be started at once, those that end first are; the others within the next hour', async () => {
  const days = Array.from({ length: MOST_AT_ONCE + 3 }, (_, index) => MOST_AT_ONCE + 3 - index);
  const { clock, ledger, resume, started, intents } = await due(days);
  expect(await resume()).toEqual({ due: days.length, started: MOST_AT_ONCE });
  for (const { input } of started) {
    const { dueAt: _, ...over } = (await ledger.issuanceOf((input as { intent: string }).intent))!;
    await ledger.advance(over);
  }
  clock.forward(3600);
  expect(await resume()).toEqual({ due: 3, started: 3 });
  const last = [MOST_AT_ONCE + 1, MOST_AT_ONCE + 2, MOST_AT_ONCE + 3].map((day) => ({ intent: intents.get(day) }));
  expect(started.slice(MOST_AT_ONCE).map(({ input }) => input)).toEqual(last);
});

test('twice in the same hour starts each once', async () => {
  const { resume, started } = await due([3, 5]);
  await resume();
  expect(await resume()).toEqual({ due: 2, started: 0 });
  expect(started).toHaveLength(2);
});
