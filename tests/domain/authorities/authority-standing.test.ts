import { standingOf } from '../../../core/domain/authorities/authority-standing.ts';
import { known } from '../../../core/domain/fact.ts';
import { PAYMENTS, PKI, STRANGER, WEB } from '../../builders/accounts.ts';
import { aConsumer, aDescription, factsOf, sharedFacts, unread } from '../../builders/authority-facts.ts';

const denied = unread('any:Read');
const codesOf = (...of: Parameters<typeof standingOf>) => standingOf(...of).unmet.map(({ code }) => code);
const doubtsOf = (...of: Parameters<typeof standingOf>) => standingOf(...of).unjudged.map(({ need }) => need);

describe('how a CA stands for its owner’s account', () => {
  test('lacks nothing', () => {
    expect(standingOf(factsOf(), PKI)).toEqual({ unmet: [], unjudged: [] });
  });

  test('what is wrong with the CA comes before what the account lacks, each told once', () => {
    const facts = factsOf({ description: known(aDescription({ status: 'DISABLED' })), grants: known([]) });
    expect(codesOf(facts, PKI)).toEqual(['AuthorityNotActive', 'PermissionMissing']);
  });

  test('what another account lacks is no affair of its own', () => {
    const consumers = [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })];
    expect(standingOf(sharedFacts({ consumers, policy: known(undefined) }), PKI)).toEqual({ unmet: [], unjudged: [] });
  });

  test('a policy that could not be read is about accounts that nobody knows of', () => {
    expect(standingOf(factsOf({ policy: denied }), PKI)).toEqual({ unmet: [], unjudged: [] });
  });

  test('what could not be read leaves it open', () => {
    expect(doubtsOf(factsOf({ grants: denied }), PKI)).toEqual(['ACM holds the permission']);
    expect(doubtsOf(factsOf({ description: denied }), PKI)).toEqual([
      'authority exists',
      'authority is active',
      'authority is general purpose',
    ]);
  });
});

describe('how a CA stands for an account that it is shared with', () => {
  test('lacks nothing', () => {
    expect(standingOf(sharedFacts(), PAYMENTS)).toEqual({ unmet: [], unjudged: [] });
  });

  test('the owner’s permission neither helps nor hurts it', () => {
    expect(standingOf(sharedFacts({ grants: known([]) }), PAYMENTS)).toEqual({ unmet: [], unjudged: [] });
    expect(standingOf(sharedFacts({ grants: denied }), PAYMENTS)).toEqual({ unmet: [], unjudged: [] });
    expect(codesOf(sharedFacts({ policy: known(undefined) }), PAYMENTS)).toEqual(['PolicyMissing']);
  });

  test('what is wrong with the CA itself concerns it as much as what it lacks', () => {
    const facts = sharedFacts({
      description: known(aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' })),
      consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })],
    });
    expect(codesOf(facts, PAYMENTS)).toEqual(['AuthorityShortLived', 'ServiceLinkedRoleMissing']);
  });

  test('a CA that the owner would not describe leaves it open', () => {
    expect(doubtsOf(sharedFacts({ description: denied }), PAYMENTS)).toContain('authority is active');
  });

  test('another account’s trouble is not its own', () => {
    const consumers = [aConsumer(PAYMENTS), aConsumer(WEB, { serviceLinkedRole: known(false) })];
    expect(codesOf(sharedFacts({ consumers }), PAYMENTS)).toEqual([]);
    expect(codesOf(sharedFacts({ consumers }), WEB)).toEqual(['PolicyMissing', 'ServiceLinkedRoleMissing']);
  });
});

test('an account that nobody judged is never fine', () => {
  expect(standingOf(sharedFacts(), STRANGER)).toMatchObject({
    unmet: [],
    unjudged: [{ why: { kind: 'not-configured', account: PKI, message: expect.stringContaining(STRANGER) as string } }],
  });
  expect(codesOf(factsOf({ description: known(undefined) }), STRANGER)).toEqual(['AuthorityDeleted']);
});
