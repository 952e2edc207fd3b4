import { programFor, type Actions } from '../../cli/program.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';

/** What the command line made of what was typed. */
async function read(...args: readonly string[]): Promise<readonly unknown[]> {
  const called: unknown[] = [];
  const names = ['sweep', 'status', 'inventory', 'showScopes', 'setScope', 'removeScope'];
  const record =
    (name: string) =>
    (...given: readonly unknown[]): Promise<void> =>
      Promise.resolve(void called.push(name, ...given));
  const actions = Object.fromEntries(names.map((name) => [name, record(name)])) as unknown as Actions;
  const program = programFor(actions);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(args, { from: 'user' });
  return called;
}

describe('sweep', () => {
  test('asks for all where nothing is said, and waits', async () => {
    expect(await read('sweep')).toEqual(['sweep', {}, { wait: true }]);
  });

  test('asks for what is said', async () => {
    const args = ['--accounts', `${PKI}, ${PAYMENTS}`, '--regions', 'eu-west-1', '--regions', 'us-east-1'];
    const more = ['--as-of', '2027-03-01', '--include-expired', '--issued-between', '2026-01-01..2026-03-31'];
    expect(await read('sweep', ...args, ...more, '--dry-run', '--no-wait', '--json', '--region', 'eu-west-1')).toEqual([
      'sweep',
      {
        accounts: [PKI, PAYMENTS],
        regions: ['eu-west-1', 'us-east-1'],
        asOf: '2027-03-01',
        dryRun: true,
        include: { expired: true, issuedBetween: { from: '2026-01-01', to: '2026-03-31' } },
      },
      { wait: false, json: true, region: 'eu-west-1' },
    ]);
    expect((await read('sweep', '--scope', 'a,b', '--include-revoked'))[1]).toEqual({
      scopes: ['a', 'b'],
      include: { revoked: true },
    });
    expect((await read('sweep', '--organizational-units', 'r-ab12'))[1]).toEqual({ organizationalUnits: ['r-ab12'] });
  });
});

test('inventory takes what all must fit', async () => {
  const args = ['--account', PKI, '--region', 'global', '--owner', 'web', '--authority', AUTHORITY_ARN];
  expect(
    await read('inventory', ...args, '--expires-before', '2027-03-01', '--gone', '--csv', '--in', 'eu-west-1'),
  ).toEqual([
    'inventory',
    {
      account: PKI,
      region: 'global',
      owner: 'web',
      authority: AUTHORITY_ARN,
      expiresBefore: '2027-03-01T00:00:00.000Z',
      gone: true,
    },
    { csv: true, region: 'eu-west-1' },
  ]);
  expect(await read('inventory')).toEqual(['inventory', { gone: false }, {}]);
});

test('status and the scopes', async () => {
  expect(await read('status', '--json')).toEqual(['status', { json: true }]);
  expect(await read('scope', 'show')).toEqual(['showScopes', undefined, {}]);
  expect(await read('scope', 'show', 'prod', '--stack', 'other')).toEqual(['showScopes', 'prod', { stack: 'other' }]);
  const parts = ['--accounts', `${PKI},${PAYMENTS}`, '--regions', 'eu-west-1', '--every-hours', '12'];
  const more = ['--include-expired', 'yes', '--business-unit', 'Retail', '--tag', 'a=b=c', '--tag', 'd=e'];
  expect(await read('scope', 'set', 'prod', ...parts, ...more, '--json')).toEqual([
    'setScope',
    'prod',
    {
      accounts: [PKI, PAYMENTS],
      regions: ['eu-west-1'],
      everyHours: 12,
      include: { expired: true },
      businessUnit: 'Retail',
      tags: { a: 'b=c', d: 'e' },
    },
    { json: true },
  ]);
  expect((await read('scope', 'set', 'prod', '--accounts', 'organization'))[2]).toEqual({ accounts: 'organization' });
  expect(await read('scope', 'remove', 'prod', 'tags', 'include')).toEqual([
    'removeScope',
    'prod',
    ['tags', 'include'],
    {},
  ]);
});

test.each<readonly string[]>([
  ['sweep', '--issued-between', '2026-01-01'],
  ['sweep', 'everything'],
  ['inventory', '--account', '1'],
  ['inventory', '--region', 'everywhere'],
  ['inventory', '--authority', 'arn:aws:s3:::bucket'],
  ['inventory', '--expires-before', 'soon'],
  ['inventory', '--csv', '--json'],
  ['scope', 'set'],
  ['scope', 'set', 'prod', '--every-hours', 'often'],
  ['scope', 'set', 'prod', '--include-expired', 'maybe'],
  ['scope', 'set', 'prod', '--tag', 'alone'],
  ['scope', 'remove', 'prod', 'regions'],
])('%s %s %s %s is wrong usage', async (...args) => {
  await expect(read(...args)).rejects.toMatchObject({
    name: expect.stringMatching(/CommanderError|InvalidArgumentError|WrongUsage/) as string,
  });
});
