import { KnownAccounts } from '../../core/aws/readable-accounts.ts';
import type { MemberAccount } from '../../core/sweep/ports.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';

const member = (id: string, status: MemberAccount['status'] = 'ACTIVE'): MemberAccount => ({ id, status, tags: {} });
const found = (...members: readonly MemberAccount[]) => ({ members: () => Promise.resolve(members) });

test('accounts that sweeps found can be read like those that are named, each once', async () => {
  const known = new KnownAccounts([PKI, PAYMENTS], found(member(PKI), member(PAYMENTS), member(WEB)));
  expect(await known.accounts()).toEqual([PKI, PAYMENTS, WEB]);
});

test.each(['SUSPENDED', 'PENDING_CLOSURE'] as const)('one that is %s can’t, unless it is named', async (status) => {
  const known = new KnownAccounts([PKI], found(member(WEB, status)));
  expect(await known.accounts()).toEqual([PKI]);
  expect(await new KnownAccounts([PKI, WEB], found(member(WEB, status))).accounts()).toEqual([PKI, WEB]);
});

test('that the directory can’t be read is no answer', async () => {
  const broken = { members: () => Promise.reject(new Error('dynamodb is away')) };
  await expect(new KnownAccounts([PKI], broken).accounts()).rejects.toThrow('dynamodb is away');
});
