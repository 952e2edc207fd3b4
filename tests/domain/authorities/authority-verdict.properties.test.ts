import fc from 'fast-check';
import { REQUIRED_ACTIONS } from '../../../core/domain/authorities/acm-requirements.ts';
import type { AuthorityFacts, Grant } from '../../../core/domain/authorities/authority.ts';
import {
  judgeAuthority,
  summarize,
  VERDICTS,
  type RelationVerdict,
  type Verdict,
} from '../../../core/domain/authorities/authority-verdict.ts';
import { known } from '../../../core/domain/fact.ts';
import { parsePolicyDocument, type Statement } from '../../../core/domain/authorities/policy-document.ts';
import { policyAllows } from '../../../core/domain/authorities/policy-evaluation.ts';
import { PAYMENTS } from '../../builders/accounts.ts';
import { aGrant, anAuthority, factsOf } from '../../builders/authority-facts.ts';
import { authorityFacts, grants, lessTold, statements } from '../../builders/arbitraries.ts';
import { policyOf, type RawStatement } from '../../builders/policy.ts';

const BEST_FIRST: readonly Verdict[] = ['granted', 'undeterminable', 'missing'];
const badness = (verdict: Verdict): number => BEST_FIRST.indexOf(verdict);
const verdictOf = (facts: AuthorityFacts): Verdict => summarize(judgeAuthority(facts)).verdict;
const withGrants = (facts: AuthorityFacts, ...given: readonly Grant[]): AuthorityFacts => ({
  ...facts,
  grants: known(given),
});

test('the facts made up here lead to every verdict', () => {
  const seen = new Set(fc.sample(authorityFacts, { numRuns: 300, seed: 1 }).map(verdictOf));
  expect([...seen].toSorted()).toEqual([...VERDICTS].toSorted());
});

test('granting one more action never makes a verdict worse, and taking one away never better', () => {
  const action = fc.constantFrom(...REQUIRED_ACTIONS);
  fc.assert(
    fc.property(authorityFacts, fc.array(grants, { maxLength: 2 }), grants, action, (facts, others, grant, one) => {
      const without = { ...grant, actions: grant.actions.filter((each) => each !== one) };
      const more = { ...grant, actions: [...without.actions, one] };
      const before = verdictOf(withGrants(facts, ...others, without));
      const after = verdictOf(withGrants(facts, ...others, more));
      expect(badness(after)).toBeLessThanOrEqual(badness(before));
    }),
  );
});

test('what AWS does not tell never makes a verdict granted or missing that was not', () => {
  const pairs = authorityFacts.chain((told) => fc.tuple(fc.constant(told), lessTold(told)));
  const check = (told: Pick<RelationVerdict, 'verdict'>, less: Pick<RelationVerdict, 'verdict'>): void =>
    expect(['undeterminable', told.verdict]).toContain(less.verdict);
  fc.assert(
    fc.property(pairs, ([told, less]) => {
      const relations = judgeAuthority(told);
      judgeAuthority(less).forEach((relation, index) => {
        // Not told that the CA is gone, nobody can say that the rest is moot.
        if (relations[index]!.moot.length === 0) check(relations[index]!, relation);
      });
      check(summarize(relations), summarize(judgeAuthority(less)));
    }),
    { numRuns: 300 },
  );
});

test('every unmet need says what is missing, and every verdict says so in a sentence', () => {
  fc.assert(
    fc.property(authorityFacts, (facts) => {
      const relations = judgeAuthority(facts);
      expect(summarize(relations).message).toMatch(/^\S.*\S$/s);
      for (const { unmet } of relations)
        for (const { missing, message, remedy } of unmet) {
          expect(missing.length).toBeGreaterThan(0);
          expect(message).toMatch(/\.$/);
          for (const command of remedy) expect(command).toMatch(/^aws [a-z-]+ [a-z-]+ /);
        }
    }),
  );
});

describe('a policy', () => {
  const read = (...raw: readonly RawStatement[]): readonly Statement[] => parsePolicyDocument(policyOf(...raw)) ?? [];
  const question = {
    authority: anAuthority(),
    account: PAYMENTS,
    organizationId: known('o-exampleorg1'),
    action: 'acm-pca:GetCertificate',
  };
  const ANSWERS = ['no', 'unknown', 'yes'];
  const policy = fc.array(fc.oneof(statements('Allow'), statements('Deny')), { maxLength: 4 });

  test('with one more Allow never allows less', () => {
    fc.assert(
      fc.property(policy, statements('Allow'), (some, more) => {
        const before = policyAllows(read(...some), question);
        const after = policyAllows(read(...some, more), question);
        expect(ANSWERS.indexOf(after)).toBeGreaterThanOrEqual(ANSWERS.indexOf(before));
      }),
    );
  });

  test('with one more Deny never allows more', () => {
    fc.assert(
      fc.property(policy, statements('Deny'), (some, more) => {
        const before = policyAllows(read(...some), question);
        const after = policyAllows(read(...some, more), question);
        expect(ANSWERS.indexOf(after)).toBeLessThanOrEqual(ANSWERS.indexOf(before));
      }),
    );
  });

  test('means the same in any order', () => {
    const shuffled = policy.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, ([some, other]) => {
        expect(policyAllows(read(...other), question)).toBe(policyAllows(read(...some), question));
      }),
    );
  });

  test('of any text is read or not, and never breaks', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((Statement) => `{"Statement":${Statement}}`),
        ),
        (text) => {
          const parsed = parsePolicyDocument(text);
          if (parsed !== undefined) expect(ANSWERS).toContain(policyAllows(parsed, question));
        },
      ),
    );
  });
});

test('a grant that has all three actions suffices, whatever else is granted', () => {
  fc.assert(
    fc.property(fc.array(grants, { maxLength: 3 }), (others) => {
      const [owner] = judgeAuthority(withGrants(factsOf(), ...others, aGrant()));
      expect(owner).toMatchObject({ verdict: 'granted' });
    }),
  );
});
