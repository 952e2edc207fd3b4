import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { textOf } from '../../core/aws/secret-fields.ts';
import { issuedForSomebody, SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';
import { violations } from './properties.ts';

const ENDPOINT = 'web.example.com:443';
const DAY = 86_400;

const servedNow = async ({ stage }: Drive) => (await stage.served())!;
/** The endpoint serves what is stored, after so many looks at it. */
function servesAfter(drive: Drive, looks: number): void {
  const { world, old } = drive.stage;
  let asked = 0;
  world.probe.serving.set(ENDPOINT, () => {
    asked += 1;
    const text = world.vault.secrets.get(SECRET)!;
    const current = JSON.parse(text.versions.get(text.labels.get('AWSCURRENT')!)!) as { certificate: string };
    return asked > looks ? current.certificate : old.pem.certificate;
  });
}

describe('an endpoint', () => {
  test.each([0, 1, 5])('that serves the new serial after %i looks proves it', async (looks) => {
    const drive = await routed('secret', { endpoint: ENDPOINT });
    servesAfter(drive, looks);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect((await drive.issuance())!.proof!.seen).toContain(
      `${ENDPOINT} serves serial ${(await servedNow(drive)).serial}`,
    );
  });

  test('that goes on serving the old one has it rolled back in its time, told so, and tried again the next day', async () => {
    const drive = await routed('secret', { endpoint: ENDPOINT, proofMinutes: 10 });
    const { world, old, intent } = drive.stage;
    const begun = (await world.clock.now()).getTime();
    servesAfter(drive, 1000);
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await world.clock.now()).getTime() - begun).toBe(600_000);
    expect((await servedNow(drive)).serial).toBe(old.serial);
    expect((await drive.issuance())?.failure?.putBack).toContain('previous version');
    const [alert] = world.ledger.sent.filter(({ id }) => id.startsWith(`${intent}/failed/`));
    expect(alert!.text).toContain(`Still used:  the old certificate, serial ${old.serial}`);
    servesAfter(drive, 0);
    expect(await drive.converge(26)).toBeGreaterThanOrEqual(24);
    expect(await violations(drive)).toEqual([]);
  });

  test('that serves the new one just while it is taken back proves nothing any more', async () => {
    const drive = await routed('secret', { endpoint: ENDPOINT, proofMinutes: 1 });
    const { world, intent, old } = drive.stage;
    servesAfter(drive, 1000);
    let promotions = 0;
    world.cut = async (call, phase) => {
      if (call !== 'vault.promoteVersion' || phase !== 'before') return;
      promotions += 1;
      if (promotions !== 2) return;
      servesAfter(drive, 0);
      expect(await world.verifyDelivery({ intent, holder: 'another' })).toMatchObject({ next: 'roll-back' });
    };
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await servedNow(drive)).serial).toBe(old.serial);
    await drive.converge(26);
    expect(await violations(drive)).toEqual([]);
  });

  test('that never does is given up after three deliveries, with the old one in use and one new certificate', async () => {
    const drive = await routed('secret', { endpoint: ENDPOINT });
    servesAfter(drive, 100_000);
    await drive.start();
    for (let hour = 0; hour < 24 * 6; hour += 1) await drive.anHourLater();
    expect((await drive.issuance())?.failure).toMatchObject({ error: 'TriesUsedUp' });
    expect((await servedNow(drive)).serial).toBe(drive.stage.old.serial);
    expect(drive.stage.world.effects.filter((call) => call === 'issuer.issueCertificate')).toHaveLength(1);
    servesAfter(drive, 0);
    await drive.start({ ...drive.stage.input, again: true });
    expect(await violations(drive)).toEqual([]);
  });

  test('is given its time once more when the delivery is resumed a day after it was begun', async () => {
    const drive = await routed('secret', { endpoint: ENDPOINT });
    servesAfter(drive, 2);
    const promote = await indexOf('secret', 'vault.promoteVersion');
    drive.stopAt({ index: promote, phase: 'before' });
    await drive.start();
    drive.stage.world.clock.forward(25 * 3600);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });
});

