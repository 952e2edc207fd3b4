import { known } from '../../../core/domain/fact.ts';
import { escalated, planRepair, repairsInARow, type RepairFacts } from '../../../core/domain/repair/repair-plan.ts';
import type { Repair } from '../../../core/domain/repair/repair.ts';
import { PKI, AUTHORITY_ARN } from '../../builders/accounts.ts';
import { anAuthority, unread } from '../../builders/authority-facts.ts';

const EPISODE = '1f0c94a7b3de';
const BROKEN = '2026-11-20T12:00:00.000Z';
const hoursBefore = (hours: number, time = BROKEN): string =>
  new Date(Date.parse(time) - hours * 3_600_000).toISOString();

const aRepair = (different: Partial<Repair> = {}): Repair => ({
  authorityArn: AUTHORITY_ARN,
  code: 'PermissionMissing',
  account: PKI,
  version: 3,
  episode: EPISODE,
  attempt: 1,
  state: 'asked',
  brokenAt: BROKEN,
  until: '2026-11-23T12:00:00.000Z',
  done: [],
  updatedAt: BROKEN,
  ...different,
});

const facts = (different: Partial<RepairFacts> = {}): RepairFacts => ({
  authority: anAuthority(),
  code: 'PermissionMissing',
  beside: ['PermissionMissing'],
  repairMode: 'approve',
  tags: known({}),
  muted: false,
  acts: true,
  mode: { mode: 'act' },
  episode: EPISODE,
  brokenAt: BROKEN,
  ...different,
});

const tagged = (value: string) => known({ 'renewguard:repair': value });
const twice = [
  { brokenAt: hoursBefore(20), at: hoursBefore(19) },
  { brokenAt: hoursBefore(9), at: hoursBefore(8) },
];

test.each<[string, Partial<RepairFacts>, string, RegExp]>([
  ['the default: a person is asked', {}, 'ask', /parameter RepairMode says approve/],
  ['the parameter says auto', { repairMode: 'auto' }, 'repair', /RepairMode says auto/],
  ['the parameter says advise', { repairMode: 'advise' }, 'advise', /RepairMode says advise/],
  ['the tag says auto', { tags: tagged('auto') }, 'repair', /tag renewguard:repair says auto/],
  ['the tag says advise', { repairMode: 'auto', tags: tagged('advise') }, 'advise', /tag renewguard:repair says/],
  ['the tag says leave', { repairMode: 'auto', tags: tagged('leave') }, 'leave', /on purpose/],
  ['the tag says something else', { repairMode: 'auto', tags: tagged('yes') }, 'advise', /says yes: expected advise/],
  ['the tags can’t be read', { tags: unread('acm-pca:ListTags', 'access-denied') }, 'advise', /could not be read/],
  ['the finding is muted', { muted: true, repairMode: 'auto' }, 'leave', /muted/],
  [
    'the CA is disabled',
    { beside: ['AuthorityNotActive'] },
    'advise',
    /would not help while there is AuthorityNotActive/,
  ],
  ['there are no rights there', { acts: false }, 'advise', /MemberActRoleName is empty/],
  ['the policy can’t be merged', { notRepairable: 'it may be RAM’s' }, 'advise', /RAM/],
  ['a person rejected it', { repair: aRepair({ state: 'rejected', by: 'kim' }) }, 'leave', /kim rejected/],
  ['a person rejected another state', { repair: aRepair({ state: 'rejected', episode: 'another' }) }, 'ask', /approve/],
  ['nobody answered', { repair: aRepair({ state: 'unanswered' }) }, 'escalate', /nobody said until 2026-11-23/],
  ['AWS refused it', { repair: aRepair({ state: 'refused', because: 'InvalidPolicy' }) }, 'advise', /InvalidPolicy/],
  ['it was removed again twice', { repair: aRepair({ episode: 'earlier', done: twice }) }, 'escalate', /2 times/],
  ['it was removed again once', { repair: aRepair({ episode: 'earlier', done: twice.slice(1) }) }, 'ask', /approve/],
])('%s', (_, different, decision, because) => {
  const plan = planRepair(facts(different));
  expect(plan.decision).toBe(decision);
  expect(plan.because).toMatch(because);
  expect(plan.held).toBeUndefined();
});

test.each(['dry-run', 'stop'] as const)('while the mode is %s, it says what would be done', (mode) => {
  expect(planRepair(facts({ repairMode: 'auto', mode: { mode, by: 'kim', reason: 'an incident' } }))).toEqual({
    decision: 'repair',
    because: 'the parameter RepairMode says auto',
    held: `the mode is ${mode}, set by kim (an incident)`,
  });
});

test('the reported remover is told, whatever is decided', () => {
  const reportedRemover = { by: 'arn:aws:iam::111122223333:user/max', at: BROKEN };
  for (const repairMode of ['advise', 'approve', 'auto'] as const)
    expect(planRepair(facts({ repairMode, reportedRemover }))).toMatchObject({ reportedRemover });
});

test('repairs count in a row only while each was undone within a day', () => {
  const row = (...done: readonly (readonly [number, number])[]) =>
    repairsInARow({
      brokenAt: BROKEN,
      repair: aRepair({ done: done.map(([broken, at]) => ({ brokenAt: hoursBefore(broken), at: hoursBefore(at) })) }),
    });
  expect(row()).toBe(0);
  expect(row([24.5, 24])).toBe(1);
  expect(row([25, 24.1])).toBe(0);
  // Each was undone after 20 hours: the first more than a day ago.
  expect(row([41, 40], [20, 20])).toBe(2);
  expect(row([60, 59], [20, 19])).toBe(1);
  expect(row([30, 30], [20, 20], [10, 10])).toBe(3);
});

test('what stops RenewGuard is worse than what it tells of', () => {
  expect((['low', 'medium', 'high', 'critical'] as const).map(escalated)).toEqual([
    'high',
    'critical',
    'critical',
    'critical',
  ]);
});
