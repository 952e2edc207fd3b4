import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { HOSTILE, importedCertificate, issueDirectly } from './kit/certificates.ts';
import { Person } from './kit/command-line.ts';
import type { Guard } from './kit/guard.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import { until } from './kit/until.ts';

/* `renewguard sweep`, `status`, `inventory` and `scope`, typed by a person at a deployed RenewGuard. */

const ACCOUNT = ownAccounts.sweepCommands;

let time: OwnTime;
let guard: Guard;
let erika: Person;
let authority: string;
let imported: string;
let hostile: string;

beforeAll(async () => {
  time = await ownTime(ACCOUNT, 4617, { MemberAccounts: '' });
  guard = time.guard;
  erika = new Person(guard, `renewguard-of-${ACCOUNT}`);
  authority = await grantedAuthority(guard.pki);
  imported = await importedCertificate(guard.pki, authority, 300);
  ({ arn: hostile } = await issueDirectly(guard.pki, authority, 20, HOSTILE));
  await issueDirectly(guard.pki, authority, 20, { subject: ['CN=device.example.com'] });
});
afterAll(() => time.stop());

const fitting = <T>(schema: string, stdout: string): T => {
  const told = JSON.parse(stdout) as T;
  expect(errorsIn(SCHEMAS[schema]!, told)).toEqual([]);
  return told;
};
const SCHEMAS = Object.fromEntries(
  ['status.v1', 'sweep-result.v1', 'inventory.v1', 'scopes.v1'].map((name) => [name, schemaOf(name)]),
);

test('before the first sweep, status says that there was none, and the inventory has what records told', async () => {
  const status = await erika.types('status');
  expect(status.stdout).toMatch(/default/);
  expect(status.code).toBeLessThan(3);
  const inventory = await erika.types('inventory', '--json');
  const { certificates } = fitting<{ certificates: { source: string }[] }>('inventory.v1', inventory.stdout);
  expect(certificates.map(({ source }) => source).filter((source) => source !== 'acm-pca')).toEqual([]);
});

test('a sweep is followed to its figures, and tells its progress', async () => {
  const ran = await erika.types('sweep', '--json');
  expect(ran.code).toBeLessThan(3);
  expect(ran.stderr).not.toBe('');
  expect(fitting<object>('sweep-result.v1', ran.stdout)).toMatchObject({
    outcome: 'finished',
    complete: true,
    sweep: { planned: 1, read: 1 },
  });
  const status = await erika.types('status', '--json');
  fitting('status.v1', status.stdout);
});

test('the inventory is found by place, authority and expiry, as text, JSON and CSV', async () => {
  const all = fitting<{ certificates: { arn: string }[] }>(
    'inventory.v1',
    (await erika.types('inventory', '--json')).stdout,
  );
  expect(all.certificates.map(({ arn }) => arn)).toContain(imported);
  const region = guard.pki.region;
  for (const filter of [
    ['--account', ACCOUNT, '--region', region],
    ['--authority', authority],
    ['--expires-before', '2099-01-01'],
  ]) {
    const found = await erika.types('inventory', ...filter, '--json');
    expect(found.code).toBe(0);
    expect(fitting<{ certificates: object[] }>('inventory.v1', found.stdout).certificates.length).toBeGreaterThan(0);
  }
  const none = await erika.types('inventory', '--owner', 'nobody', '--json');
  expect(fitting<{ certificates: object[] }>('inventory.v1', none.stdout).certificates).toEqual([]);
  const csv = await erika.types('inventory', '--csv');
  expect(csv.stdout.split('\n')[0]).toContain('arn');
  expect(csv.stdout).toContain(imported);
});

test('a certificate whose subject would forge lines or be computed is one line of the inventory, and inert', async () => {
  const text = await erika.types('inventory');
  expect(text.stdout).not.toMatch(/[^\P{C}\n]/u);
  expect(text.stdout).not.toMatch(/^Severity:/m);
  const csv = await erika.types('inventory', '--csv');
  const lines = csv.stdout.split('\r\n').filter((line) => line.startsWith(hostile));
  expect(lines).toHaveLength(1);
  expect(csv.stdout.replaceAll('\r\n', '')).not.toMatch(/\p{C}/u);
  expect(csv.stdout).not.toMatch(/(^|,)"?[=+@-]/m);
});

test('what will be is told, and nothing is written', async () => {
  const later = new Date((await time.now()).getTime() + 60 * 86_400_000).toISOString().slice(0, 10);
  const ran = await erika.types('sweep', '--as-of', later, '--json');
  expect(fitting<{ forecast?: object }>('sweep-result.v1', ran.stdout).forecast).toBeDefined();
  const dry = await erika.types('sweep', '--dry-run');
  expect(dry.code).toBeLessThan(3);
});

test('Ctrl-C stops following, not the sweep', async () => {
  const { stderr } = await erika.interrupts(['sweep'], /./);
  expect(stderr).not.toBe('');
  await until('no sweep runs any more', async () => {
    const { stdout } = await erika.types('status', '--json');
    return (JSON.parse(stdout) as { unfinished: readonly object[] }).unfinished.length === 0 ? true : undefined;
  });
});

test('a scope is set, shown and removed', async () => {
  const region = guard.pki.region;
  const set = await erika.types(
    'scope',
    'set',
    'shop',
    '--accounts',
    ACCOUNT,
    '--regions',
    region,
    '--every-hours',
    '6',
  );
  expect([set.code, set.stderr]).toEqual([0, '']);
  fitting('scopes.v1', (await erika.types('scope', 'show', '--json')).stdout);
  expect((await erika.types('scope', 'show', 'shop')).stdout).toContain('shop');
  expect((await erika.types('scope', 'remove', 'shop')).code).toBe(0);
  expect((await erika.types('scope', 'show', 'shop')).code).toBe(3);
});

test.each<[string, readonly string[]]>([
  ['a date that has passed', ['sweep', '--as-of', '2020-01-01']],
  ['a malformed region', ['sweep', '--regions', 'nowhere']],
  ['an account of eleven digits', ['sweep', '--accounts', '12345678901']],
  [
    'a reserved scope',
    ['scope', 'set', 'by-hand', '--accounts', 'own', '--regions', 'eu-central-1', '--every-hours', '6'],
  ],
])('%s is refused by name, and nothing is started', async (_, args) => {
  const { code, stdout, stderr } = await erika.types(...args);
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).not.toBe('');
});

test('a scope that is not there is refused by the sweep, with those that are', async () => {
  const { code, stdout } = await erika.types('sweep', '--scope', 'nothing');
  expect(code).toBe(3);
  expect(stdout).toContain('scopes: expected one of default, got "nothing"');
});
