import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { unread } from '../builders/authority-facts.ts';
import { aRelation } from '../builders/verdicts.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const input = {
  certificateAuthorityArn: AUTHORITY_ARN,
  relations: [aRelation(), aRelation({ account: PAYMENTS, standing: 'consumer' })],
  candidates: [WEB],
};

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

test('the certificates of the CA are found in every account that was judged, those of other CAs are not counted', async () => {
  world.accounts.issue(PKI, 2);
  world.accounts.issue(PKI, 3, AUTHORITY_ARN.replace('11111111-', '22222222-'));
  world.accounts.issue(WEB, 1);
  const { accounts, unreadable } = await world.findDependents(input);
  expect(Object.entries(accounts).map(([account, { count }]) => [account, count])).toEqual([
    [PKI, 2],
    [WEB, 1],
  ]);
  expect(unreadable).toEqual({});
});

test('they are looked for in the CA’s region: ACM uses no CA of another one', async () => {
  await world.findDependents({ ...input, certificateAuthorityArn: AUTHORITY_ARN.replace('eu-west-1', 'us-east-1') });
  expect(world.accounts.regions).toEqual(['us-east-1', 'us-east-1', 'us-east-1']);
});

test('a certificate’s CA is asked for once and remembered', async () => {
  world.accounts.issue(PKI, 4);
  const first = await world.findDependents(input);
  expect(world.accounts.described).toHaveLength(4);
  expect(await world.findDependents(input)).toEqual(first);
  expect(world.accounts.described).toHaveLength(4);
});

test.each([
  [
    'whose certificates can’t be listed',
    (w: FakeWorld) => w.accounts.certificates.set(WEB, unread('acm:ListCertificates', 'access-denied', WEB)),
    'acm:ListCertificates',
  ],
  [
    'one of whose certificates can’t be described',
    (w: FakeWorld) => {
      const [, second] = w.accounts.issue(WEB, 3);
      w.accounts.issuers.set(second!.certificateArn, unread('acm:DescribeCertificate', 'throttled', WEB));
    },
    'acm:DescribeCertificate',
  ],
])('an account %s is a gap, never one without certificates', async (_, given, operation) => {
  world.accounts.issue(PKI);
  given(world);
  const { accounts, unreadable } = await world.findDependents(input);
  expect(Object.keys(accounts)).toEqual([PKI]);
  expect(unreadable).toEqual({ [WEB]: expect.stringContaining(operation) as string });
});

test('a certificate that is gone since it was listed depends on nothing', async () => {
  const [certificate] = world.accounts.issue(PKI);
  world.accounts.issuers.set(certificate!.certificateArn, known(undefined));
  expect(await world.findDependents(input)).toEqual({ accounts: {}, unreadable: {}, newConsumers: [] });
});

test('a candidate with certificates of the CA turns out to use it, and is remembered beside who is known to', async () => {
  world.accounts.issue(WEB);
  expect(await world.findDependents(input)).toMatchObject({ newConsumers: [WEB] });
  expect(world.memory.consumers.get(AUTHORITY_ARN)).toEqual([PAYMENTS, WEB]);
});

test('a candidate without any, or one that can’t be listed, does not', async () => {
  world.accounts.certificates.set(WEB, unread('acm:ListCertificates', 'access-denied', WEB));
  expect(await world.findDependents(input)).toMatchObject({ newConsumers: [] });
  expect(world.memory.consumers.get(AUTHORITY_ARN)).toBeUndefined();
});

test('a throttle is waited out: an account is listed three times before it counts as a gap', async () => {
  world.accounts.certificates.set(WEB, unread('acm:ListCertificates', 'throttled', WEB));
  expect(await world.findDependents(input)).toMatchObject({ unreadable: { [WEB]: expect.any(String) as string } });
  expect(world.paused).toEqual([3000, 3000]);
});

test('a throttle that passes leaves no gap, and what was described before was not read in vain', async () => {
  const certificates = world.accounts.issue(PKI, 60);
  const late = certificates[55]!.certificateArn;
  world.accounts.issuers.set(late, unread('acm:DescribeCertificate', 'throttled', PKI));
  world.onPause = () => world.accounts.issuers.set(late, known(AUTHORITY_ARN));
  expect(await world.findDependents(input)).toMatchObject({ accounts: { [PKI]: { count: 60 } }, unreadable: {} });
  // The first two batches of 25 were remembered before the third one failed.
  const twice = world.accounts.described.filter((arn, index, all) => all.indexOf(arn) !== index);
  expect(twice).toContain(late);
  const early = certificates.slice(0, 50).map(({ certificateArn }) => certificateArn);
  expect(twice.filter((arn) => early.includes(arn))).toEqual([]);
});

test('a denial is not waited out', async () => {
  world.accounts.certificates.set(WEB, unread('acm:ListCertificates', 'access-denied', WEB));
  await world.findDependents(input);
  expect(world.paused).toEqual([]);
});

test('what is handed on stays small, whatever the number of certificates', async () => {
  world.accounts.issue(PKI, 2500);
  const found = await world.findDependents(input);
  expect(found.accounts[PKI]).toMatchObject({ count: 2500, soonest: { length: 5 } });
  expect(JSON.stringify(found).length).toBeLessThan(2_000);
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  [{ relations: input.relations }, 'certificateAuthorityArn'],
  [{ ...input, certificateAuthorityArn: 'x'.repeat(200_000) }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: AUTHORITY_ARN }, 'relations'],
  [{ ...input, candidates: undefined }, 'candidates'],
  [{ ...input, candidates: {} }, 'candidates'],
  [{ ...input, candidates: [1] }, 'candidates.0'],
  [{ ...input, relations: null }, 'relations'],
  [{ ...input, relations: {} }, 'relations'],
  [{ ...input, relations: [null] }, 'relations'],
  [{ ...input, relations: ['222233334444'] }, 'relations'],
  [{ ...input, relations: 'x'.repeat(200_000) }, 'relations'],
])('input %# is refused, and the field is named', async (wrong, field) => {
  const refusal = await refusalFrom(world.findDependents(wrong));
  expect(refusal.field).toBe(field);
  expect(refusal.message.length).toBeLessThan(400);
});
