import { SecretText } from '../../core/pki/secret-text.ts';
import { anIssuance } from '../builders/issuances.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';

let world: ReissueWorld;
beforeEach(() => {
  world = new ReissueWorld();
});

const LEFT = '0123456789abcdef0123456789abcdef';

/** A secret with a deadline tag, as somebody made it. */
const kept = (name: string, deadline: string, token = 'a token of thirty-two characters') =>
  world.vault.keepVersion(
    name,
    token,
    { privateKey: new SecretText('key') },
    { stage: 'AWSCURRENT', tags: { 'renewguard:deadline': deadline } },
  );

test('a temporary secret past its deadline is told of, and gone', async () => {
  await kept(`renewguard/temporary/${LEFT}-1`, '2026-11-22T09:59:59.000Z');
  expect(await world.huntLeftOvers()).toEqual({ temporary: 1, removed: 1 });
  expect(world.vault.secrets.size).toBe(0);
  expect(world.told).toEqual(['MEDIUM LeftOversRemoved']);
  expect(await world.huntLeftOvers()).toEqual({ temporary: 0, removed: 0 });
  expect(world.told).toHaveLength(1);
});

test('one before its deadline stays, for somebody may be at it', async () => {
  await kept(`renewguard/temporary/${LEFT}-1`, '2026-11-22T10:00:01.000Z');
  expect(await world.huntLeftOvers()).toEqual({ temporary: 1, removed: 0 });
  expect(world.told).toEqual([]);
});

test.each([
  ['finished', 1],
  ['proven', 0],
] as const)('one before its deadline whose issuance is %s: %i are removed', async (state, removed) => {
  await kept(`renewguard/temporary/${LEFT}-1`, '2026-11-22T10:00:01.000Z');
  await world.issuances.openIssuance(anIssuance({ intent: LEFT, state }));
  expect(await world.huntLeftOvers()).toEqual({ temporary: 1, removed });
  expect(world.told).toHaveLength(removed);
});

test('a secret of somebody else is not RenewGuard’s to delete, whatever its tags say', async () => {
  await kept('shop/renewguard/temporary', '2020-01-01T00:00:00.000Z');
  await kept(`shop/renewguard/temporary/${LEFT}-1`, '2020-01-01T00:00:00.000Z', 'another token of thirty-two chars');
  expect(await world.huntLeftOvers()).toEqual({ temporary: 0, removed: 0 });
  expect(world.vault.secrets.size).toBe(2);
});

test('where people can’t be told, nothing is deleted yet', async () => {
  await kept(`renewguard/temporary/${LEFT}-1`, '2026-11-22T09:59:59.000Z');
  world.ledger.unavailable = 1;
  await expect(world.huntLeftOvers()).rejects.toMatchObject({ name: 'AwsUnavailable' });
  expect(world.vault.secrets.size).toBe(1);
  expect(await world.huntLeftOvers()).toEqual({ temporary: 1, removed: 1 });
});
