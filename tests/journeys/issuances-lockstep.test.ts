import fc from 'fast-check';
import { issuanceLedger } from '../../core/aws/issuances.ts';
import type { Table } from '../../core/aws/table.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { Ledger } from '../../core/reissue/ports.ts';
import { anIssuance, anIssuanceNotice, anotherAuthority, anotherIntent } from '../builders/issuances.ts';
import { FakeIssuances } from '../fakes/fake-issuances.ts';
import { createTable, itemsOf } from './kit/table.ts';

/* The crashes of a reissue are enumerated on the fake: whatever is done to it must end as it ends on the table. */

let table: Table;
beforeAll(async () => {
  table = await createTable('issuances-lockstep');
});

/** What one step changes of an issuance. @param now ISO 8601 */
type Change = (issuance: Issuance, now: string) => Issuance;

const changes: Readonly<Record<string, Change>> = {
  keyed: (issuance) => ({ ...issuance, state: 'keyed' }),
  due: (issuance, now) => ({ ...issuance, dueAt: now }),
  'not due': ({ dueAt: _, ...kept }) => kept,
  unsent: ({ sent: _, ...kept }) => ({ ...kept, state: 'keyed' }),
  issued: (issuance) => ({ ...issuance, state: 'issued', issued: { certificateArn: newArn(issuance) } }),
  'issued anew': (issuance) => ({ ...issuance, state: 'issued', issued: { certificateArn: `${newArn(issuance)}f` } }),
  proven: (issuance, now) => ({ ...issuance, state: 'proven', proof: { at: now, serial: '0a', seen: [] } }),
};

const newArn = ({ intent, request }: Issuance): string => `${request?.authorityArn}/certificate/${intent.slice(-8)}`;

const indexed = fc.nat({ max: 2 });
const seldom = fc.constantFrom(true, false, false, false, false, false);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ act: fc.constant('open' as const), on: indexed }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('advance' as const),
      on: indexed,
      change: fc.constantFrom(...Object.keys(changes), 'unsent'),
      stale: seldom,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('begin' as const),
      on: indexed,
      // Its own token, in most cases.
      others: seldom,
      limit: fc.constantFrom(0, 1, 1, 2, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('report' as const),
      token: indexed,
      arn: fc.constantFrom('arn:a', 'arn:b'),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Three issuances of two CAs, the second and third of one certificate; tokens that belong to nobody yet. */
function aWorld() {
  const authorities = [anotherAuthority(), anotherAuthority()];
  const { replaces } = anIssuance();
  const opened = [0, 1, 1].map((of, index) => {
    const own = anIssuance({ request: { ...anIssuance().request!, authorityArn: authorities[of]! } });
    const content = { ...own.replaces.content, notAfter: `2027-0${3 - index}-01T00:00:00.000Z` };
    const strategy = index === 0 ? own.strategy : 'acm-import';
    return { ...own, strategy, replaces: { ...(index === 0 ? own.replaces : replaces), content } };
  });
  return { authorities, opened, tokens: [0, 1, 2].map(() => anotherIntent()) };
}
type World = ReturnType<typeof aWorld>;

/** How a call ended: what it gave, or the name of the error. */
const outcomeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error: (error as Error).name }),
  );

function act(
  ledger: Ledger,
  { opened, tokens }: World,
  issuance: Issuance,
  taken: Step,
  now: string,
): Promise<unknown> {
  if (taken.act === 'open') return ledger.openIssuance(opened[taken.on]!);
  if (taken.act === 'report') return ledger.noteReported(tokens[taken.token]!, taken.arn);
  if (taken.act === 'advance') {
    const notice = anIssuanceNotice(`${issuance.intent} ${taken.change} ${issuance.version}`, now);
    return ledger.advance(changes[taken.change]!(issuance, now), [notice]);
  }
  const limits = { perAuthorityAndHour: taken.limit, perGeneration: 3 };
  return ledger.beginIssuance(issuance, tokens[taken.others ? 0 : taken.on]!, limits, now);
}

/** All that can be read of what was done. @param noticesOf the ids of an issuance's notices in their order */
async function allOf(
  ledger: Ledger,
  world: World,
  noticesOf: (intent: string) => Promise<readonly string[]>,
  now: string,
) {
  const { authorities, opened, tokens } = world;
  const intents = opened.map(({ intent }) => intent);
  const arns = opened.flatMap((issuance) => [
    issuance.replaces.certificateArn,
    issuance.replaces.issuedArn ?? '',
    newArn(issuance),
    `${newArn(issuance)}f`,
  ]);
  const due = (await ledger.dueIssuances(now))
    .filter(({ intent }) => intents.includes(intent))
    .map(({ intent }) => intent);
  const months = await ledger.issuedIn('2026-11');
  return {
    issuances: await Promise.all(intents.map((intent) => ledger.issuanceOf(intent))),
    notices: await Promise.all(intents.map(noticesOf)),
    lineages: await Promise.all(arns.map((arn) => ledger.lineageOf(arn))),
    reported: await Promise.all(tokens.map((token) => ledger.reportedFor(token))),
    // Those of one moment come in no order.
    due: due.toSorted(),
    issued: authorities.map((arn) => months.get(arn)),
  };
}

const STEPS = fc.array(fc.record({ step, minutes: fc.constantFrom(0, 0, 1, 20, 50, 130) }), {
  minLength: 20,
  maxLength: 60,
});

test('whatever is done to both, the table and the fake end alike', async () => {
  const property = fc.asyncProperty(STEPS, async (steps) => {
    const world = aWorld();
    const fake = new FakeIssuances();
    const ledger = issuanceLedger(table);
    const seen = world.opened.map((issuance) => [issuance]);
    let at = Date.parse('2026-11-03T12:10:00Z');
    for (const issuance of world.opened)
      await Promise.all([ledger.openIssuance(issuance), fake.openIssuance(issuance)]);
    for (const { step: taken, minutes } of steps) {
      const now = new Date((at += minutes * 60_000)).toISOString();
      const versions = 'on' in taken ? seen[taken.on]! : seen[0]!;
      const issuance = ('stale' in taken && taken.stale ? versions.at(-2) : versions.at(-1)) ?? versions[0]!;
      const outcome = await outcomeOf(act(ledger, world, issuance, taken, now));
      expect(outcome).toEqual(await outcomeOf(act(fake, world, issuance, taken, now)));
      for (const [index, { intent }] of world.opened.entries()) {
        const stored = await fake.issuanceOf(intent);
        if (stored !== undefined && stored.version !== seen[index]!.at(-1)!.version) seen[index]!.push(stored);
      }
    }
    const end = new Date(at).toISOString();
    const ofTable = async (intent: string) =>
      (await itemsOf(table, `ISSUANCE#${intent}`, 'NOTICE#')).map(({ notice }) => (notice as { id: string }).id);
    const ofFake = (intent: string) =>
      Promise.resolve(fake.notices.filter((each) => each.intent === intent).map(({ notice: { id } }) => id));
    const [tables, fakes] = [await allOf(ledger, world, ofTable, end), await allOf(fake, world, ofFake, end)];
    expect({ ...tables, notices: tables.notices.map(sorted) }).toEqual({
      ...fakes,
      notices: fakes.notices.map(sorted),
    });
  });
  await fc.assert(property, { numRuns: 30, interruptAfterTimeLimit: 90_000 });
});

const sorted = (ids: readonly string[]): readonly string[] => ids.toSorted();
