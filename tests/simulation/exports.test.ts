import { readCertificate } from '../../core/pki/certificate-content.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { stageOf } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';

/* ACM renews a private certificate only while it is exported or used (service-facts 2.3): that it will is part of the proof. */

/** The export of a certificate that ACM calls ineligible for so many looks more. */
async function ineligibleFor(looks: number) {
  const drive = new Drive(await stageOf('export'));
  const { world, input } = drive.stage;
  const held = world.acm.held.get(input.certificateArn)!;
  let waits = 0;
  world.cut = (call, phase) => {
    if (call === 'acm.exportKey' && phase === 'after') held.exported = false;
  };
  drive.machine.onWait = (seconds) => {
    waits += 1;
    held.exported = waits >= looks;
    world.clock.forward(seconds);
  };
  return { drive, run: await drive.start(), waits };
}

test('an export is proven once ACM calls the certificate eligible again', async () => {
  const { drive, run, waits } = await ineligibleFor(3);
  expect(run.failed).toBeUndefined();
  expect(waits).toBe(3);
  expect(await violations(drive)).toEqual([]);
});

test('one that ACM never calls so is taken back, and people are told why', async () => {
  const { drive, run } = await ineligibleFor(1000);
  expect(run.failed).toMatchObject({ error: 'DeliveryUnproven' });
  expect(run.failed!.reason).toContain('INELIGIBLE after the export');
  expect((await drive.stage.served())!.serial).toBe(drive.stage.old.serial);
});

test('what ACM renews once more meanwhile is not mixed: key and certificate that are published belong together', async () => {
  const drive = new Drive(await stageOf('export'));
  const { world, input } = drive.stage;
  world.cut = async (call, phase) => {
    if (call !== 'acm.exportKey' || phase !== 'before') return;
    world.cut = () => undefined;
    world.clock.forward(60);
    await world.acm.renew(input.certificateArn);
  };
  expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRefused' });
  expect(world.effects).not.toContain('vault.promoteVersion');
  expect((await drive.start()).failed).toBeUndefined();
  const { pem, privateKey, serial } = (await drive.stage.served())!;
  const inAcm = readCertificate(world.acm.held.get(input.certificateArn)!.pem.certificate);
  expect(serial).toBe(inAcm.serial);
  expect(keyFits(privateKey!, readCertificate(pem.certificate))).toBe(true);
});
