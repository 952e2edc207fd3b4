import fc from 'fast-check';
import { drillEvent, type DrillKind } from '../../core/domain/drill/drill.ts';
import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, exported, renewing } from '../builders/certificates.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { samples, trimmed } from '../template/samples.ts';
import { MachineOnFakes, named } from './machine-on-fakes.ts';

const NOW = '2026-11-28T12:00:00.000Z';
const MACHINES = { 'permission-removed': 'guard-authority', 'certificate-event': 'guard-certificate' } as const;
const SAMPLES = {
  'permission-removed': 'acm-pca-delete-permission.json',
  'certificate-event': 'acm-certificate-approaching-expiration.json',
} as const;
const KINDS: readonly DrillKind[] = ['permission-removed', 'certificate-event'];

/** What the rule of the kind makes of a drill. */
function inputOf(kind: DrillKind, id: string) {
  const arn = kind === 'permission-removed' ? AUTHORITY_ARN : CERTIFICATE_ARN;
  const { detailType, resources, detail } = drillEvent(kind, { id }, arn, NOW);
  const sample = Object.fromEntries(samples)[SAMPLES[kind]]!;
  // The sample's own source: the rule takes that one, too.
  return trimmed({ ...sample, 'detail-type': detailType, resources, detail: { ...detail } }) as object;
}

const rejects = (what: string) => () => Promise.reject(named('WroteInADrill', what));

/** From now on every write fails. */
function forbidWrites(world: FakeWorld): void {
  const writers: readonly (readonly [object, readonly string[]])[] = [
    [world.lease, ['claim', 'renew', 'release', 'abandon', 'forgetHeld']],
    [world.ledger, ['write', 'record', 'keep']],
    [world.memory, ['rememberConsumers', 'rememberAuthorities']],
    [world.inspections, ['noteInspection', 'writeInspected']],
    [world.issuances, ['noteReported']],
    [world.recordedRequests, ['keepRequest']],
    [world.repairs, ['noteRemover']],
    [world.repairStarter, ['startRepair']],
  ];
  for (const [store, methods] of writers)
    for (const method of methods) {
      expect(store).toHaveProperty(method);
      Object.defineProperty(store, method, { value: rejects(method) });
    }
}

function aWorld(): FakeWorld {
  const world = new FakeWorld();
  world.certificates.add();
  return world;
}

const told = (world: FakeWorld) => world.ledger.sent.map(({ subject }) => subject);

