import fc from 'fast-check';
import { changesOf, findingKey, type Finding, type FindingChange } from '../../../core/domain/findings/finding.ts';
import { FINDING_CODES } from '../../../core/domain/findings/finding-codes.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import type { Conclusion } from '../../../core/domain/authorities/observation.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anObservation, concludedWith } from '../../builders/findings.ts';
import { aSummary } from '../../builders/verdicts.ts';
import { REMINDER_DAYS } from '../../../core/domain/alerts/reminder-schedule.ts';

const account = fc.constantFrom(PKI, PAYMENTS);
const code = fc.constantFrom(...FINDING_CODES);

const conclusions: fc.Arbitrary<Conclusion> = fc
  .record({
    observed: fc.uniqueArray(
      fc.record({
        code,
        account,
        missing: fc.subarray(['IssueCertificate', 'GetCertificate', 'ListPermissions'], { minLength: 1 }),
      }),
      { selector: findingKey, maxLength: 5 },
    ),
    judged: fc.subarray([PKI, PAYMENTS]),
    unjudged: fc.array(fc.record({ code, account }), { maxLength: 3 }),
  })
  .map(({ observed, judged, unjudged }) =>
    concludedWith(
      observed.filter((seen) => judged.includes(seen.account)).map((seen) => anObservation(seen)),
      { judged, unjudged },
    ),
  );

/** What is stored after the changes. */
function applied(stored: readonly Finding[], changes: readonly FindingChange[]): readonly Finding[] {
  const kept = new Map(stored.map((finding) => [findingKey(finding), finding]));
  for (const { finding } of changes) kept.set(findingKey(finding), finding);
  return [...kept.values()];
}

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();

/** Verifications one after the other: what each changed, and what is stored after it. */
function history(all: readonly Conclusion[]): readonly {
  before: readonly Finding[];
  conclusion: Conclusion;
  changes: readonly FindingChange[];
  after: readonly Finding[];
}[] {
  let stored: readonly Finding[] = [];
  return all.map((conclusion, hour) => {
    const before = stored;
    const changes = changesOf(before, conclusion, at(hour));
    stored = applied(before, changes);
    return { before, conclusion, changes, after: stored };
  });
}

const histories = fc.array(conclusions, { minLength: 1, maxLength: 6 }).map(history);

test('the same conclusion a second time changes nothing, whatever came before', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      for (const { conclusion, after } of steps) expect(changesOf(after, conclusion, at(99))).toEqual([]);
    }),
  );
});

test('what is open afterwards is what was observed, and what nobody could judge or look at', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      for (const { conclusion, before, after } of steps)
        for (const finding of after) {
          const key = findingKey(finding);
          const observed = conclusion.observed.some((seen) => findingKey(seen) === key);
          const left =
            !conclusion.judged.includes(finding.account) || conclusion.unjudged.some((one) => findingKey(one) === key);
          const was = before.find((other) => findingKey(other) === key)?.state;
          expect(finding.state).toBe(observed ? 'OPEN' : left ? was : 'RESOLVED');
        }
    }),
  );
});

test('an outage that moves is written down whichever way it moves; people hear of it only where it came nearer by a threshold', () => {
  const DAY = 24 * 60 * 60 * 1000;
  const inDays = (days: number): string => new Date(Date.parse(at(1)) + days * DAY).toISOString();
  const seen = (days: number): Conclusion =>
    concludedWith([anObservation({ dependents: aSummary({ outage: inDays(days) }) })]);
  const days = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(days, days, (before, after) => {
      const stored = applied([], changesOf([], seen(before), at(0)));
      const changes = changesOf(stored, seen(after), at(1));
      expect(applied(stored, changes)[0]?.dependents.outage).toBe(inDays(after));
      const nearer = REMINDER_DAYS.some((threshold) => after <= threshold && threshold < before);
      expect(changes.map((change) => noticeOf(change).audience)).toEqual(
        before === after ? [] : [nearer ? undefined : 'programs'],
      );
    }),
  );
});

test('versions count up by one, so no change is written on top of another’s', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      for (const { before, changes } of steps)
        for (const { finding } of changes) {
          const was = before.find((other) => findingKey(other) === findingKey(finding))?.version ?? 0;
          expect(finding.version).toBe(was + 1);
        }
    }),
  );
});

test('no two notices of a CA’s history have the same id', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const ids = steps.flatMap(({ changes }) => changes.map((change) => noticeOf(change).id));
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});
