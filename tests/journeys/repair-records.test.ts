import { TableRepairs } from '../../core/aws/repair-records.ts';
import type { Table } from '../../core/aws/table.ts';
import { tableApprovals } from '../../core/aws/approvals.ts';
import type { Repair } from '../../core/domain/repair/repair.ts';
import { PKI } from '../builders/accounts.ts';
import { anotherArn, createTable, itemsOf, later, NOON } from './kit/table.ts';

let table: Table;
let repairs: TableRepairs;

beforeAll(async () => {
  table = await createTable('repair-records');
  repairs = new TableRepairs(table);
});

const opened = (authorityArn: string): Repair => ({
  authorityArn,
  code: 'PermissionMissing',
  account: PKI,
  version: 0,
  episode: '1f0c94a7b3de',
  attempt: 1,
  state: 'opened',
  brokenAt: NOON.toISOString(),
  done: [],
  updatedAt: NOON.toISOString(),
});

const notice = { id: 'repair/1', at: NOON.toISOString(), subject: 'S', text: 'T', detailType: 'D', detail: {} };

test('a repair is written on top of the version that it was made from, with its notice or not at all', async () => {
  const arn = anotherArn();
  const first = await repairs.writeRepair(opened(arn));
  expect(first.version).toBe(1);
  const asked = await repairs.writeRepair({ ...first, state: 'asked' }, notice);
  expect(await repairs.repairOf(asked)).toEqual({ ...first, state: 'asked', version: 2 });
  await expect(
    repairs.writeRepair({ ...first, state: 'approved' }, { ...notice, id: 'repair/2' }),
  ).rejects.toMatchObject({ name: 'AwsUnavailable' });
  const waiting = await itemsOf(table, `AUTHORITY#${arn}`, 'NOTICE#');
  expect(waiting.map(({ sk }) => String(sk).split('#').at(-1))).toEqual(['repair/1']);
});

test('one repairs a CA at a time: the same again, and a successor of one that died', async () => {
  const arn = anotherArn();
  await repairs.takeTurn(arn, 'one', NOON);
  await repairs.takeTurn(arn, 'one', NOON);
  await expect(repairs.takeTurn(arn, 'another', NOON)).rejects.toMatchObject({ name: 'AwsUnavailable' });
  await repairs.leaveTurn(arn, 'another');
  await expect(repairs.takeTurn(arn, 'another', later(2))).rejects.toMatchObject({ name: 'AwsUnavailable' });
  await repairs.takeTurn(arn, 'another', later(4));
  await repairs.leaveTurn(arn, 'another');
  await repairs.takeTurn(arn, 'one', later(4));
});

test('of the records of removals the youngest stands, in whatever order they come', async () => {
  const arn = anotherArn();
  const remover = (by: string, at: string) => ({ by: `arn:aws:iam::${PKI}:user/${by}`, at });
  await repairs.noteRemover(arn, 'permission', remover('kim', '2026-11-22T10:00:02Z'));
  await repairs.noteRemover(arn, 'permission', remover('max', '2026-11-22T10:00:01Z'));
  expect(await repairs.reportedRemover(arn, 'permission')).toEqual(remover('kim', '2026-11-22T10:00:02Z'));
  expect(await repairs.reportedRemover(arn, 'policy')).toBeUndefined();
});

test('a question about a repair is none about a delivery, and is answered once', async () => {
  const approvals = tableApprovals(table);
  const subject = { authorityArn: anotherArn(), code: 'PolicyMissing', account: PKI } as const;
  const [until, now] = [later(60).toISOString(), NOON.toISOString()];
  await approvals.askAboutRepair('1f0c94a7b3de-1', subject, 'a token', until);
  expect(await approvals.approvalOf('1f0c94a7b3de-1')).toBeUndefined();
  expect(await approvals.repairAnswer('1f0c94a7b3de-1')).toEqual({ until });
  expect(await approvals.answer('1f0c94a7b3de-1', 'approved', 'kim', now)).toBe('answered');
  await approvals.askAboutRepair('1f0c94a7b3de-1', subject, 'another token', until);
  expect(await approvals.answer('1f0c94a7b3de-1', 'rejected', 'max', now)).toBe('already-answered');
  const waiting = { repair: subject, until, answer: 'approved', by: 'kim', taskToken: 'another token' };
  expect(await approvals.waiting('1f0c94a7b3de-1')).toEqual(waiting);
  expect(await approvals.repairAnswer('none')).toBeUndefined();
});