/** Which of the effects of an undisturbed reissue is the first of its kind. */
async function indexOf(strategy: ActingStrategy, call: string): Promise<number> {
  const drive = new Drive(await stageOf(strategy));
  await drive.start();
  return drive.stage.world.effects.indexOf(call);
}

describe('what is put back after an import that nobody proves', () => {
  const unproven = async (drive: Drive) => {
    const { world, old } = drive.stage;
    world.probe.serving.set(ENDPOINT, old.pem.certificate);
    return drive.start({ ...drive.stage.input, startedBy: 'guard' });
  };

  test('is what RenewGuard had imported before, with its key', async () => {
    const first = await routed('acm-import', {});
    await first.start();
    const before = await servedNow(first);
    first.stage.world.clock.forward(65 * DAY);
    const deliver = { endpoint: ENDPOINT };
    const drive = new Drive({ ...first.stage, input: { ...first.stage.input, deliver } });
    expect((await unproven(drive)).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await servedNow(drive)).serial).toBe(before.serial);
    expect(drive.stage.world.effects.filter((call) => call === 'acm.importInto')).toHaveLength(3);
    // The key that is kept is that of what is in ACM: so it is the way back of the next try as well.
    expect(keyFits((await servedNow(drive)).privateKey!, readCertificate(before.pem.certificate))).toBe(true);
    expect((await unproven(drive)).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await servedNow(drive)).serial).toBe(before.serial);
  });

  test('is nothing where it holds no key: the plan says so beforehand, the alert afterwards', async () => {
    const drive = await routed('acm-import', { endpoint: ENDPOINT });
    const { world, intent, old } = drive.stage;
    expect((await unproven(drive)).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await drive.issuance())?.wayBack).toBeUndefined();
    expect((await servedNow(drive)).serial).not.toBe(old.serial);
    const [alert] = world.ledger.sent.filter(({ id }) => id.startsWith(`${intent}/failed/`));
    expect(alert!.text).toContain('Way back:    none');
    expect(alert!.text).toContain('the new certificate may be in use already');
  });

  test('is nothing either where somebody imported another one since', async () => {
    const drive = await routed('acm-import', {});
    await drive.start();
    const { world, input } = drive.stage;
    world.clock.forward(65 * DAY);
    const other = await issuedForSomebody(world, { days: 20 });
    world.acm.held.get(input.certificateArn)!.pem = { certificate: other.certificate, chain: other.chain };
    const { output } = await drive.start();
    const issuance = (await world.issuances.issuanceOf((output as { intent: string }).intent))!;
    expect(issuance).toMatchObject({ state: 'finished', replaces: { content: { serial: other.serial } } });
    expect(issuance.wayBack).toBeUndefined();
  });
});

test('a secret that its owner changes right after the delivery is not proven, and keeps what its owner put there', async () => {
  const drive = await routed('secret', {});
  const { world, old, keys } = drive.stage;
  world.cut = (call, phase) => {
    if (call !== 'vault.promoteVersion' || phase !== 'after') return;
    world.cut = () => undefined;
    const secret = world.vault.secrets.get(SECRET)!;
    const { certificate, chain } = old.pem;
    secret.versions.set('owners', textOf({ privateKey: keys[0]!, certificate, certificateChain: chain }));
    secret.labels.set('AWSCURRENT', 'owners');
  };
  expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
  expect(world.vault.secrets.get(SECRET)!.labels.get('AWSCURRENT')).toBe('owners');
});

test('what somebody imports after the plan is not overwritten', async () => {
  const drive = await routed('acm-import', { windows: [{ cron: '0 2 * * *', minutes: 60, timeZone: 'UTC' }] });
  const { world, input } = drive.stage;
  const other = await issuedForSomebody(world, { days: 90 });
  drive.machine.onWait = (seconds) => {
    world.clock.forward(seconds);
    world.acm.held.get(input.certificateArn)!.pem = { certificate: other.certificate, chain: other.chain };
  };
  expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRefused' });
  expect((await servedNow(drive)).serial).toBe(other.serial);
});

