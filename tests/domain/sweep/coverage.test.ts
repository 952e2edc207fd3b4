import fc from 'fast-check';
import type { Unreadable } from '../../../core/domain/fact.ts';
import { coverageChanges, coverageKey, type CoverageFinding } from '../../../core/domain/findings/coverage-finding.ts';
import { coverageOf, type Swept } from '../../../core/domain/sweep/coverage.ts';
import type { ScanOutcome } from '../../../core/domain/sweep/sweep.ts';
import { PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { aCoverageFinding, HUB } from '../../builders/coverage.ts';
import { accountIds, anOutcome, aPlace, regionNames } from '../../builders/inventory.ts';

const SHUT: Unreadable = {
  kind: 'access-denied',
  operation: 'sts:AssumeRole',
  account: PAYMENTS,
  message: 'request 1',
};
const DENIED: Unreadable = { ...SHUT, operation: 'acm:SearchCertificates' };
const SLOW: Unreadable = { ...SHUT, kind: 'throttled', operation: 'acm:SearchCertificates', message: 'Rate exceeded' };
const OFF: Unreadable = {
  ...DENIED,
  message: 'UnrecognizedClientException: The security token included in the request is invalid',
};
const UNLISTED: Unreadable = { ...SHUT, operation: 'organizations:ListAccounts', account: PKI };

const read = (account: string, region = 'eu-west-1'): ScanOutcome => anOutcome({ place: aPlace({ account, region }) });
const unread = (account: string, why: readonly Unreadable[], region = 'eu-west-1'): ScanOutcome =>
  anOutcome({ place: aPlace({ account, region }), outcome: 'unreadable', why });
const skipped = (account: string, region = 'eu-west-1'): ScanOutcome =>
  anOutcome({ place: aPlace({ account, region }), outcome: 'skipped', because: 'not opted in' });

const swept = (outcomes: readonly ScanOutcome[], different: Partial<Swept> = {}): Swept => ({
  outcomes,
  skipped: [],
  gaps: [],
  organizationAsked: true,
  ...different,
});

const observedIn = (...outcomes: readonly ScanOutcome[]) => coverageOf(swept(outcomes), HUB).observed;

describe('what a sweep could not see', () => {
  test('is nothing where all was read or left out', () => {
    expect(observedIn(read(PKI), read(PAYMENTS), skipped(WEB))).toEqual([]);
  });

  test('is an account, once, where its role can’t be assumed, with how to let it be', () => {
    const [finding, ...others] = observedIn(unread(PAYMENTS, [SHUT]), unread(PAYMENTS, [SHUT], 'us-east-1'), read(PKI));
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'AccountUnreadable',
      subject: PAYMENTS,
      account: PAYMENTS,
      severity: 'high',
      reason: 'sts:AssumeRole access-denied',
      message:
        `Account ${PAYMENTS} could not be read: nobody knows which certificates it has, and whether they will be renewed. ` +
        `sts:AssumeRole in account ${PAYMENTS} was denied: request 1. What was known of it before stays as it was.`,
      remedy: [
        'aws cloudformation deploy --template-file organization/member.template.yaml --stack-name renewguard-member ' +
          `--capabilities CAPABILITY_NAMED_IAM --region eu-west-1 --parameter-overrides HubAccount=${PKI} RoleName=RenewGuardRead "ExternalId=$EXTERNAL_ID"`,
        `npx renewguard sweep --accounts ${PAYMENTS}`,
      ],
    });
  });

  test('is a region where the account can be entered, and names the actions to allow', () => {
    const [finding] = observedIn(
      unread(PAYMENTS, [DENIED, { ...DENIED, operation: 'acm:ListCertificates' }]),
      read(PAYMENTS, 'us-east-1'),
    );
    expect(finding).toMatchObject({
      code: 'RegionUnreadable',
      subject: `${PAYMENTS}/eu-west-1`,
      account: PAYMENTS,
      region: 'eu-west-1',
      severity: 'high',
      reason: 'acm:ListCertificates access-denied; acm:SearchCertificates access-denied',
    });
    expect(finding?.remedy.slice(1)).toEqual([
      `aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::${PAYMENTS}:role/RenewGuardRead --action-names acm:ListCertificates acm:SearchCertificates`,
      `npx renewguard sweep --accounts ${PAYMENTS} --regions eu-west-1`,
    ]);
  });

  test.each<[string, string, readonly Unreadable[], RegExp]>([
    [
      'a region that is not enabled',
      PAYMENTS,
      [OFF],
      /^aws account enable-region --region-name eu-west-1 --account-id 222233334444$/m,
    ],
    ['… in the own account', PKI, [{ ...OFF, account: PKI }], /^aws account enable-region --region-name eu-west-1$/m],
    [
      'a denial in the own account',
      PKI,
      [{ ...DENIED, account: PKI }],
      /^aws organizations list-policies-for-target --target-id 111122223333/m,
    ],
    ['what passes by itself', PAYMENTS, [SLOW], /^npx renewguard sweep --accounts 222233334444 --regions eu-west-1$/],
  ])('has a command for %s', (_, account, why, command) => {
    expect(observedIn(unread(account, why))[0]?.remedy.join('\n')).toMatch(command);
  });

  test('can wait where it passes by itself, and which call it was is no news', () => {
    const [one] = observedIn(unread(PAYMENTS, [SLOW]));
    const [other] = observedIn(unread(PAYMENTS, [{ ...SLOW, operation: 'acm:DescribeCertificate' }]));
    expect([one?.severity, one?.reason, other?.reason]).toEqual(['medium', 'throttled', 'throttled']);
    expect(observedIn(unread(PAYMENTS, [SLOW, DENIED]))[0]).toMatchObject({
      severity: 'high',
      reason: 'acm:SearchCertificates access-denied',
    });
  });

  test('is not the account where the role of another one, whose CA is used there, can’t be assumed', () => {
    expect(observedIn(unread(WEB, [SHUT]))).toMatchObject([{ code: 'RegionUnreadable', account: WEB }]);
  });

  test('is the organisation where its accounts can’t be listed', () => {
    const [finding] = coverageOf(swept([read(PKI)], { gaps: [UNLISTED] }), HUB).observed;
    expect(finding).toMatchObject({ code: 'AccountUnreadable', subject: 'organization', severity: 'high' });
    expect(finding).not.toHaveProperty('account');
    expect(finding?.remedy[0]).toContain(`register-delegated-administrator --account-id ${PKI} `);
  });

  test('is told in a few sentences, however much there is', () => {
    const why = Array.from({ length: 300 }, (_, index) => ({
      ...DENIED,
      operation: `acm:Action${index}`,
      message: 'x'.repeat(2000),
    }));
    const [finding] = observedIn(unread(PAYMENTS, why));
    expect(finding?.message).toContain('and 295 more.');
    expect(finding?.message.length).toBeLessThan(3000);
    expect(finding?.reason.length).toBeLessThan(300);
  });
});

