import type { Table } from '../../core/aws/table.ts';
import { VerificationLease, type Arrived } from '../../core/aws/verification-lease.ts';
import { FakeLease } from '../fakes/fake-lease.ts';
import { anotherArn, createTable, later, NOON } from './kit/table.ts';

let table: Table;
beforeAll(async () => {
  table = await createTable('verification-lease');
});

describe.each([
  ['the lease', () => new VerificationLease(table)],
  ['the lease that the unit tests use', () => new FakeLease()],
])('%s', (_, leaseOf) => {
  let lease: VerificationLease | FakeLease;
  let ca: string;
  const created: Arrived = { eventName: 'CreatePermission', removals: [] };
  const deleted: Arrived = { eventName: 'DeletePermission', removals: ['permission'] };
  const claim = (holder: string, arrived = created, now = NOON) => lease.claim(ca, holder, arrived, now);

  beforeEach(() => {
    lease = leaseOf();
    ca = anotherArn();
  });

  test('is held by one of ten at once; the nine leave one mark', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (__, index) => claim(`e${index}`)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const holder = `e${claims.indexOf(true)}`;
    expect(await lease.release(ca, holder, NOON)).toEqual({ again: true, ...created });
    expect(await claim(holder)).toBe(true);
    expect(await lease.release(ca, holder, NOON)).toEqual({ again: false });
    expect(await claim('another')).toBe(true);
  });

  test('marks the first that arrived, and all that was taken away', async () => {
    await claim('a');
    const policyDeleted: Arrived = { eventName: 'DeletePolicy', removals: ['policy'] };
    for (const arrived of [created, policyDeleted, deleted, deleted]) await claim('b', arrived);
    expect(await lease.release(ca, 'a', NOON)).toEqual({
      again: true,
      eventName: 'CreatePermission',
      removals: ['permission', 'policy'],
    });
  });

  test('answers a release whose answer was lost the same again, until the next run begins', async () => {
    await claim('a');
    await claim('b', deleted);
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: true, ...deleted });
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: true, ...deleted });
    await claim('a');
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: false });
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: false });
  });

  test('keeps what arrived while its holder renews it', async () => {
    await claim('a');
    await claim('b', deleted);
    expect(await claim('a', created, later(1))).toBe(true);
    expect(await lease.release(ca, 'a', later(1))).toEqual({ again: true, ...deleted });
  });

  test('passes to another when a quarter of an hour is over, and the first one changes nothing any more', async () => {
    await claim('a');
    expect(await claim('b', created, later(15))).toBe(false);
    expect(await claim('b', created, new Date(later(15).getTime() + 1))).toBe(true);
    expect(await lease.release(ca, 'a', later(16))).toEqual({ again: false });
    expect(await claim('c', created, later(16))).toBe(false);
  });

  test('is renewed by its holder', async () => {
    await claim('a');
    await claim('a', created, later(10));
    expect(await claim('b', created, later(20))).toBe(false);
  });

  test('can be renewed by its holder only', async () => {
    await claim('a');
    expect([await lease.renew(ca, 'b', NOON), await lease.renew(ca, 'a', later(10))]).toEqual([false, true]);
    expect(await claim('b', created, later(20))).toBe(false);
  });

  test('leaves what arrived for one that died to its successor', async () => {
    await claim('a');
    await claim('b', deleted);
    expect(await claim('c', created, later(16))).toBe(true);
    expect(await lease.release(ca, 'c', later(16))).toEqual({ again: true, ...deleted });
  });

  test('can be abandoned by its holder only, and then says whether something was left to do', async () => {
    await claim('a');
    expect(await lease.abandon(ca, 'b')).toBe(false);
    expect(await claim('b')).toBe(false);
    expect(await lease.abandon(ca, 'a')).toBe(true);
    expect(await lease.abandon(ca, 'a')).toBe(true); // a retry hears the same
    expect(await claim('b')).toBe(true);
    expect(await lease.abandon(ca, 'a')).toBe(false);
    expect(await lease.release(ca, 'b', NOON)).toMatchObject({ again: true });
    expect(await claim('b')).toBe(true);
    expect(await lease.release(ca, 'b', NOON)).toEqual({ again: false });
  });

  test('is found by its holder, until it is given up', async () => {
    const holder = `holder of ${ca}`;
    const another = anotherArn();
    expect(await lease.heldBy(holder)).toEqual([]);
    await claim(holder);
    await lease.claim(another, holder, created, NOON);
    expect([...(await lease.heldBy(holder))].toSorted()).toEqual([ca, another].toSorted());
    await lease.release(ca, holder, NOON);
    await lease.abandon(another, holder);
    await lease.forgetHeld(another, holder);
    expect(await lease.heldBy(holder)).toEqual([]);
  });
});
