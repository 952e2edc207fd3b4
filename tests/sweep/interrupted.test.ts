import { known } from '../../core/domain/fact.ts';
import type { Place } from '../../core/domain/sweep/sweep.ts';
import { planAuthorities } from '../../core/sweep/plan-authorities.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { aCertificate } from '../builders/certificates.ts';
import { Killed, killAt } from '../fakes/hooked.ts';
import { REGION, SweepWorld } from '../fakes/sweep-world.ts';

/** Three pages of certificates: fine ones, one that nobody renews, and one that is gone by the second sweep. */
async function aWorld(): Promise<SweepWorld> {
  const world = new SweepWorld();
  world.aws.pageSize = 2;
  world.members = [{ id: PKI, status: 'ACTIVE', tags: {} }];
  world.authorities.one.grants = known([]);
  for (let index = 0; index < 5; index += 1) {
    const arn = `arn:aws:acm:${REGION}:${PKI}:certificate/00000000-0000-0000-0000-00000000000${index}`;
    const ends = index === 4 ? { kind: 'imported' as const, notAfter: '2026-12-01T12:00:00.000Z' } : {};
    const tags = { Owner: `team-${index % 2}` };
    const certificate = aCertificate({ arn, account: PKI, region: REGION, serial: `0${index}`, ...ends });
    world.aws.acm.set(arn, { certificate, tags, ...(index === 4 ? {} : { authorityArn: AUTHORITY_ARN }) });
  }
  world.aws.issued.set(AUTHORITY_ARN, [
    {
      arn: `${AUTHORITY_ARN}/certificate/${'ab'.repeat(16)}`,
      serial: 'ab'.repeat(16),
      subject: 'CN=device.example.com,O=Example',
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2026-12-01T00:00:00.000Z',
      issuedAt: '2026-01-01T00:00:00.000Z',
    },
  ]);
  await world.sweep('first');
  world.aws.acm.delete(`arn:aws:acm:${REGION}:${PKI}:certificate/00000000-0000-0000-0000-000000000004`);
  world.authorities.add();
  world.clock.forward(3600);
  return world;
}

/** What everybody can see after a sweep. */
async function seenIn(world: SweepWorld) {
  const page = await world.inventory.ofPlace(PKI, REGION);
  const notices = world.ledger.sent.map(({ subject }) => subject).toSorted();
  return {
    records: page.items.map(({ readAt: _, version: __, ...record }) => record),
    findings: (await world.inspections.openCertificateFindings(PKI, REGION)).map(({ certificateArn, code }) => [
      certificateArn,
      code,
    ]),
    authority: (await world.ledger.of(AUTHORITY_ARN)).map(({ code, state }) => [code, state]),
    notices,
  };
}

/** Runs a scan; a kill ends an invocation, and Step Functions begins the next. */
async function patiently(world: SweepWorld, id: string, place: Place): Promise<void> {
  for (let invocation = 0; invocation < 300; invocation += 1)
    try {
      if ((await world.scan(id, place)).next === 'done') return;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  throw new Error('a scan that does not end');
}

async function sweepWithKill(world: SweepWorld, at: number, phase: 'before' | 'after'): Promise<boolean> {
  const parts = [world.aws, world.sweeps, world.inventory, world.files, world.authorityInventory];
  const wasKilled = killAt(parts, at, phase);
  await world.plan('second').catch(() => world.plan('second'));
  for (const place of await again(() => world.files.workList('second', 'places')))
    await patiently(world, 'second', place);
  await again(() => planAuthorities(world, 'second'));
  for (const place of await again(() => world.files.workList('second', 'authorities')))
    await patiently(world, 'second', place);
  await again(() => world.conclude('second'));
  return wasKilled();
}

const again = <T>(act: () => Promise<T>): Promise<T> => act().catch(() => act());

test('a sweep that is killed before or after any of its calls ends as one that never was', async () => {
  const calm = await aWorld();
  await calm.sweep('second');
  const expected = await seenIn(calm);
  expect(expected.records).toHaveLength(5);
  let boundaries = 0;
  for (const phase of ['before', 'after'] as const)
    for (let at = 1; ; at += 1) {
      const world = await aWorld();
      if (!(await sweepWithKill(world, at, phase))) break;
      boundaries += 1;
      expect([phase, at, await seenIn(world)]).toEqual([phase, at, expected]);
    }
  expect(boundaries).toBeGreaterThan(60);
}, 120_000);

test('two sweeps at once leave what one alone leaves', async () => {
  const calm = await aWorld();
  await calm.sweep('second');
  const world = await aWorld();
  await Promise.all([world.sweep('second'), world.sweep('third')]);
  expect(await seenIn(world)).toEqual(await seenIn(calm));
});

test('one step at a time leaves what all at once leave', async () => {
  const calm = await aWorld();
  await calm.sweep('second');
  const world = await aWorld();
  world.stepsAtOnce = 1;
  await world.sweep('second');
  expect(await seenIn(world)).toEqual(await seenIn(calm));
});