describe.each(KINDS)('a drill of kind %s', (kind) => {
  const run = (world: FakeWorld, id = 'drill-0001') => new MachineOnFakes(MACHINES[kind], world).run(inputOf(kind, id));

  test('runs the same path, tells one notice marked DRILL, and writes nothing', async () => {
    const world = aWorld();
    forbidWrites(world);
    const { failed, output, visited } = await run(world);
    expect(failed).toBeUndefined();
    expect(told(world)).toEqual([expect.stringMatching(/^\[RenewGuard\] DRILL HIGH|^\[RenewGuard\] DRILL LOW/)]);
    const [one] = Object.values(output as Record<string, unknown[]>)[0]!;
    expect(one).toMatchObject({
      drill: {
        id: 'drill-0001',
        told: [
          { channel: 'topic', state: 'sent' },
          { channel: 'bus', state: 'sent' },
        ],
      },
    });
    expect(visited).toEqual(
      expect.arrayContaining(
        kind === 'permission-removed'
          ? ['IdentifyAuthorities', 'VerifyAuthority', 'FindDependents', 'AlertOrResolve', 'ReleaseVerification']
          : ['IdentifyCertificates', 'InspectCertificate', 'ConcludeCertificate', 'IsToBeReplaced'],
      ),
    );
    expect(visited).not.toContain('StartReissue');
  });

  test('without an id is an ordinary hint, whatever its source', async () => {
    const world = aWorld();
    world.authorities.one.grants = known([]);
    world.certificates.add({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
    const { failed } = await run(world, '');
    expect(failed).toBeUndefined();
    expect(told(world)).toEqual([expect.not.stringContaining('DRILL')]);
  });

  test.each(['short', 'with spaces in it', '-leading-hyphen', 'x'.repeat(65), 'drill_0001'])(
    'with the id %j is refused by name, and told as a failure',
    async (id) => {
      const { failed } = await run(aWorld(), id);
      expect(failed?.error).toBe('InvalidInput');
      expect(failed?.reason).toContain('detail.drill.id: expected the id of a drill');
    },
  );

  test('that no channel takes still ends, and says so', async () => {
    const world = aWorld();
    world.ledger.unavailable = 1;
    const { failed, output } = await run(world);
    expect(failed).toBeUndefined();
    expect(JSON.stringify(output)).toContain('"state":"failed"');
  });

  test('twice at once tells two notices, each with its own id', async () => {
    const world = aWorld();
    const runs = await Promise.all(['drill-000a', 'drill-000b'].map((id) => run(world, id)));
    expect(runs.map(({ failed }) => failed)).toEqual([undefined, undefined]);
    const ids = world.ledger.sent.map(({ id }) => id.split('/')[1]);
    expect(ids.toSorted()).toEqual(['drill-000a', 'drill-000b']);
    expect(runs.map(({ output }) => JSON.stringify(output).includes('drill-000a'))).toEqual([true, false]);
  });

  test('changes nothing, whatever the state', async () => {
    const states = fc.record({
      grants: fc.constantFrom(known([]), known([aGrant()]), unread('acm-pca:ListPermissions', 'access-denied')),
      certificate: fc.constantFrom({}, { renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) }, ILL),
      earlier: fc.constantFrom(known([]), known([aGrant()])),
      wasSeen: fc.boolean(),
      isHeld: fc.boolean(),
      shared: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(states, async ({ grants, certificate, earlier, wasSeen, isHeld, shared }) => {
        const world = aWorld();
        if (shared) world.memory.consumers.set(AUTHORITY_ARN, [PAYMENTS]);
        world.certificates.add(certificate);
        if (wasSeen) await seen(world, earlier);
        if (isHeld) await world.lease.claim(AUTHORITY_ARN, 'another', NOTHING, await world.clock.now());
        const before = await findings(world);
        const count = world.ledger.sent.length;
        world.authorities.one.grants = grants;
        forbidWrites(world);
        const { failed } = await run(world);
        expect(failed).toBeUndefined();
        expect(await findings(world)).toEqual(before);
        expect(told(world).slice(count)).toEqual([expect.stringContaining('[RenewGuard] DRILL ')]);
      }),
      { numRuns: 60 },
    );
  });
});

const ILL = { ...exported, eligibility: 'INELIGIBLE' as const, renewal: renewing({ status: 'SUCCESS' }) };
const NOTHING = { eventName: 'manual', removals: [] };

/** A verification and an inspection in earnest. */
async function seen(world: FakeWorld, grants: typeof world.authorities.one.grants): Promise<void> {
  world.authorities.one.grants = grants;
  await new MachineOnFakes('guard-authority', world).run({ certificateAuthorityArn: AUTHORITY_ARN });
  await new MachineOnFakes('guard-certificate', world).run({ certificateArn: CERTIFICATE_ARN });
}

const findings = async (world: FakeWorld): Promise<unknown> => [
  await world.ledger.of(AUTHORITY_ARN),
  await world.inspections.findingOf(CERTIFICATE_ARN),
];

test('who is reported to have removed a permission is noted in earnest only', async () => {
  const world = aWorld();
  const noted: string[] = [];
  Object.assign(world.repairs, { noteRemover: (arn: string) => Promise.resolve(void noted.push(arn)) });
  const record = { ...Object.fromEntries(samples)[SAMPLES['permission-removed']]! };
  await world.identifyAuthorities({ ...record, detail: { ...record.detail, drill: { id: 'drill-0001' } } });
  expect(noted).toEqual([]);
});
