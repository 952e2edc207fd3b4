import { contentDifferences } from '../../core/domain/reissue/content-differences.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import {
  adopt,
  issuedForSomebody,
  newOnes,
  requested,
  SECRET,
  stageOf,
  type Stage,
} from '../builders/reissue-stage.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { Drive } from '../simulation/drive.ts';
import { violations } from '../simulation/properties.ts';
import { MachineOnFakes } from './machine-on-fakes.ts';

const counted = (effects: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const effect of effects) counts[effect] = (counts[effect] ?? 0) + 1;
  return counts;
};

/** The calls of services that one reissue makes. */
const CALLS: Readonly<Record<ActingStrategy, Record<string, number>>> = {
  secret: {
    'vault.keepVersion': 2,
    'issuer.issueCertificate': 1,
    'vault.promoteVersion': 1,
    'vault.removeSecret': 1,
  },
  'acm-import': {
    'vault.keepVersion': 2,
    'issuer.issueCertificate': 1,
    'acm.importInto': 1,
    'vault.promoteVersion': 1,
    'vault.removeSecret': 1,
  },
  'same-key': { 'issuer.issueCertificate': 1, 'vault.keepVersion': 1, 'vault.promoteVersion': 1 },
  export: { 'acm.exportKey': 1, 'vault.keepVersion': 1, 'vault.promoteVersion': 1 },
  'acm-managed': { 'acm.requestCertificate': 1 },
};

const NESTED = ['IssueAndDeliver', 'WhatIsToBeDone'];
const ENDED = ['RetireCertificate', 'WhatIsToBeDone', 'CleanUpIssuance', 'WhatIsToBeDone', 'Reissued'];

const ofServices = (effects: readonly string[]) => effects.filter((call) => /^(vault|issuer|acm)\./.test(call));

/** Runs a reissue to its end; services adopt what ACM was asked for as soon as it is there. */
async function reissued(strategy: ActingStrategy) {
  const drive = new Drive(await stageOf(strategy));
  const run = await drive.start();
  if (strategy !== 'acm-managed') return { drive, run };
  adopt(drive.stage);
  return { drive, run: await drive.start() };
}

describe.each(Object.keys(CALLS) as ActingStrategy[])('a certificate is replaced by %s', (strategy) => {
  test('in one run, with one call of a service for each thing that is done, proven, and told once', async () => {
    const { drive, run } = await reissued(strategy);
    expect(run.failed).toBeUndefined();
    expect(run.visited).toEqual(['BeginReissue', 'PrepareReissue', 'WhatIsToBeDone', ...NESTED, ...ENDED]);
    expect(await violations(drive)).toEqual([]);
    expect(counted(ofServices(drive.stage.world.effects))).toEqual(CALLS[strategy]);
    expect(drive.stage.world.told).toEqual(strategy === 'acm-managed' ? ['ADOPT', 'REPLACED'] : ['REPLACED']);
  });

  test('the new one says what the old one said', async () => {
    const { drive } = await reissued(strategy);
    const [before, now] = [drive.stage.old.pem, (await drive.stage.served())!.pem].map((pem) =>
      readCertificate(pem.certificate),
    );
    if (strategy === 'acm-managed') expect(now!.names).toEqual(before!.names);
    else expect(contentDifferences(before!, now!)).toEqual([]);
    expect(now!.notAfter > before!.notAfter).toBe(true);
  });

  test('its key is fresh, but for that of a device', async () => {
    const { drive } = await reissued(strategy);
    const [before, now] = [drive.stage.old.pem, (await drive.stage.served())!.pem].map((pem) =>
      readCertificate(pem.certificate),
    );
    expect(now!.publicKey === before!.publicKey).toBe(strategy === 'same-key');
  });

  test('once more with the same input it does nothing, under whichever of its names', async () => {
    const { drive } = await reissued(strategy);
    const { world } = drive.stage;
    const told = world.ledger.sent.length;
    const services = ofServices(world.effects).length;
    for (let day = 0; day < 14; day += 1) {
      expect((await drive.start()).failed).toBeUndefined();
      world.clock.forward(86_400);
    }
    expect(ofServices(world.effects)).toHaveLength(services);
    expect(world.ledger.sent).toHaveLength(told);
    expect(await violations(drive)).toEqual([]);
  });
});

test('a certificate that nobody knows how to deliver is left, and the run says how to give it a route', async () => {
  const { drive } = await imported(false);
  const run = await drive.start();
  expect(run.output).toMatchObject({ next: 'finish', strategy: 'notify' });
  expect((run.output as { because: string }).because).toContain('route set');
  expect(drive.stage.world.effects).toEqual([]);
});