describe('a finding that was open ends', () => {
  const account = aCoverageFinding();
  const region = aCoverageFinding({ code: 'RegionUnreadable', subject: `${PAYMENTS}/eu-west-1`, region: 'eu-west-1' });
  const { account: _, ...accountless } = aCoverageFinding({ subject: 'organization' });
  const organization: CoverageFinding = accountless;
  const missed = aCoverageFinding({ code: 'SweepMissed', subject: 'default', scope: 'default' });

  test.each<[string, CoverageFinding, Swept, string | undefined]>([
    ['an account that was read', account, swept([read(PAYMENTS)]), 'mended'],
    ['an account that was entered, and denied a call', account, swept([unread(PAYMENTS, [DENIED])]), 'mended'],
    ['an account that was not planned', account, swept([read(PKI)]), undefined],
    [
      'an account whose scan told no end',
      account,
      swept([unread(PAYMENTS, [{ ...SLOW, operation: 'renewguard:ScanPlace' }])]),
      undefined,
    ],
    ['an account all of whose regions were left out', account, swept([skipped(PAYMENTS)]), 'left-out'],
    ['a suspended account', account, swept([], { skipped: [{ account: PAYMENTS, why: 'suspended' }] }), 'left-out'],
    [
      'an account of which a region is left out',
      account,
      swept([], { skipped: [{ account: PAYMENTS, region: 'eu-west-1', why: 'x' }] }),
      undefined,
    ],
    ['a region that was read', region, swept([read(PAYMENTS)]), 'mended'],
    ['a region of which a part was not', region, swept([read(PAYMENTS), unread(PAYMENTS, [SLOW])]), undefined],
    ['a region that was left out', region, swept([skipped(PAYMENTS)]), 'left-out'],
    [
      'a region of a suspended account',
      region,
      swept([], { skipped: [{ account: PAYMENTS, why: 'suspended' }] }),
      'left-out',
    ],
    ['a region beside one that was read', region, swept([read(PAYMENTS, 'us-east-1')]), undefined],
    ['a region of an account that can’t be entered', region, swept([unread(PAYMENTS, [SHUT])]), undefined],
    ['the organisation that was listed', organization, swept([read(PKI)]), 'mended'],
    ['the organisation that was not asked', organization, swept([read(PKI)], { organizationAsked: false }), undefined],
    ['a missed sweep: that it came, the scope’s standing tells', missed, swept([read(PKI)]), undefined],
  ])('%s', (_, finding, view, resolution) => {
    const changes = coverageChanges([finding], coverageOf(view, HUB), '2026-11-25T04:00:00.000Z');
    const own = changes.find((change) => coverageKey(change.finding) === coverageKey(finding));
    expect(own?.finding.resolution).toBe(resolution);
  });
});

