import type { Mode } from '../../core/domain/reissue/mode.ts';
import { adopt, SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';
import { violations } from './properties.ts';
import { STRATEGIES, undisturbed } from './stops.ts';

/*
 * faults.md, F24: the mode is flipped while a reissue is at work. It is read immediately before each side effect; here it is
 * flipped before any of those reads.
 */

const isOfService = (call: string): boolean => /^(vault|issuer|acm)\./.test(call);
/** A key that was exported and not stored is exported once more: it is nowhere else. */
const servicesIn = (effects: readonly string[]) =>
  effects.filter((call) => isOfService(call) && call !== 'acm.exportKey');

const flipped = (mode: Mode) => ({ mode, by: 'arn:aws:iam::111122223333:user/ada', reason: 'a bad feeling' });

/** Tells the side effects that happen in spite of the mode. */
function watchMode({ stage: { world } }: Drive, reads: number): readonly string[] {
  const inSpite: string[] = [];
  world.cut = (call, phase) => {
    if (phase === 'before' && isOfService(call) && isEffect(call) && world.modes.reads > reads) inSpite.push(call);
  };
  return inSpite;
}

const EFFECTS = ['keepVersion', 'promoteVersion', 'removeSecret', 'issueCertificate', 'revokeCertificate'];
const isEffect = (call: string): boolean =>
  [...EFFECTS, 'importInto', 'requestCertificate', 'exportKey'].some((name) => call.endsWith(`.${name}`));

describe.each(STRATEGIES)('%s', (strategy) => {
  test.each(['stop', 'dry-run'] as const)(
    'does nothing more once the mode is %s, ends in good order, and goes on by itself when it is act again',
    async (mode) => {
      const usual = servicesIn(await undisturbed(strategy));
      for (let reads = 0; reads <= usual.length; reads += 1) {
        const drive = new Drive(await stageOf(strategy));
        const { world } = drive.stage;
        world.modes.flipAfter(reads, flipped(mode));
        const inSpite = watchMode(drive, reads);
        const run = await drive.start();
        expect([reads, inSpite, run.failed?.message]).toEqual([reads, [], undefined]);
        expect(world.told.filter((label) => label.startsWith('HIGH'))).toEqual([]);
        await drive.anHourLater();
        await drive.anHourLater();
        expect(inSpite).toEqual([]);
        await world.modes.setMode({ mode: 'act' });
        world.cut = () => undefined;
        if (strategy === 'acm-managed') adopt(drive.stage);
        // What was stopped before it was written down, only whoever started it can know.
        if ((await drive.issuance()) === undefined) await drive.start();
        await drive.converge(30);
        expect([reads, await violations(drive)]).toEqual([reads, []]);
        expect(servicesIn(world.effects).toSorted()).toEqual(usual.toSorted());
      }
    },
  );
});

test('a dry run says what would be done, and why, and writes nothing', async () => {
  const drive = new Drive(await stageOf('secret'));
  const { world } = drive.stage;
  await world.modes.setMode(flipped('dry-run'));
  const { output } = await drive.start();
  expect(output).toMatchObject({ next: 'finish', strategy: 'secret' });
  expect((output as { because: string }).because).toBe(
    'the mode is dry-run; it would be replaced by secret: its route says so',
  );
  expect(world.effects).toEqual([]);
});

test('nothing is rolled back or revoked either while the mode is stop; both are done afterwards', async () => {
  const endpoint = 'web.example.com:443';
  const drive = await routed('secret', { endpoint, revokeAfterDays: 0 });
  const { world, old } = drive.stage;
  world.probe.serving.set(endpoint, old.pem.certificate);
  drive.machine.onWait = async (seconds) => {
    world.clock.forward(seconds);
    await world.modes.setMode(flipped('stop'));
  };
  expect((await drive.start()).failed).toBeUndefined();
  expect((await drive.stage.served())!.serial).not.toBe(old.serial);
  expect(world.effects.filter((call) => call === 'vault.promoteVersion')).toHaveLength(1);
  await world.modes.setMode({ mode: 'act' });
  drive.machine.onWait = (seconds) => world.clock.forward(seconds);
  await drive.start();
  expect((await drive.stage.served())!.serial).toBe(old.serial);
  world.probe.serving.set(endpoint, () => {
    const secret = world.vault.secrets.get(SECRET)!;
    const text = secret.versions.get(secret.labels.get('AWSCURRENT')!)!;
    return (JSON.parse(text) as { certificate: string }).certificate;
  });
  await drive.converge(30);
  expect(await violations(drive)).toEqual([]);
  expect(world.issuer.issued.get(old.arn)?.revokedAt).toBeDefined();
});