/** An imported certificate, in use by a service or not. */
async function imported(inUse: boolean): Promise<{ drive: Drive; stage: Stage }> {
  const stage = await stageOf('acm-import');
  if (!inUse) stage.world.acm.held.get(stage.input.certificateArn)!.inUseBy = [];
  return { drive: new Drive(stage), stage };
}

describe('what is imported', () => {
  test('is replaced in the same ARN, again when its time has come, and by hand before that only on demand', async () => {
    const { drive, stage } = await imported(true);
    await drive.start();
    const first = (await stage.served())!.serial;
    expect((await drive.start()).output).toMatchObject({ next: 'finish' });
    expect((await stage.served())!.serial).toBe(first);
    expect((await drive.start({ ...stage.input, again: true })).failed).toBeUndefined();
    const second = (await stage.served())!.serial;
    expect(second).not.toBe(first);
    stage.world.clock.forward(61 * 86_400);
    expect((await drive.start({ ...stage.input, startedBy: 'guard' })).failed).toBeUndefined();
    const third = await stage.served();
    expect([first, second]).not.toContain(third!.serial);
    expect(keyFits(third!.privateKey!, readCertificate(third!.pem.certificate))).toBe(true);
    expect(await stage.world.issuances.lineageOf(stage.input.certificateArn)).toMatchObject({
      cameFrom: { generation: 3 },
    });
  });

  test('by a person since, over what RenewGuard had imported, is that person’s: it is replaced by hand', async () => {
    const { drive, stage } = await imported(true);
    await drive.start();
    const other = await issuedForSomebody(stage.world, { days: 90 });
    const held = stage.world.acm.held.get(stage.input.certificateArn)!;
    held.pem = { certificate: other.certificate, chain: other.chain };
    expect((await drive.start()).failed).toBeUndefined();
    expect((await stage.served())!.serial).not.toBe(other.serial);
  });
});

describe('by authority and serial', () => {
  test('it is the same as by the ARN that they make', async () => {
    const stage = await stageOf('secret');
    const drive = new Drive(stage);
    const { certificateArn: _, ...how } = stage.input;
    const serial = stage.old.serial.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:');
    await drive.start({ ...how, certificateAuthorityArn: AUTHORITY_ARN, serial });
    expect(await violations(drive)).toEqual([]);
  });
});

test('a certificate of which the CA’s record told the CSR goes back to its device’s secret without any key', async () => {
  const { drive } = await reissued('same-key');
  expect(await drive.stage.served()).toMatchObject({ privateKey: undefined });
  expect((await newOnes(drive.stage)).map(({ csr }) => csr)).toEqual([
    drive.stage.world.issuer.issued.get(drive.stage.old.arn)?.csr,
  ]);
});

test('what was not adopted yet is looked at every day, and proven when the services use it', async () => {
  const drive = new Drive(await stageOf('acm-managed'));
  const { world } = drive.stage;
  expect((await drive.start()).output).toMatchObject({ next: 'finish' });
  for (let day = 0; day < 3; day += 1) {
    world.clock.forward(26 * 3600);
    expect(await world.resumeReissues()).toMatchObject({ due: 1, started: 1 });
    const [, input] = [...world.started].at(-1)!;
    await drive.start(input);
  }
  expect((await drive.issuance())?.state).toBe('delivered');
  adopt(drive.stage);
  await drive.start();
  expect(await violations(drive)).toEqual([]);
  expect(requested(drive.stage)).toHaveLength(1);
});

test('one that lives for years is handed to ACM long before its end, whose own ones live for 395 days', async () => {
  const world = new ReissueWorld();
  await world.issuer.add();
  const old = await issuedForSomebody(world, { days: 1200 });
  const machine = new MachineOnFakes('reissue-certificate', world);
  const run = await machine.run({ certificateArn: old.arn, strategy: 'acm-managed' });
  expect(run.failed).toBeUndefined();
  expect(world.acm.held.size).toBe(1);
});

test('a secret that is not there yet is made, and is its own way back the next time only', async () => {
  const world = new ReissueWorld();
  await world.issuer.add();
  const machine = new MachineOnFakes('reissue-certificate', world);
  const old = await issuedForSomebody(world);
  const run = await machine.run({ certificateArn: old.arn, strategy: 'secret', deliver: { secret: SECRET } });
  expect(run.failed).toBeUndefined();
  const { intent } = run.output as { intent: string };
  expect((await world.issuances.issuanceOf(intent))?.wayBack).toBeUndefined();
  const next = (await world.issuances.issuanceOf(intent))!.issued!.certificateArn;
  const again = await machine.run({ certificateArn: next });
  expect((await world.issuances.issuanceOf((again.output as { intent: string }).intent))?.wayBack).toContain(SECRET);
});
