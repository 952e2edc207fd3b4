import { known } from '../../core/domain/fact.ts';
import { RepairRefused } from '../../core/domain/repair/repair-refused.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { readStatement, policyOf } from '../builders/policy.ts';
import type { RepairWorld } from '../fakes/repair-world.ts';
import { ALL, brokenWorld, dueIn, guarded, heldIn, record } from './broken-world.ts';

const partial = aGrant({ actions: ['GetCertificate'] });
const bound = aGrant({ actions: ['IssueCertificate'], sourceAccount: PKI });
const foreign = aGrant({ sourceAccount: PAYMENTS });
const subject = { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing', account: PKI } as const;
const auto = (world: RepairWorld): void => {
  world.repairMode = 'auto';
};

/** Runs the two functions as the machine does, each again until it is not cut off. @returns how often one was */
async function driven(world: RepairWorld, input: object, holder = 'an execution'): Promise<number> {
  let cuts = 0;
  const retried = async (act: () => Promise<{ next: string }>): Promise<{ next: string }> => {
    for (; cuts < 10; cuts += 1)
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Error) || !['AwsUnavailable', 'Error'].includes(error.name)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1));
        revive(world);
      }
    throw new Error('It comes to no end.');
  };
  const { next } = await retried(() => world.beginRepair(input));
  if (next === 'mend') await retried(() => world.mendAuthority({ ...input, holder }));
  return cuts;
}

/** `lost`: the answer of one call is lost, or it is not made. `killed`: the function makes no other call after it, either. */
type How = 'lost' | 'killed';

const dead = new WeakSet<RepairWorld>();
const revive = (world: RepairWorld): void => void dead.delete(world);

/** Cuts a function off at its n-th call. */
function cutOff(world: RepairWorld, at: number, phase: 'before' | 'after', how: How): void {
  let count = -1;
  world.cut = (_, each) => {
    if (dead.has(world)) throw new Error('dead');
    if (each !== phase || (count += 1) !== at) return;
    if (how === 'killed') dead.add(world);
    throw new Error('cut off');
  };
}

const cuts = (calls: number): readonly (readonly [number, 'before' | 'after', How])[] =>
  Array.from({ length: calls }, (_, at) => at).flatMap((at) =>
    (['before', 'after'] as const).flatMap((phase) =>
      (['lost', 'killed'] as const).map((how) => [at, phase, how] as const),
    ),
  );

test.each([
  ['none', []],
  ['a partial one', [partial]],
  ['one bound to its source account', [bound]],
  ['both kinds', [partial, bound]],
  ['another account’s', [foreign]],
])('a permission is restored where there is %s', async (_, standing) => {
  const { world, input } = await brokenWorld(standing, auto);
  await driven(world, input);
  expect(heldIn(world)).toEqual([...ALL, ...(standing.includes(foreign) ? ALL : [])].toSorted());
  expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'repaired', done: [{}] });
  expect(await world.repairs.repairOf(subject)).not.toHaveProperty('stood');
  expect(world.ledger.requested).toEqual([AUTHORITY_ARN]);
  await guarded(world, { certificateAuthorityArn: AUTHORITY_ARN });
  expect(world.told).toEqual(['LOW PermissionMissing', 'RESOLVED PermissionMissing']);
});

/** Counts the calls of one whole run. */
async function callsOf(standing: Parameters<typeof brokenWorld>[0]): Promise<number> {
  const { world, input } = await brokenWorld(standing, auto);
  let calls = 0;
  world.cut = (_, phase) => void (calls += phase === 'before' ? 1 : 0);
  await driven(world, input);
  return calls;
}

describe.each([
  ['none', []],
  ['a partial one', [partial]],
  ['both kinds', [partial, bound]],
])('where there is %s', (_, standing) => {
  test('killed before or after any call, and tried again, it comes to the same', async () => {
    const calls = await callsOf(standing);
    expect(calls).toBeGreaterThan(8);
    for (const [at, phase, how] of cuts(calls)) {
      const { world, input } = await brokenWorld(standing, auto);
      cutOff(world, at, phase, how);
      expect(await driven(world, input)).toBe(1);
      expect(heldIn(world)).toEqual(ALL);
      expect((await world.repairs.repairOf(subject))?.done).toHaveLength(1);
    }
  });

  test('twice at once, it comes to the same', async () => {
    const { world, input } = await brokenWorld(standing, auto);
    const both = await Promise.allSettled(['one', 'another'].map((holder) => driven(world, input, holder)));
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(heldIn(world)).toEqual(ALL);
    expect((await world.repairs.repairOf(subject))?.done).toHaveLength(1);
  });
});

test('what stood is written down before it is deleted', async () => {
  const { world, input } = await brokenWorld([partial], auto);
  world.cut = async (call, phase) => {
    if (call !== 'actor.deleteGrant' || phase !== 'before') return;
    expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'mending', stood: { grants: [partial] } });
  };
  await driven(world, input);
  expect(world.actor.done[0]).toBe('delete GetCertificate');
});

test('where AWS refuses the new one, what stood is put back, and the failure says why', async () => {
  const { world, input } = await brokenWorld([partial], auto);
  let refused = false;
  world.cut = (call, phase) => {
    if (call !== 'actor.createGrant' || phase !== 'before' || refused) return;
    refused = true;
    throw new RepairRefused('acm-pca:CreatePermission was refused: InvalidStateException');
  };
  await expect(driven(world, input)).rejects.toThrow('InvalidStateException');
  expect(world.authorities.one.grants).toEqual(known([partial]));
  expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'refused' });
  await guarded(world, { certificateAuthorityArn: AUTHORITY_ARN });
  expect(world.repairStarter.started.size).toBe(1);
});

