import { issuanceItem, readIssuance } from '../../core/aws/issuance-record.ts';
import { anIssuance } from '../builders/issuances.ts';

const item = (different: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...issuanceItem(anIssuance()),
  ...different,
});

test('a record is read as it was written', () => {
  const issuance = anIssuance({ dueAt: '2026-11-28T13:00:00.000Z', version: 5 });
  expect(readIssuance(issuanceItem(issuance))).toStrictEqual(issuance);
});

test('only what is due some time stands in the index', () => {
  expect(issuanceItem(anIssuance())).not.toHaveProperty('duePartition');
  const due = issuanceItem(anIssuance({ dueAt: '2026-11-28T14:00:00+01:00' }));
  expect(due).toMatchObject({ duePartition: 'DUE', dueAt: '2026-11-28T13:00:00.000Z' });
});

test('an older record, in which members are missing that came later, is read with what they were then', () => {
  const { generation, attempt, deliveries, handedOn, discarded, doubts, ...older } = anIssuance({ generation: 1 });
  const now = { generation, attempt, deliveries, handedOn, discarded, doubts };
  for (const itemVersion of [1, undefined])
    expect(readIssuance(item({ itemVersion, issuance: older }))).toStrictEqual({ ...older, ...now });
});

test('a record of a newer version is refused by its number', () => {
  expect(() => readIssuance(item({ itemVersion: 2 }))).toThrow(
    /^the ledger's record ISSUANCE#[0-9a-f]{32}: itemVersion 2 was written by a newer RenewGuard, and this one reads up to 1/,
  );
});

test.each([
  ['itemVersion', { itemVersion: '1' }],
  ['issuance: expected an object', { issuance: 'open' }],
  ['issuance: expected an object', { issuance: null }],
  ['version: expected a number', { version: undefined }],
  ['issuance.intent: expected a text', { issuance: { ...anIssuance(), intent: 7 } }],
  ['issuance.replaces: expected a certificate', { issuance: { ...anIssuance(), replaces: undefined } }],
  ['issuance.state: expected one of open, keyed,', { issuance: { ...anIssuance(), state: 'paused' } }],
])('a record that can’t be read is refused by what is wrong: %s', (what, different) => {
  const read = () => readIssuance(item(different));
  expect(read).toThrow(expect.objectContaining({ name: 'AwsRefused' }) as Error);
  expect(read).toThrow(what);
});
