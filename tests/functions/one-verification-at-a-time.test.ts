import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const claim = (holder: string, more = {}) => ({
  certificateAuthorityArn: AUTHORITY_ARN,
  eventName: 'CreatePermission',
  removals: [],
  holder,
  reads: 0,
  ...more,
});
const release = (holder: string) => ({ certificateAuthorityArn: AUTHORITY_ARN, holder });
const FIFTEEN_MINUTES = 15 * 60;

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

test('of ten verifications at once one runs, nine leave, and the one runs once more for them', async () => {
  const holders = Array.from({ length: 10 }, (_, index) => `execution-${index}`);
  const verified = await Promise.all(holders.map((holder) => world.verifyAuthority(claim(holder))));
  const running = holders.filter((_, index) => verified[index]?.next !== 'leave');
  expect(running).toHaveLength(1);
  expect(world.authorities.reads).toBe(1);

  const holder = running[0]!;
  expect(await world.releaseVerification(release(holder))).toEqual({
    again: true,
    eventName: 'CreatePermission',
    removals: [],
  });
  expect(await world.verifyAuthority(claim(holder))).toMatchObject({ next: 'conclude' });
  expect(await world.releaseVerification(release(holder))).toEqual({ again: false });
  expect(world.authorities.reads).toBe(2);
});

test('the further run is for all that was taken away, under the name of what came first', async () => {
  await world.verifyAuthority(claim('a'));
  await world.verifyAuthority(claim('b'));
  await world.verifyAuthority(claim('c', { eventName: 'DeletePolicy', removals: ['policy'] }));
  await world.verifyAuthority(claim('d', { eventName: 'DeletePermission', removals: ['permission'] }));
  expect(await world.releaseVerification(release('a'))).toEqual({
    again: true,
    eventName: 'CreatePermission',
    removals: ['permission', 'policy'],
  });
});

test('what arrived for one that died is verified by its successor', async () => {
  await world.verifyAuthority(claim('a'));
  await world.verifyAuthority(claim('b', { eventName: 'DeletePolicy', removals: ['policy'] }));
  world.clock.forward(FIFTEEN_MINUTES + 1);
  await world.verifyAuthority(claim('c'));
  expect(await world.releaseVerification(release('c'))).toMatchObject({ again: true, removals: ['policy'] });
});

test('a release whose answer was lost answers the same again', async () => {
  await world.verifyAuthority(claim('a'));
  await world.verifyAuthority(claim('b'));
  const first = await world.releaseVerification(release('a'));
  expect(await world.releaseVerification(release('a'))).toEqual(first);
  await world.verifyAuthority(claim('a'));
  expect(await world.releaseVerification(release('a'))).toEqual({ again: false });
  expect(await world.releaseVerification(release('a'))).toEqual({ again: false });
});

test('a retry of the same execution goes on', async () => {
  expect(await world.verifyAuthority(claim('a'))).toMatchObject({ next: 'conclude' });
  expect(await world.verifyAuthority(claim('a', { reads: 1 }))).toMatchObject({ next: 'conclude', reads: 2 });
});

test('after a release the next one runs at once', async () => {
  await world.verifyAuthority(claim('a'));
  await world.releaseVerification(release('a'));
  expect(await world.verifyAuthority(claim('b'))).toMatchObject({ next: 'conclude' });
});

test('whoever dies is succeeded after a quarter of an hour, and what comes back afterwards is left alone', async () => {
  await world.verifyAuthority(claim('a'));
  world.clock.forward(FIFTEEN_MINUTES);
  expect(await world.verifyAuthority(claim('b'))).toMatchObject({ next: 'leave' });
  world.clock.forward(1);
  expect(await world.verifyAuthority(claim('b'))).toMatchObject({ next: 'conclude' });
  expect(await world.releaseVerification(release('a'))).toEqual({ again: false });
  expect(world.lease.holderOf(AUTHORITY_ARN)).toBe('b');
});

test('CAs don’t wait for each other', async () => {
  const other = AUTHORITY_ARN.replace('11111111-', '22222222-');
  world.authorities.add(other);
  await world.verifyAuthority(claim('a'));
  expect(await world.verifyAuthority(claim('b', { certificateAuthorityArn: other }))).toMatchObject({
    next: 'conclude',
  });
});

test.each<[unknown, string]>([
  [null, 'input'],
  ['x', 'input'],
  [{}, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: [], holder: 'a' }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: 'x'.repeat(200_000), holder: 'a' }, 'certificateAuthorityArn'],
  [{ certificateAuthorityArn: AUTHORITY_ARN }, 'holder'],
  [{ certificateAuthorityArn: AUTHORITY_ARN, holder: '' }, 'holder'],
  [{ certificateAuthorityArn: AUTHORITY_ARN, holder: null }, 'holder'],
])('releasing: input %# is refused, and the field is named', async (input, field) => {
  expect((await refusalFrom(world.releaseVerification(input))).field).toBe(field);
});