test('"already exists" is decided by ListPermissions: whoever created it meanwhile, it is done', async () => {
  const { world, input } = await brokenWorld([], auto);
  world.cut = (call, phase) => {
    if (call === 'actor.createGrant' && phase === 'before') world.authorities.one.grants = known([aGrant()]);
  };
  await driven(world, input);
  expect(heldIn(world)).toEqual(ALL);
  expect(world.actor.done).toEqual([]);
});

test('"already exists", but partial: it is replaced', async () => {
  const { world, input } = await brokenWorld([], auto);
  let met = false;
  world.cut = (call, phase) => {
    if (call !== 'actor.createGrant' || phase !== 'before' || met) return;
    met = true;
    world.authorities.one.grants = known([partial]);
  };
  await driven(world, input);
  expect(world.actor.done).toEqual(['delete GetCertificate', 'create IssueCertificate,GetCertificate,ListPermissions']);
});

test('the mode is read before each side effect; flipped after the deletion, what stood is put back', async () => {
  const { world, input } = await brokenWorld([partial], auto);
  world.cut = async (call, phase) => {
    if (call === 'actor.deleteGrant' && phase === 'after') await world.modes.setMode({ mode: 'stop' });
  };
  await driven(world, input);
  expect(world.authorities.one.grants).toEqual(known([partial]));
  expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'held' });
  await world.modes.setMode({ mode: 'act' });
  await guarded(world, { certificateAuthorityArn: AUTHORITY_ARN });
  expect(dueIn(world)).toMatchObject({ attempt: 2 });
  world.cut = () => undefined;
  await driven(world, dueIn(world));
  expect(heldIn(world)).toEqual(ALL);
});

test.each(['dry-run', 'stop'] as const)(
  'while the mode is %s nothing is begun, and the finding says what would be',
  async (mode) => {
    const { world } = await brokenWorld([], auto).catch(() => ({ world: undefined }));
    expect(world).toBeDefined();
    await world!.modes.setMode({ mode });
    world!.authorities.one.grants = known([aGrant()]);
    await guarded(world!, { certificateAuthorityArn: AUTHORITY_ARN });
    world!.authorities.one.grants = known([]);
    await guarded(world!);
    expect(world!.repairStarter.started.size).toBe(1);
    expect(world!.ledger.sent.at(-1)?.text).toContain(`Repair:     RenewGuard would do it, but the mode is ${mode}`);
  },
);

test('what others mended meanwhile is no repair', async () => {
  const { world, input } = await brokenWorld([], auto);
  const { next } = await world.beginRepair(input);
  expect(next).toBe('mend');
  world.authorities.one.grants = known([aGrant()]);
  await world.mendAuthority({ ...input, holder: 'an execution' });
  expect(world.actor.done).toEqual([]);
  expect((await world.repairs.repairOf(subject))?.done).toEqual([]);
});

test('what AWS would not tell is not repaired blindly', async () => {
  const { world, input } = await brokenWorld([], auto);
  world.authorities.one.grants = unread('acm-pca:ListPermissions');
  await expect(world.beginRepair(input)).rejects.toMatchObject({ name: 'AccountUnreadable' });
  expect(world.actor.done).toEqual([]);
});

describe('a policy', () => {
  const sharedWith = { ...subject, code: 'PolicyMissing', account: PAYMENTS } as const;
  const others = policyOf(readStatement({ Sid: 'Ours', Principal: { AWS: '555566667777' } }));

  const missing = (policy: string | undefined) =>
    brokenWorld([aGrant()], (world) => {
      auto(world);
      world.accounts.issue(PAYMENTS);
      world.authorities.one.policy = known(policy);
    });

  test.each([
    ['none', undefined],
    ['one for others', others],
  ])('is put where there is %s, and what stood stays', async (_, policy) => {
    const { world, input } = await missing(policy);
    expect(input).toMatchObject({ code: 'PolicyMissing', account: PAYMENTS });
    await driven(world, input);
    expect(world.actor.done).toEqual(['put policy']);
    await guarded(world, { certificateAuthorityArn: AUTHORITY_ARN });
    expect(world.told).toEqual(['HIGH PolicyMissing', 'RESOLVED PolicyMissing']);
    expect(JSON.stringify(world.authorities.one.policy).includes('555566667777')).toBe(policy !== undefined);
  });

  test('that may be RAM’s is advised only', async () => {
    await expect(missing(policyOf(readStatement({ Sid: undefined })))).rejects.toThrow('No repair was begun.');
  });

  test('killed before or after any call, and tried again, it comes to the same', async () => {
    for (const [at, phase, how] of cuts(12)) {
      const { world, input } = await missing(others);
      cutOff(world, at, phase, how);
      expect(await driven(world, input)).toBe(1);
      expect((await world.repairs.repairOf(sharedWith))?.done).toHaveLength(1);
      expect(JSON.stringify(world.authorities.one.policy)).toContain(PAYMENTS);
    }
  });

  test('two repairs of one CA don’t overlap: neither’s statement is lost', async () => {
    const world = (await missing(others)).world;
    world.accounts.issue('333344445555');
    await guarded(world, record('PutPolicy'));
    const inputs = [...world.repairStarter.started.values()];
    expect(inputs).toHaveLength(2);
    const run = (input: object, index: number) => driven(world, input, `execution ${index}`);
    await Promise.all(inputs.map(run));
    for (const account of [PAYMENTS, '333344445555', '555566667777'])
      expect(JSON.stringify(world.authorities.one.policy)).toContain(account);
  });
});
