import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programFor, type Actions } from '../../cli/program.ts';
import { ROUTE_MEMBERS } from '../../core/domain/reissue/merged-route.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN, SERIAL } from '../builders/certificates.ts';

const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n';
const folder = mkdtempSync(join(tmpdir(), 'renewguard-options-'));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What the command line made of what was typed. */
async function read(...args: readonly string[]): Promise<readonly unknown[]> {
  const called: unknown[] = [];
  const record =
    (name: string) =>
    (...given: readonly unknown[]): Promise<void> =>
      Promise.resolve(void called.push(name, ...given));
  const names = [
    'audit',
    'explain',
    'plan',
    'reissue',
    'answer',
    'mode',
    'showRoute',
    'setRoute',
    'removeRoute',
    'budget',
  ];
  const actions = Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as Actions;
  const program = programFor(actions);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(args, { from: 'user' });
  return called;
}

const routeIn = async (...args: readonly string[]): Promise<Route> =>
  (await read('route', 'set', CERTIFICATE_ARN, ...args))[2] as Route;

test.each([
  [['plan'], 'Try renewguard plan --help.'],
  [['route', 'set'], 'Try renewguard route set --help.'],
  [['frobnicate'], 'Try renewguard --help.'],
])('after an error %j points to its own help', async (args, hint) => {
  const said: string[] = [];
  const program = programFor({} as Actions);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.configureOutput({ writeErr: (text) => void said.push(text) });
  await expect(program.parseAsync(args, { from: 'user' })).rejects.toThrow();
  expect(said.join('')).toContain(hint);
});

test('every member of a route is an option, and none is something else', async () => {
  const csr = file('device.csr', CSR);
  const given = [
    '--strategy',
    'secret',
    '--secret',
    'web/tls',
    '--authority',
    AUTHORITY_ARN,
    '--endpoint',
    'a.example:443',
  ];
  const numbers = [
    '--proof-minutes',
    '10',
    '--revoke-after-days',
    '0',
    '--override-days',
    '5',
    '--renew-at-share',
    '0.67',
  ];
  const answers = ['--host-reports', 'yes', '--approval', 'no'];
  const times = [
    '--window',
    'sat sun 02:00 4h Europe/Berlin',
    '--window',
    'daily 23:00 30m UTC',
    '--freeze',
    '2026-12-20/2027-01-02 UTC',
  ];
  const template = ['--template', 'arn:aws:acm-pca:::template/EndEntityCertificate/V1', '--csr', csr];
  const route = await routeIn(...given, ...numbers, ...answers, ...times, ...template);
  expect(route).toEqual({
    strategy: 'secret',
    secret: 'web/tls',
    authority: AUTHORITY_ARN,
    endpoint: 'a.example:443',
    hostReports: true,
    proofMinutes: 10,
    revokeAfterDays: 0,
    approval: false,
    windows: [
      { cron: '0 2 * * sat,sun', minutes: 240, timeZone: 'Europe/Berlin' },
      { cron: '0 23 * * *', minutes: 30, timeZone: 'UTC' },
    ],
    freezes: [{ from: '2026-12-20', to: '2027-01-02', timeZone: 'UTC' }],
    overrideDays: 5,
    renewAtShare: 0.67,
    csr: CSR,
    template: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
  });
  expect(Object.keys(route).toSorted()).toEqual([...ROUTE_MEMBERS].toSorted());
});

test('a file gives them as JSON, and what is named beside it wins', async () => {
  const deliver = file(
    'route.json',
    JSON.stringify({ secret: 'a', windows: [{ cron: '0 2 * * sun', minutes: 60, timeZone: 'UTC' }] }),
  );
  expect(await routeIn('--deliver', deliver, '--secret', 'b')).toEqual({
    secret: 'b',
    windows: [{ cron: '0 2 * * sun', minutes: 60, timeZone: 'UTC' }],
  });
});

