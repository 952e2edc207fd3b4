import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { BusListener } from './kit/bus.ts';
import { usedCertificate } from './kit/certificates.ts';
import { Person } from './kit/command-line.ts';
import type { Guard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { ownTime, type OwnTime } from './kit/own-time.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import type { DrillResult } from '../../cli/drill/drill.ts';

/* A drill of each kind is followed to its notice; no finding is written. */

const SCHEMA = schemaOf('drill-result.v1');

let time: OwnTime;
let guard: Guard;
let person: Person;
let inbox: AlertInbox;
let bus: BusListener;
let authority: string;
let certificate: string;

beforeAll(async () => {
  time = await ownTime(ownAccounts.fireDrill, 4611);
  guard = time.guard;
  person = new Person(guard, `renewguard-of-${ownAccounts.fireDrill}`);
  [inbox, bus] = await Promise.all([subscribe(guard), BusListener.listen(guard)]);
  authority = await grantedAuthority(guard.pki);
  certificate = await usedCertificate(guard.emulatorUrl, guard.pki, authority);
});
afterAll(() => time.stop());

async function drilled(...args: readonly string[]): Promise<DrillResult & { readonly stderr: string }> {
  const { code, stdout, stderr } = await person.types('drill', ...args, '--json');
  expect([code, stderr]).toEqual([0, expect.stringContaining('put drill drill-')]);
  expect(errorsIn(SCHEMA, JSON.parse(stdout))).toEqual([]);
  return { ...(JSON.parse(stdout) as DrillResult), stderr };
}

test.each([
  ['permission-removed', 'PermissionMissing', () => authority],
  ['certificate-event', 'RenewalBlocked', () => certificate],
] as const)('a drill of %s is followed to its notice, and opens no finding', async (kind, code, named) => {
  const result = await drilled(kind, named());
  expect(result).toMatchObject({ worked: true, drill: { kind }, arn: named() });
  expect(result.channels.map(({ channel, state }) => [channel, state])).toEqual([
    ['topic', 'sent'],
    ['bus', 'sent'],
  ]);
  expect(result.steps.length).toBeGreaterThanOrEqual(3);
  const notice = await inbox.waitFor(({ text }) => text.includes(result.drill.id));
  expect(notice?.subject).toMatch(/^\[RenewGuard\] DRILL /);
  expect(notice?.text).toContain(code);
  const told = (await bus.all()).filter(({ detail }) => detail.noticeId?.includes(result.drill.id));
  expect(told.map((event) => event['detail-type'])).toEqual(['RenewGuard Drill']);
  const status = await person.types('status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ findings: { total: 0 } });
});

test('two drills at once do not mix, and the first CA is found by itself', async () => {
  const both = await Promise.all([drilled('permission-removed'), drilled('permission-removed')]);
  expect(new Set(both.map(({ executionArn }) => executionArn)).size).toBe(2);
  for (const { arn, worked } of both) expect([arn, worked]).toEqual([authority, true]);
});
