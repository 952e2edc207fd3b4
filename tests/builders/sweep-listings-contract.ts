import { known, unknown } from '../../core/domain/fact.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { AuthorityInventory, Inventory, Page } from '../../core/sweep/ports.ts';
import { aDescription } from './authority-facts.ts';
import { anotherAccount, anotherAuthority, arnsOf, firstIn, next, times } from './sweep-inventory-contract.ts';

/** Everything that a paged listing gives, in its order. */
export async function allOf<T>(page: (after?: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}

const without = (record: CertificateRecord, ...members: readonly (keyof CertificateRecord)[]): CertificateRecord =>
  Object.fromEntries(
    Object.entries(record).filter(([name]) => !members.includes(name as keyof CertificateRecord)),
  ) as unknown as CertificateRecord;

/** What holds for the listings of the inventory. @param make an inventory whose pages are small, or records that are large */
export function listingsHold(make: () => Inventory, large: Partial<CertificateRecord> = {}): void {
  const ends = (day: string): Partial<CertificateRecord> => ({ notAfter: `${day}T12:00:00.000Z` });

  test('a place lists what is there, all its pages, and nothing of others', async () => {
    const [account, other] = [anotherAccount(), anotherAccount()];
    const inventory = make();
    const here = times(45, () => firstIn(account, large));
    await inventory.keep([...here, firstIn(account, { region: 'eu-west-10' }), firstIn(other)]);
    const listed = await allOf((after) => inventory.ofPlace(account, 'eu-west-1', after));
    expect(listed).toStrictEqual(here.toSorted((one, two) => (one.arn < two.arn ? -1 : 1)));
    expect((await inventory.ofPlace(account, 'eu-west-1')).next).toBeDefined();
    expect(await allOf((after) => inventory.ofPlace(account, 'us-east-1', after))).toEqual([]);
  });

  test('a place leaves out what is gone, until it is back; others list it all the same', async () => {
    const account = anotherAccount();
    const inventory = make();
    const authorityArn = anotherAuthority(account);
    const stays = firstIn(account, { authorityArn });
    const leaves = firstIn(account, { authorityArn });
    await inventory.keep([stays, leaves]);
    const gone = next(leaves, { readAt: '2026-11-21T03:00:00.000Z', goneAt: '2026-11-21T03:00:00.000Z' });
    await inventory.keep([gone]);
    const listed = async () => arnsOf(await allOf((after) => inventory.ofPlace(account, 'eu-west-1', after)));
    expect(await listed()).toEqual([stays.arn]);
    expect((await inventory.recordsOf([gone.arn])).get(gone.arn)).toEqual(gone);
    expect((await allOf((after) => inventory.ofAuthority(authorityArn, undefined, after))).length).toBe(2);
    await inventory.keep([without(next(gone), 'goneAt')]);
    expect((await listed()).toSorted()).toEqual([stays.arn, leaves.arn].toSorted());
  });

  test('a CA lists what it issued by its end, what has none last, up to a moment if asked', async () => {
    const account = anotherAccount();
    const inventory = make();
    const authorityArn = anotherAuthority(account);
    const issued = (notAfter: string) => firstIn(account, { authorityArn, notAfter, ...large });
    const third = issued('2027-03-01T12:00:00.001Z');
    const first = issued('2027-03-01T12:30:00+01:00');
    const second = issued('2027-03-01T12:00:00.000Z');
    const pending = without(firstIn(account, { authorityArn }), 'notAfter');
    await inventory.keep([pending, third, first, second, firstIn(account)]);
    const listed = async (until?: string) =>
      arnsOf(await allOf((after) => inventory.ofAuthority(authorityArn, until, after)));
    expect(await listed()).toEqual(arnsOf([first, second, third, pending]));
    expect(await listed('2027-03-01T13:00:00+01:00')).toEqual(arnsOf([first, second]));
    expect(await listed('2027-01-01T00:00:00Z')).toEqual([]);
  });

  test('an owner lists what is theirs now, by its end', async () => {
    const account = anotherAccount();
    const inventory = make();
    const owner = (name: string) => ({ name: `${name} of ${account}`, from: 'certificate tags' }) as const;
    const later = firstIn(account, { owner: owner('web'), ...ends('2027-05-01'), ...large });
    const sooner = firstIn(account, { owner: owner('web'), ...ends('2027-04-01'), ...large });
    const another = firstIn(account, { owner: owner('shop') });
    const nobodys = without(firstIn(account), 'owner');
    await inventory.keep([later, sooner, another, nobodys, firstIn(account, { owner: { ...owner(''), name: '' } })]);
    const listed = async (name: string) =>
      arnsOf(await allOf((after) => inventory.ofOwner(`${name} of ${account}`, after)));
    expect(await listed('web')).toEqual(arnsOf([sooner, later]));
    await inventory.keep([next(sooner, { owner: owner('shop') })]);
    expect(await listed('web')).toEqual([later.arn]);
    expect((await listed('shop')).toSorted()).toEqual([another.arn, sooner.arn].toSorted());
  });

  test('what ends between two moments is listed in order, over months with and without certificates', async () => {
    const account = anotherAccount();
    const inventory = make();
    const moments = ['2031-02-01T00:00:00.000Z', '2031-02-28T23:59:59.999Z', '2031-03-01T00:00:00.000Z'];
    const far = ['2033-12-31T23:00:00-05:00', '2034-01-01T04:00:00.001Z', '9999-12-31T23:59:59.000Z'];
    const records = [...moments, ...far].map((notAfter) => firstIn(account, { notAfter, ...large }));
    await inventory.keep([...records].reverse());
    const listed = async (from: string, to: string) =>
      (await allOf((after) => inventory.expiring(from, to, after))).map(({ notAfter }) => notAfter);
    expect(await listed(moments[0]!, '2034-01-01T04:00:00Z')).toEqual([...moments, far[0]]);
    expect(await listed('2031-02-01T00:00:00.001Z', moments[2]!)).toEqual(moments.slice(1));
    expect(await listed('2031-01-01T00:00:00Z', '2031-01-31T23:59:59.999Z')).toEqual([]);
    expect(await listed('2031-03-01T00:00:00Z', '2031-02-01T00:00:00Z')).toEqual([]);
    expect(await listed('9999-12-01T00:00:00Z', '9999-12-31T23:59:59.999Z')).toEqual([far[2]]);
    expect((await listed('2026-01-01T00:00:00Z', '2099-12-31T00:00:00Z')).slice(-5)).toEqual([
      ...moments,
      ...far.slice(0, 2),
    ]);
  });
}

/** What holds for the inventory of CAs. */
export function authoritiesHold(make: () => AuthorityInventory): void {
  const aCa = (different: Partial<AuthorityRecord> = {}): AuthorityRecord => {
    const account = anotherAccount();
    const why = { kind: 'throttled', operation: 'acm-pca:GetPolicy', account, message: 'Rate exceeded' } as const;
    return {
      arn: anotherAuthority(account),
      account,
      region: 'eu-west-1',
      description: known(aDescription()),
      grants: known([{ principal: 'acm.amazonaws.com', actions: ['IssueCertificate'] }]),
      policy: unknown(why),
      tags: known({ Owner: 'pki' }),
      readAt: '2026-11-20T03:00:00.000Z',
      version: 1,
      ...different,
    };
  };

  test('a CA is found as it was kept, also among all', async () => {
    const inventory = make();
    const ca = aCa();
    const gone = aCa({ description: known(undefined), goneAt: '2026-11-20T03:00:00.000Z' });
    expect(await inventory.authorityRecord(ca.arn)).toBeUndefined();
    for (const each of [ca, gone, gone]) expect(await inventory.keepAuthority(each)).toBe(true);
    expect(await inventory.authorityRecord(ca.arn)).toEqual(ca);
    expect(await inventory.authorityRecord(gone.arn)).toEqual(gone);
    expect(await inventory.authorityRecords()).toEqual(expect.arrayContaining([ca, gone]));
  });

  test('each version is written on top of the one before, and none that was read earlier', async () => {
    const inventory = make();
    const ca = aCa();
    const second = { ...ca, version: 2, readAt: '2026-11-21T03:00:00.000Z' };
    expect(await inventory.keepAuthority(second)).toBe(false);
    expect(await inventory.keepAuthority(ca)).toBe(true);
    expect(await inventory.keepAuthority({ ...ca, policy: known(undefined) })).toBe(false);
    expect(await inventory.keepAuthority({ ...second, readAt: '2026-11-19T03:00:00.000Z' })).toBe(false);
    expect(await inventory.keepAuthority(second)).toBe(true);
    expect(await inventory.authorityRecord(ca.arn)).toEqual(second);
    const ours = (await inventory.authorityRecords()).filter(({ arn }) => arn === ca.arn);
    expect(ours).toEqual([second]);
  });

  test('of ten that write at once one does', async () => {
    const ca = aCa();
    const all = await Promise.all(times(10, (index) => make().keepAuthority({ ...ca, reason: `writer ${index}` })));
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await make().authorityRecord(ca.arn)).toMatchObject({ reason: `writer ${all.indexOf(true)}` });
  });
}