test.each<[string, readonly string[], RegExp]>([
  ['an unknown strategy', ['--strategy', 'magic'], /^--strategy: expected one of acm-managed, .*, got "magic"$/],
  ['a secret of RenewGuard’s own', ['--secret', 'renewguard/x'], /^--secret: expected the name or ARN of a secret/],
  ['neither yes nor no', ['--approval', 'maybe'], /^--approval: expected yes or no, got "maybe"$/],
  ['no number', ['--proof-minutes', 'soon'], /^--proof-minutes: expected whole minutes from 1 to 10080/],
  ['half a day', ['--revoke-after-days', '1.5'], /^--revoke-after-days: expected whole days/],
  ['an endpoint without a port', ['--endpoint', 'a.example'], /^--endpoint: expected host:port/],
  ['a window that never opens', ['--window', 'sometimes'], /^--window: expected change windows such as/],
  ['a freeze that ends before it begins', ['--freeze', '2027-01-02/2026-12-20 UTC'], /^--freeze: expected freezes/],
  ['a file that is not there', ['--csr', '/nowhere/x.csr'], /^--csr \/nowhere\/x\.csr: there is no such file$/],
  ['a folder', ['--deliver', folder], /^--deliver .*EISDIR/],
])('%s is refused with the option and what it expects', async (_, args, words) => {
  await expect(routeIn(...args)).rejects.toMatchObject({
    name: 'WrongUsage',
    message: expect.stringMatching(words) as string,
  });
});

test.each<[string, string, RegExp]>([
  ['no JSON', 'secret: web/tls', /expected JSON/],
  ['a list', '[]', /expected a delivery route/],
  ['a member that no route has', '{"sercet":"a"}', /sercet.*no such member/],
  ['an odd value', '{"approval":"yes"}', /approval: expected true or false/],
  ['a key', '{"secret":"-----BEGIN PRIVATE KEY-----"}', /not shown/],
])('a file with %s is refused with its name', async (_, content, words) => {
  const path = file('odd.json', content);
  const refused = routeIn('--deliver', path);
  await expect(refused).rejects.toMatchObject({ name: 'WrongUsage', message: expect.stringMatching(words) as string });
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(path) as string });
});

test('a private key where a CSR belongs is refused, and never shown', async () => {
  const key = file(
    'device.key',
    '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n',
  );
  const refused = await routeIn('--csr', key).catch((error: Error) => error.message);
  expect(refused).toMatch(/^--csr: expected one certificate signing request/);
  expect(refused).not.toContain('MIGH');
});

test('plan and reissue take the certificate either way, and the route beside it', async () => {
  expect(await read('plan', AUTHORITY_ARN, '--serial', SERIAL, '--secret', 'a', '--json')).toEqual([
    'plan',
    expect.objectContaining({ arn: ISSUED_ARN }),
    { secret: 'a' },
    { json: true },
  ]);
  expect(await read('reissue', CERTIFICATE_ARN, '--again', '--no-follow', '--stack', 'other')).toEqual([
    'reissue',
    expect.objectContaining({ arn: CERTIFICATE_ARN }),
    {},
    { again: true, follow: false, stack: 'other' },
  ]);
  expect((await read('reissue', CERTIFICATE_ARN))[3]).toEqual({ follow: true });
});

test('the other commands', async () => {
  expect(await read('approve', '1f0c94a7b3de-4', '--region', 'eu-west-1')).toEqual([
    'answer',
    'approved',
    '1f0c94a7b3de-4',
    { region: 'eu-west-1' },
  ]);
  expect((await read('reject', '1f0c94a7b3de-4')).slice(0, 2)).toEqual(['answer', 'rejected']);
  expect(await read('mode')).toEqual(['mode', undefined, {}]);
  expect(await read('mode', 'stop', '--reason', 'x')).toEqual(['mode', 'stop', { reason: 'x' }]);
  expect(await read('route', 'show', AUTHORITY_ARN)).toEqual([
    'showRoute',
    expect.objectContaining({ kind: 'authority' }),
    {},
  ]);
  expect(await read('route', 'remove', CERTIFICATE_ARN, 'secret', 'windows')).toMatchObject([
    'removeRoute',
    { kind: 'certificate' },
    ['secret', 'windows'],
    {},
  ]);
  expect(await read('budget', '--json')).toEqual(['budget', { json: true }]);
});

test.each<readonly string[]>([
  ['mode', 'panic'],
  ['route', 'remove', CERTIFICATE_ARN, 'sercet'],
  ['route'],
  ['approve'],
  ['plan', CERTIFICATE_ARN, '--stack', '-x'],
  ['budget', '--region', 'europe'],
  ['reissue', CERTIFICATE_ARN, '--secrets', 'a'],
])('%s %s is refused', async (...args) => {
  await expect(read(...args)).rejects.toMatchObject({ name: 'CommanderError' });
});
