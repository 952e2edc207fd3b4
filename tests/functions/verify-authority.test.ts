import { known, type UnreadableKind } from '../../core/domain/fact.ts';
import { noticeOf } from '../../core/domain/findings/notice.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, STRANGER, WEB } from '../builders/accounts.ts';
import { aDescription, aGrant, unread } from '../builders/authority-facts.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { aFinding } from '../builders/findings.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const input = {
  certificateAuthorityArn: AUTHORITY_ARN,
  eventName: 'manual',
  removals: [],
  holder: 'execution-1',
  reads: 0,
};

let world: FakeWorld;
beforeEach(() => {
  world = new FakeWorld();
  world.readableAccounts = [PKI];
});

test('a healthy CA is read once, and that stands', async () => {
  expect(await world.verifyAuthority(input)).toMatchObject({ next: 'conclude', verdict: 'granted', reads: 1 });
});

test('a permission that is missing stands at the first read', async () => {
  world.authorities.one.grants = known([aGrant({ actions: ['GetCertificate'] })]);
  const verified = await world.verifyAuthority({ ...input, eventName: 'DeletePermission', removals: ['permission'] });
  expect(verified).toMatchObject({ next: 'conclude', verdict: 'missing', relations: [{ account: PKI }] });
  expect(world.counted).toEqual({});
});

test('a removal that the read doesn’t show is read again after 5, 30 and 120 seconds before it ends as fine', async () => {
  const removed = { ...input, eventName: 'DeletePermission', removals: ['permission'] };
  const steps = [];
  for (const reads of [0, 1, 2, 3]) steps.push(await world.verifyAuthority({ ...removed, reads }));
  expect(steps.map(({ next, readAgainAfter, reads }) => [next, readAgainAfter, reads])).toEqual([
    ['read-again', 5, 1],
    ['read-again', 30, 2],
    ['read-again', 120, 3],
    ['conclude', undefined, 4],
  ]);
  expect(steps.at(-1)).toMatchObject({ verdict: 'granted' });
  expect(world.counted).toEqual({ AuthorityReadAgain: 3 });
});

test('a removal that shows at the second read ends there', async () => {
  const removed = { ...input, eventName: 'DeletePermission', removals: ['permission'] };
  expect(await world.verifyAuthority(removed)).toMatchObject({ next: 'read-again', verdict: 'granted' });
  world.authorities.one.grants = known([]);
  expect(await world.verifyAuthority({ ...removed, reads: 1 })).toMatchObject({ next: 'conclude', verdict: 'missing' });
});

describe('what AWS would not tell is undeterminable and read again, never missing and never granted', () => {
  const readings = (['description', 'grants'] as const).flatMap((fact) =>
    (['access-denied', 'throttled', 'unavailable'] as const).map((kind): [string, UnreadableKind] => [fact, kind]),
  );

  test.each(readings)('the %s: %s', async (fact, kind) => {
    Object.assign(world.authorities.one, { [fact]: unread('acm-pca:Any', kind) });
    expect(await world.verifyAuthority(input)).toMatchObject({ next: 'read-again', verdict: 'undeterminable' });
    expect(await world.verifyAuthority({ ...input, reads: 3 })).toMatchObject({
      next: 'conclude',
      verdict: 'undeterminable',
    });
  });

  test.each<[string, UnreadableKind]>([
    ['policy', 'access-denied'],
    ['policy', 'throttled'],
  ])('the %s of a CA that others use: %s', async (_, kind) => {
    world.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS]);
    world.authorities.one.policy = unread('acm-pca:GetPolicy', kind);
    expect(await world.verifyAuthority(input)).toMatchObject({ next: 'read-again', verdict: 'undeterminable' });
  });

  test('the role in an account that can’t be entered', async () => {
    world.authorities.one.policy = known(sharingPolicy({ Principal: { AWS: STRANGER } }));
    world.accounts.roles.set(STRANGER, unread('sts:AssumeRole', 'access-denied', STRANGER));
    expect(await world.verifyAuthority(input)).toMatchObject({
      verdict: 'undeterminable',
      relations: [
        { account: PKI, verdict: 'granted' },
        { account: STRANGER, standing: 'consumer', verdict: 'undeterminable' },
      ],
    });
  });

  test('once the throttle has passed, the verdict is what it is', async () => {
    world.authorities.one.grants = unread('acm-pca:ListPermissions', 'throttled');
    expect(await world.verifyAuthority(input)).toMatchObject({ next: 'read-again' });
    world.authorities.one.grants = known([aGrant()]);
    expect(await world.verifyAuthority({ ...input, reads: 1 })).toMatchObject({ next: 'conclude', verdict: 'granted' });
  });
});

