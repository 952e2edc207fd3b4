import { readCertificate } from '../../core/pki/certificate-content.ts';
import { LOAD_BALANCER, stageOf } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';

/*
 * The same certificate may be in more than one place: imported into ACM twice, or imported and read from a secret. Each place has
 * users of its own, for whom nothing is done by replacing it in another.
 */

const serialOf = (certificate: string): string => readCertificate(certificate).serial;

/** Lets somebody import the old certificate of a stage into ACM, where a load balancer uses it. */
async function copyOf({ stage: { world, old, keys } }: Drive) {
  const copy = await world.acm.addImported(old.pem, keys[0]!.reveal());
  copy.inUseBy = [LOAD_BALANCER];
  return copy;
}

const issuedOld = ({ stage: { world, old } }: Drive) => world.issuer.issued.get(old.arn)!;

describe('a certificate that was imported twice', () => {
  test('is replaced in each ARN, by a certificate and key of its own', async () => {
    const drive = new Drive(await stageOf('acm-import'));
    const copy = await copyOf(drive);
    expect((await drive.start()).failed).toBeUndefined();
    expect((await drive.start({ certificateArn: copy.arn })).failed).toBeUndefined();
    const first = (await drive.stage.served())!.serial;
    const second = serialOf(copy.pem.certificate);
    expect(new Set([first, second, drive.stage.old.serial]).size).toBe(3);
  });

  test('is replaced once in each, however often that is asked', async () => {
    const drive = new Drive(await stageOf('acm-import'));
    const copy = await copyOf(drive);
    for (const input of [drive.stage.input, { certificateArn: copy.arn }])
      for (let time = 0; time < 3; time += 1) await drive.start(input);
    expect(drive.stage.world.issuer.callsOf('issuer.issueCertificate')).toBe(3); // the old one, and two new ones
  });
});

describe('a certificate that was replaced in its secret', () => {
  test('is replaced in ACM as well, where services use a copy of it', async () => {
    const drive = await routed('secret', {});
    const copy = await copyOf(drive);
    await drive.start();
    expect((await drive.start({ certificateArn: copy.arn })).failed).toBeUndefined();
    expect(serialOf(copy.pem.certificate)).not.toBe(drive.stage.old.serial);
  });

  test('goes on being replaced there, when a copy of the new one is imported and replaced in ACM', async () => {
    const drive = await routed('secret', {});
    await drive.start();
    const { pem, privateKey } = (await drive.stage.served())!;
    const copy = await drive.stage.world.acm.addImported(pem, privateKey!.reveal());
    copy.inUseBy = [LOAD_BALANCER];
    expect((await drive.start({ certificateArn: copy.arn })).failed).toBeUndefined();
    expect(await drive.issuance()).toMatchObject({ dueAt: expect.any(String) as string });
    expect((await drive.issuance())?.handedOver).toBeUndefined();
  });
});

describe('the old certificate is not revoked', () => {
  test.each<'secret' | 'acm-import'>(['secret', 'acm-import'])('by %s while services use a copy of it', async (how) => {
    const drive = await routed(how, { revokeAfterDays: 0 });
    const copy = await copyOf(drive);
    await drive.start();
    for (let hour = 0; hour < 30; hour += 1) await drive.anHourLater();
    expect(issuedOld(drive).revokedAt).toBeUndefined();
    copy.inUseBy = [];
    for (let hour = 0; hour < 30; hour += 1) await drive.anHourLater();
    expect(issuedOld(drive).revokedAt).toBeDefined();
  });

  test('while ACM can’t be searched for copies; nothing else waits for that', async () => {
    const drive = await routed('secret', { revokeAfterDays: 0 });
    drive.stage.world.cut = (call, phase) => {
      if (call === 'acm.certificatesWithSerial' && phase === 'before')
        throw Object.assign(new Error('acm:SearchCertificates: no'), { name: 'AwsUnavailable' });
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(issuedOld(drive).revokedAt).toBeUndefined();
    expect(await drive.isOver()).toBe(true);
  });
});
