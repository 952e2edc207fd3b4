import { removeScope, setScope, showScopes, type ScopePorts } from '../../cli/scope/scope.ts';
import { scopesJson, scopesText } from '../../cli/scope/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { anOutcome, aPlace, aScope, aSweep, someCounts } from '../builders/inventory.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { FakeSweeps } from '../fakes/sweep-records.ts';

const schema = schemaOf('scopes.v1');
const NOW = '2026-11-25T04:00:00.000Z';
const sweeps = new FakeSweeps();
const ports: ScopePorts = { sweeps, defaultScope: aScope(), now: NOW };

const prod = aScope({
  name: 'prod',
  everyHours: 1,
  organizationalUnits: ['ou-ab12-11112222'],
  businessUnit: 'Retail',
  tags: { stage: 'prod' },
});

beforeEach(async () => {
  for (const { name } of await sweeps.scopes()) await sweeps.setScope(name, undefined);
});

describe('the scopes that are shown', () => {
  test('are those that are set, and the deployed one where none is called so', async () => {
    await sweeps.setScope('prod', prod);
    const { scopes } = await showScopes(ports);
    expect(scopes.map(({ name, source }) => [name, source])).toEqual([
      ['prod', 'set'],
      ['default', 'deployed'],
    ]);
    expect((await showScopes(ports, 'prod')).scopes).toMatchObject([{ ...prod, standing: { state: 'never' } }]);
    await sweeps.setScope('default', aScope({ everyHours: 12 }));
    expect((await showScopes(ports, 'default')).scopes).toMatchObject([{ source: 'set', everyHours: 12 }]);
  });

  test('are told with how they stand, and what the last sweep found there', async () => {
    const kept = new FakeSweeps();
    const sweep = aSweep({ scopes: ['default', 'prod'] });
    await kept.open(sweep);
    const places = [
      aPlace(),
      aPlace({ authorityArn: AUTHORITY_ARN }),
      aPlace({ account: PAYMENTS }),
      aPlace({ scope: 'prod', region: 'us-east-1' }),
    ];
    for (const place of places)
      await kept.end(
        sweep.id,
        anOutcome({
          place,
          ...(place.account === PAYMENTS && { outcome: 'unreadable', counts: someCounts({ certificates: 0 }) }),
        }),
      );
    await kept.finish(sweep);
    const [shown] = (await showScopes({ ...ports, sweeps: kept }, 'default')).scopes;
    expect(shown).toMatchObject({
      standing: { state: 'on-time', finished: { id: sweep.id } },
      found: { places: 2, unreadable: 1, certificates: 6 },
    });
    const text = scopesText(await showScopes({ ...ports, sweeps: kept }), noColors);
    expect(text).toMatch(/^default \(as deployed\)$/m);
    expect(text).toMatch(/found +6 certificates in 2 places; 1 could not be read/);
    expect(text).toContain('on time: last swept on 2026-11-25T03:00:00.000Z');
  });

  test('none of another name', async () => {
    await expect(showScopes(ports, 'prd')).rejects.toMatchObject({
      name: 'WrongUsage',
      message: 'there is no scope prd: there are default',
    });
  });
});

describe('setting a scope', () => {
  const setAs = async (name: string, given: object) => (await setScope(ports, name, { ...given })).scopes[0];

  test('makes one of what is given, beside what was set before', async () => {
    expect(
      await setAs('prod', { accounts: 'organization', regions: ['eu-west-1'], businessUnit: 'Retail' }),
    ).toMatchObject({ everyHours: 24, source: 'set' });
    expect(await setAs('prod', { everyHours: 2, include: { expired: true } })).toMatchObject({
      everyHours: 2,
      businessUnit: 'Retail',
      include: { expired: true, revoked: false },
    });
    expect(await setAs('prod', { include: { revoked: true } })).toMatchObject({
      include: { expired: true, revoked: true },
    });
    expect(await sweeps.scopes()).toMatchObject([{ name: 'prod', everyHours: 2 }]);
    expect((await sweeps.scopes())[0]).not.toHaveProperty('source');
  });

  test('begins with the deployed one for the one that is called so', async () => {
    expect(await setAs('default', { everyHours: 12 })).toMatchObject({ ...aScope(), everyHours: 12, source: 'set' });
  });

  test('takes units away where another answer is given to which accounts', async () => {
    await sweeps.setScope('prod', prod);
    expect(await setAs('prod', { accounts: [PKI] })).not.toHaveProperty('organizationalUnits');
  });

  test.each<[string, object, RegExp]>([
    ['nothing', {}, /nothing to set/],
    ['no regions', { accounts: 'own' }, /^regions: expected at least one region/],
    [
      'an account that is none',
      { accounts: ['1'], regions: ['eu-west-1'] },
      /^accounts.0: expected an account of twelve digits/,
    ],
    [
      'units of a list of accounts',
      { accounts: [PKI], organizationalUnits: ['r-ab12'], regions: ['eu-west-1'] },
      /^organizationalUnits: expected units only/,
    ],
  ])('with %s is wrong usage, and sets nothing', async (_, given, message) => {
    await expect(setScope(ports, 'new', { ...given })).rejects.toMatchObject({
      name: 'WrongUsage',
      message: expect.stringMatching(message) as string,
    });
    expect(await sweeps.scopes()).toEqual([]);
  });

  test('with a name that is none is wrong usage', async () => {
    const given = { accounts: 'own', regions: ['eu-west-1'] };
    await expect(setScope(ports, 'a/b', given)).rejects.toThrow(/^name: expected the name of a scope/);
  });
});

describe('removing a scope', () => {
  test('takes it away, or only what is named of it', async () => {
    await sweeps.setScope('prod', prod);
    const { scopes, changed } = await removeScope(ports, 'prod', ['businessUnit', 'tags', 'organizationalUnits']);
    expect([changed, scopes[0]?.name]).toEqual(['removed', 'prod']);
    expect(await sweeps.scopes()).toEqual([aScope({ name: 'prod', everyHours: 1 })]);
    const report = await removeScope(ports, 'prod', []);
    expect([report.scopes, await sweeps.scopes()]).toEqual([[], []]);
    expect(scopesText(report, noColors)).toContain('It is removed');
  });

  test('of the default one leaves what was deployed', async () => {
    await sweeps.setScope('default', aScope({ everyHours: 12 }));
    const report = await removeScope(ports, 'default', []);
    expect(report.scopes).toMatchObject([{ name: 'default', source: 'deployed', everyHours: 24 }]);
    expect(scopesText(report, noColors)).toMatch(/^It is removed\. What holds now:$/m);
  });

  test('that nobody has set is wrong usage, the deployed one too', async () => {
    for (const name of ['prod', 'default'])
      await expect(removeScope(ports, name, [])).rejects.toMatchObject({ name: 'WrongUsage' });
  });
});

test('the JSON is as its schema says, and the text obeys nothing', async () => {
  await setScope(ports, 'web', { accounts: 'own', regions: ['eu-west-1'] });
  const set = await setScope(ports, 'web', { everyHours: 3 });
  await sweeps.setScope('prod', { ...prod, tags: { '\u001b[2J': '\u202e' } });
  for (const report of [await showScopes(ports), set]) {
    expect(errorsIn(schema, JSON.parse(scopesJson(report)))).toEqual([]);
    expect(scopesText(report, noColors)).not.toMatch(/[\u001b\u202e]/);
  }
});