describe('who is judged', () => {
  const judged = ({ relations }: Awaited<ReturnType<FakeWorld['verifyAuthority']>>) =>
    relations.map(({ account, standing }) => [account, standing]);

  test('the owner, whom the policy names, and whom memory knows; who merely can be read is a candidate', async () => {
    world.readableAccounts = [PKI, WEB, PAYMENTS];
    world.memory.consumers.set(AUTHORITY_ARN, ['444455556666']);
    world.authorities.one.policy = known(sharingPolicy({ Principal: { AWS: [PAYMENTS, STRANGER, PKI] } }));
    const verified = await world.verifyAuthority(input);
    expect(judged(verified)).toEqual([
      [PKI, 'owner'],
      [PAYMENTS, 'consumer'],
      ['444455556666', 'consumer'],
      [STRANGER, 'consumer'],
    ]);
    expect(verified.candidates).toEqual([WEB]);
  });

  test('while the policy can’t be read, only the owner, and the verdict is undeterminable: it may name anybody', async () => {
    world.readableAccounts = [PKI, WEB, PAYMENTS];
    world.authorities.one.policy = unread('acm-pca:GetPolicy', 'throttled');
    const verified = await world.verifyAuthority(input);
    expect(judged(verified)).toEqual([[PKI, 'owner']]);
    expect(verified).toMatchObject({ next: 'read-again', verdict: 'undeterminable', candidates: [WEB, PAYMENTS] });
  });

  test('what is handed on stays small, whatever the number of accounts that can be read', async () => {
    world.readableAccounts = [PKI, ...Array.from({ length: 2000 }, (_, index) => String(100_000_000_000 + index))];
    expect(JSON.stringify(await world.verifyAuthority(input)).length).toBeLessThan(64_000);
  });
});

test('a trouble that people were told of already does not pass for what was removed now', async () => {
  const removed = { ...input, eventName: 'DeletePolicy', removals: ['policy'] };
  world.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS, WEB]);
  world.authorities.one.policy = known(sharingPolicy({ Principal: { AWS: WEB } }));
  expect(await world.verifyAuthority(removed)).toMatchObject({ next: 'conclude', verdict: 'missing' });
  const finding = aFinding({ code: 'PolicyMissing', account: PAYMENTS });
  await world.ledger.write({ finding, notice: 'opened' }, noticeOf({ finding, notice: 'opened' }), input.holder);
  expect(await world.verifyAuthority(removed)).toMatchObject({ next: 'read-again' });
});

describe('a CA that isn’t there', () => {
  beforeEach(() => (world.authorities.one.description = known(undefined)));

  test('and never was, is most likely a wrong ARN', async () => {
    await expect(world.verifyAuthority(input)).rejects.toMatchObject({
      name: 'AuthorityNotFound',
      message: expect.stringContaining(AUTHORITY_ARN) as string,
    });
  });

  test('but was verified before, is gone', async () => {
    world.memory.consumers.set(AUTHORITY_ARN, []);
    expect(await world.verifyAuthority(input)).toMatchObject({
      verdict: 'missing',
      relations: [{ unmet: [{ code: 'AuthorityDeleted' }] }],
    });
  });
});

test('a deleted CA is told as deleted, not as one without permission', async () => {
  Object.assign(world.authorities.one, { description: known(aDescription({ status: 'DELETED' })), grants: known([]) });
  const { relations } = await world.verifyAuthority({ ...input, removals: ['state'] });
  expect(relations[0]?.unmet.map(({ code }) => code)).toEqual(['AuthorityDeleted']);
});

test.each<[object | null, string]>([
  [null, 'input'],
  [[], 'input'],
  [{ ...input, certificateAuthorityArn: undefined }, 'certificateAuthorityArn'],
  [{ ...input, certificateAuthorityArn: 1 }, 'certificateAuthorityArn'],
  [
    { ...input, certificateAuthorityArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/x' },
    'certificateAuthorityArn',
  ],
  [{ ...input, certificateAuthorityArn: 'x'.repeat(200_000) }, 'certificateAuthorityArn'],
  [{ ...input, eventName: null }, 'eventName'],
  [{ ...input, removals: undefined }, 'removals'],
  [{ ...input, removals: 'permission' }, 'removals'],
  [{ ...input, removals: ['everything'] }, 'removals.0'],
  [{ ...input, holder: undefined }, 'holder'],
  [{ ...input, holder: '' }, 'holder'],
  [{ ...input, reads: '0' }, 'reads'],
  [{ ...input, reads: -1 }, 'reads'],
  [{ ...input, reads: null }, 'reads'],
])('input %# is refused, and the field is named', async (wrong, field) => {
  const refusal = await refusalFrom(world.verifyAuthority(wrong));
  expect(refusal.field).toBe(field);
  expect(refusal.message.length).toBeLessThan(400);
  expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
});

test('what else the state machine carries along is not minded', async () => {
  expect(await world.verifyAuthority({ ...input, again: true, more: 'x' })).toMatchObject({ next: 'conclude' });
});

test('verifications of an account and region stand in one line; one that another has in hand takes no turn', async () => {
  world.turnComesAfter = 1200;
  await world.verifyAuthority(input);
  expect([world.turnsTaken, world.paused]).toEqual([[`${PKI}/eu-west-1`], [1200]]);
  expect(await world.verifyAuthority({ ...input, holder: 'another' })).toMatchObject({ next: 'leave' });
  expect(world.turnsTaken).toHaveLength(1);
});

test('a line that is longer than a function may wait is not stood in to its end', async () => {
  world.turnComesAfter = 200_000;
  expect(await world.verifyAuthority(input)).toMatchObject({ next: 'conclude' });
  expect(world.paused).toEqual([60_000]);
});