const whys = fc.constantFrom(SHUT, DENIED, SLOW, OFF);
const outcomes: fc.Arbitrary<ScanOutcome> = fc
  .record({
    account: accountIds,
    region: regionNames,
    outcome: fc.constantFrom('read' as const, 'unreadable' as const, 'skipped' as const),
    why: fc.array(whys, { minLength: 1, maxLength: 3 }),
  })
  .map(({ account, region, outcome, why }) => ({
    ...anOutcome({ place: aPlace({ account, region }), outcome }),
    ...(outcome === 'unreadable' && { why: why.map((each) => ({ ...each, account })) }),
  }));
const sweeps: fc.Arbitrary<Swept> = fc
  .record({
    outcomes: fc.uniqueArray(outcomes, { selector: ({ place }) => `${place.account}/${place.region}`, maxLength: 9 }),
    skipped: fc.array(fc.record({ account: accountIds, why: fc.constant('suspended') }), { maxLength: 1 }),
    gaps: fc.constantFrom([], [UNLISTED]),
    organizationAsked: fc.boolean(),
  })
  .map((different) => different);

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 25, hour)).toISOString();

/** What is stored after each of several sweeps. */
function history(all: readonly Swept[]) {
  let stored: readonly CoverageFinding[] = [];
  return all.map((sweep, hour) => {
    const before = stored;
    const changes = coverageChanges(before, coverageOf(sweep, HUB), at(hour));
    const kept = new Map(before.map((finding) => [coverageKey(finding), finding]));
    for (const { finding } of changes) kept.set(coverageKey(finding), finding);
    stored = [...kept.values()];
    return { sweep, before, changes, after: stored };
  });
}

const histories = fc.array(sweeps, { minLength: 1, maxLength: 5 }).map(history);

describe('from sweep to sweep', () => {
  test('the same a second time changes nothing', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        for (const { sweep, after } of steps)
          expect(coverageChanges(after, coverageOf(sweep, HUB), at(99))).toEqual([]);
      }),
    );
  });

  test('nothing is mended because it could not be read', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        for (const { sweep, changes } of steps)
          for (const { finding, notice } of changes) {
            if (notice !== 'resolved' || finding.resolution !== 'mended' || finding.account === undefined) continue;
            const there = sweep.outcomes.filter(
              ({ place }) =>
                place.account === finding.account && (finding.region === undefined || place.region === finding.region),
            );
            expect(
              there.some(
                ({ outcome, why = [] }) =>
                  outcome === 'read' || why.every((each) => each.operation !== 'sts:AssumeRole'),
              ),
            ).toBe(true);
          }
      }),
    );
  });

  test('every place that could not be read is under a finding that is open', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        for (const { sweep, after } of steps) {
          const open = new Set(after.filter(({ state }) => state === 'OPEN').map(({ subject }) => subject));
          for (const { place, outcome } of sweep.outcomes)
            if (outcome === 'unreadable')
              expect(open.has(place.account) || open.has(`${place.account}/${place.region}`)).toBe(true);
        }
      }),
    );
  });

  test('versions count up by one', () => {
    fc.assert(
      fc.property(histories, (steps) => {
        for (const { before, changes } of steps)
          for (const { finding } of changes) {
            const was = before.find((other) => coverageKey(other) === coverageKey(finding))?.version ?? 0;
            expect(finding.version).toBe(was + 1);
          }
      }),
    );
  });
});
