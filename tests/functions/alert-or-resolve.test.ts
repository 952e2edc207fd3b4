import type { RelationVerdict } from '../../core/domain/authorities/authority-verdict.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { aRelation, dependentsIn, lacking, nobody, undetermined } from '../builders/verdicts.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const HOLDER = 'execution-1';

const input = (relations: readonly RelationVerdict[], dependents = dependentsIn(PKI)) => ({
  certificateAuthorityArn: AUTHORITY_ARN,
  relations,
  dependents,
  holder: HOLDER,
});
const ill = input([lacking()]);
const well = input([aRelation()]);
const untold = input([undetermined()]);

let world: FakeWorld;
beforeEach(async () => {
  world = new FakeWorld();
  await world.verifyAuthority({
    certificateAuthorityArn: AUTHORITY_ARN,
    eventName: 'manual',
    removals: [],
    holder: HOLDER,
    reads: 0,
  });
});

async function after(...inputs: readonly object[]): Promise<readonly string[]> {
  for (const one of inputs) {
    await world.alertOrResolve(one);
    world.clock.forward(60);
  }
  return world.told;
}

describe('what people are told', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['nothing, while all is well', [well, well], []],
    ['one alert, however often it is seen', Array.from({ length: 10 }, () => ill), ['HIGH PermissionMissing']],
    [
      'one resolution, however often it is well',
      [ill, well, well, well],
      ['HIGH PermissionMissing', 'RESOLVED PermissionMissing'],
    ],
    [
      'a new alert where it comes back',
      [ill, well, ill],
      ['HIGH PermissionMissing', 'RESOLVED PermissionMissing', 'HIGH PermissionMissing'],
    ],
    [
      'a change, where something else is missing',
      [ill, input([lacking({ missing: ['GetCertificate'] })])],
      ['HIGH PermissionMissing', 'HIGH PermissionMissing'],
    ],
    [
      'that nobody knows, and not that it is well',
      [ill, untold, untold],
      ['HIGH PermissionMissing', 'MEDIUM AuthorityUndeterminable'],
    ],
    ['that all is known again', [untold, well], ['MEDIUM AuthorityUndeterminable', 'RESOLVED AuthorityUndeterminable']],
    ['with less urgency, where nobody depends on it', [input([lacking()], nobody)], ['LOW PermissionMissing']],
  ])('%s', async (_, inputs, told) => {
    expect(await after(...inputs)).toEqual(told);
  });
});

test('the outcome says how the verification ended', async () => {
  expect(await world.alertOrResolve(ill)).toEqual({
    certificateAuthorityArn: AUTHORITY_ARN,
    verdict: 'missing',
    reason: 'PermissionMissing',
    message: 'The permission is partial.',
    remedy: ['aws acm-pca create-permission'],
    findings: [{ code: 'PermissionMissing', account: PKI }],
    dependents: dependentsIn(PKI).accounts[PKI],
    unreadableAccounts: 0,
    notices: 1,
    repairs: 1,
  });
  expect(world.counted).toEqual({ VerdictMissing: 1, NoticesSent: 1 });
});

describe('a crash between writing and sending', () => {
  test('on retry there is exactly one notice', async () => {
    world.ledger.unavailable = 1;
    await expect(world.alertOrResolve(ill)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(world.told).toEqual([]);
    expect(await world.alertOrResolve(ill)).toMatchObject({ notices: 1 });
    expect(await world.alertOrResolve(ill)).toMatchObject({ notices: 0 });
    expect(world.told).toEqual(['HIGH PermissionMissing']);
  });

  test('loses no notice, even when it was well again before anybody was told', async () => {
    world.ledger.unavailable = 1;
    await expect(world.alertOrResolve(ill)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await after(well)).toEqual(['HIGH PermissionMissing', 'RESOLVED PermissionMissing']);
  });
});

test('two at once write one finding: the second is refused, and its retry changes nothing', async () => {
  const both = await Promise.allSettled([world.alertOrResolve(ill), world.alertOrResolve(ill)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await world.alertOrResolve(ill);
  expect(world.told).toEqual(['HIGH PermissionMissing']);
});

test('a verification that another has taken over writes nothing and tells nobody', async () => {
  const outcome = await world.alertOrResolve({ ...ill, holder: 'execution-0' });
  expect(outcome).toEqual({ certificateAuthorityArn: AUTHORITY_ARN, superseded: true });
  expect([await world.ledger.of(AUTHORITY_ARN), world.told]).toEqual([[], []]);
});

test('the outcome stays small, whatever the number of findings and of accounts that could not be listed', async () => {
  const accounts = Array.from({ length: 200 }, (_, index) => String(100_000_000_000 + index));
  const relations = accounts.map((account) => lacking({ code: 'PolicyMissing' }, { account, standing: 'consumer' }));
  const unreadable = Object.fromEntries(accounts.map((account) => [account, 'denied '.repeat(25)]));
  const outcome = await world.alertOrResolve({ ...input(relations), dependents: { accounts: {}, unreadable } });
  expect(outcome).toMatchObject({ findings: { length: 20 }, unreadableAccounts: 200, notices: 200 });
  expect(JSON.stringify(outcome).length).toBeLessThan(4_000);
});

test('the accounts with certificates of the CA are remembered for the day its policy is gone', async () => {
  const relations = [
    aRelation(),
    aRelation({ account: PAYMENTS, standing: 'consumer' }),
    aRelation({ account: WEB, standing: 'consumer' }),
  ];
  await world.alertOrResolve(input(relations, dependentsIn(PAYMENTS)));
  expect(world.memory.consumers.get(AUTHORITY_ARN)).toEqual([PAYMENTS]);
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  ['x'.repeat(200_000), 'input'],
  [{ ...ill, certificateAuthorityArn: undefined }, 'certificateAuthorityArn'],
  [{ ...ill, certificateAuthorityArn: `${AUTHORITY_ARN} ` }, 'certificateAuthorityArn'],
  [{ ...ill, relations: undefined }, 'relations'],
  [{ ...ill, relations: {} }, 'relations'],
  [{ ...ill, relations: [1] }, 'relations'],
  [{ ...ill, holder: undefined }, 'holder'],
  [{ ...ill, dependents: undefined }, 'dependents'],
  [{ ...ill, dependents: [] }, 'dependents'],
  [{ ...ill, dependents: 'nobody' }, 'dependents'],
])('input %# is refused, and the field is named', async (wrong, field) => {
  const refusal = await refusalFrom(world.alertOrResolve(wrong));
  expect(refusal.field).toBe(field);
  expect(refusal.message.length).toBeLessThan(400);
  expect(world.told).toEqual([]);
});