test('a certificate that somebody imports right after ours is not proven, and stays', async () => {
  const drive = await routed('acm-import', {});
  const { world, input } = drive.stage;
  await drive.start();
  world.clock.forward(65 * DAY);
  const other = await issuedForSomebody(world, { days: 90 });
  world.cut = (call, phase) => {
    if (call !== 'acm.importInto' || phase !== 'after') return;
    world.cut = () => undefined;
    world.acm.held.get(input.certificateArn)!.pem = { certificate: other.certificate, chain: other.chain };
  };
  expect((await drive.start({ ...input, startedBy: 'guard' })).failed).toMatchObject({ error: 'DeliveryUnproven' });
  expect((await servedNow(drive)).serial).toBe(other.serial);
});

describe('a host that reports', () => {
  const report = (drive: Drive, serial: string) => {
    drive.stage.world.vault.secrets.get(SECRET)!.tags['renewguard:installed'] = serial;
  };

  test('the new serial by a tag proves it, however it writes it; people are told to install it', async () => {
    const drive = await routed('same-key', { hostReports: true, proofMinutes: 60 });
    drive.machine.onWait = async (seconds) => {
      drive.stage.world.clock.forward(seconds);
      const { serial } = (await drive.issuance())!.issued!;
      report(drive, serial!.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:'));
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect(drive.stage.world.told).toEqual(['INSTALL', 'REPLACED']);
  });

  test('nothing in time has it rolled back', async () => {
    const drive = await routed('same-key', { hostReports: true, proofMinutes: 1 });
    report(drive, drive.stage.old.serial);
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
    expect((await servedNow(drive)).serial).toBe(drive.stage.old.serial);
  });
});

describe('the old certificate', () => {
  const issuedOld = ({ stage }: Drive) => stage.world.issuer.issued.get(stage.old.arn)!;
  const days = async (drive: Drive, count: number) => {
    for (let hour = 0; hour < 24 * count; hour += 1) await drive.anHourLater();
  };

  test('is not revoked unless that is asked', async () => {
    const drive = await routed('secret', {});
    await drive.start();
    await days(drive, 5);
    expect(issuedOld(drive).revokedAt).toBeUndefined();
  });

  test('is revoked once its grace period is over, once', async () => {
    const drive = await routed('secret', { revokeAfterDays: 2 });
    await drive.start();
    await days(drive, 1);
    expect(issuedOld(drive).revokedAt).toBeUndefined();
    await days(drive, 3);
    expect(issuedOld(drive).revokedAt).toBeDefined();
    expect(drive.stage.world.issuer.callsOf('issuer.revokeCertificate')).toBe(1);
    expect(await violations(drive)).toEqual([]);
  });

  test('is not revoked while the endpoint serves it again, or can’t be looked at; later it is', async () => {
    const drive = await routed('secret', { revokeAfterDays: 1, endpoint: ENDPOINT });
    const { probe } = drive.stage.world;
    servesAfter(drive, 0);
    await drive.start();
    probe.serving.set(ENDPOINT, drive.stage.old.pem.certificate);
    await days(drive, 3);
    probe.serving.delete(ENDPOINT);
    await days(drive, 3);
    expect(issuedOld(drive).revokedAt).toBeUndefined();
    servesAfter(drive, 0);
    await days(drive, 2);
    expect(issuedOld(drive).revokedAt).toBeDefined();
  });

  test('that its CA does not revoke holds nothing up: the new one is renewed in its time', async () => {
    const drive = await routed('secret', { revokeAfterDays: 1 }, 9);
    const { world } = drive.stage;
    await drive.start();
    world.cut = (call, phase) => {
      if (call === 'issuer.revokeCertificate' && phase === 'before')
        throw Object.assign(new Error('acm-pca:RevokeCertificate: no'), { name: 'AwsRefused' });
    };
    await days(drive, 7);
    const current = readCertificate((await servedNow(drive)).pem.certificate);
    const intent = (await drive.issuance())!.issued!.serial;
    expect(current.serial).not.toBe(intent);
    expect(world.ledger.sent.some(({ text }) => text.includes('acm-pca:RevokeCertificate'))).toBe(true);
  });
});
