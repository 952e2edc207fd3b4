import { textOf } from '../../core/aws/secret-fields.ts';
import { issuedForSomebody, SECRET } from '../builders/reissue-stage.ts';
import { routed, type Drive } from './drive.ts';

/*
 * faults.md, rule 5: the old certificate is revoked when that was asked, its grace period is over, and it is found nowhere any more.
 * What can't be looked at counts as found.
 */

const ENDPOINT = 'web.example.com:443';
const NO_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

const issuedOld = ({ stage }: Drive) => stage.world.issuer.issued.get(stage.old.arn)!;

const days = async (drive: Drive, count: number): Promise<void> => {
  for (let day = 0; day < count * 4; day += 1) await drive.anHourLater(6);
};

/** What the secret holds is another text from now on. */
function holds({ stage: { world } }: Drive, text: string): void {
  const secret = world.vault.secrets.get(SECRET)!;
  secret.versions.set('its owner’s', text);
  secret.labels.set('AWSCURRENT', 'its owner’s');
}

const ofOld = ({ stage: { old, keys } }: Drive, certificate = old.pem.certificate): string =>
  textOf({ privateKey: keys[0]!, certificate, certificateChain: old.pem.chain });

const reports = ({ stage: { world } }: Drive, serial: string) =>
  (world.vault.secrets.get(SECRET)!.tags['renewguard:installed'] = serial);

/** The endpoint serves what is delivered as soon as it is, and the host says so. */
function servesWhatIsDelivered(drive: Drive): void {
  const { world, served } = drive.stage;
  world.cut = async (call, phase) => {
    if (call !== 'vault.promoteVersion' || phase !== 'after') return;
    const { pem, serial } = (await served())!;
    world.probe.serving.set(ENDPOINT, pem.certificate);
    reports(drive, serial);
  };
}

const UNSEEN: readonly (readonly [string, (drive: Drive) => void])[] = [
  ['its secret holds it again', (drive) => holds(drive, ofOld(drive))],
  ['its secret holds nothing', (drive) => holds(drive, '{}')],
  ['its secret holds what can’t be read', (drive) => holds(drive, ofOld(drive, NO_CERTIFICATE))],
  ['its secret is gone', ({ stage }) => void stage.world.vault.secrets.delete(SECRET)],
  ['its endpoint serves it', ({ stage: { world, old } }) => world.probe.serving.set(ENDPOINT, old.pem.certificate)],
  ['its endpoint is not to be reached', ({ stage }) => stage.world.probe.serving.delete(ENDPOINT)],
  ['its endpoint serves what can’t be read', ({ stage }) => stage.world.probe.serving.set(ENDPOINT, NO_CERTIFICATE)],
  ['its host reports it', (drive) => reports(drive, `00:${drive.stage.old.serial.toUpperCase()}`)],
  [
    'its host reports nothing',
    ({ stage }) => delete stage.world.vault.secrets.get(SECRET)!.tags['renewguard:installed'],
  ],
];

test.each(UNSEEN)('the old certificate is not revoked while %s; afterwards it is', async (_, change) => {
  const drive = await routed('secret', { endpoint: ENDPOINT, hostReports: true, revokeAfterDays: 1 });
  const { vault, probe } = drive.stage.world;
  servesWhatIsDelivered(drive);
  expect((await drive.start()).failed).toBeUndefined();
  const secret = vault.secrets.get(SECRET)!;
  const [current, served] = [secret.labels.get('AWSCURRENT')!, probe.serving.get(ENDPOINT)!];
  change(drive);
  await days(drive, 3);
  expect(issuedOld(drive).revokedAt).toBeUndefined();
  vault.secrets.set(SECRET, secret);
  secret.labels.set('AWSCURRENT', current);
  probe.serving.set(ENDPOINT, served);
  reports(drive, (await drive.issuance())!.issued!.serial!);
  await days(drive, 2);
  expect(issuedOld(drive).revokedAt).toBeDefined();
});

test('the grace period is counted from the proof on, however long the replacement had waited before', async () => {
  const freezes = [{ from: '2026-01-01', to: '2027-02-05', timeZone: 'UTC' }];
  const drive = await routed('secret', { revokeAfterDays: 3, freezes });
  expect((await drive.start()).failed).toBeUndefined();
  const { proof, openedAt } = (await drive.issuance())!;
  expect(Date.parse(proof!.at) - Date.parse(openedAt)).toBeGreaterThan(5 * 86_400_000);
  await days(drive, 2.5);
  expect(issuedOld(drive).revokedAt).toBeUndefined();
  await days(drive, 1.5);
  expect(issuedOld(drive).revokedAt).toBeDefined();
});

test('a certificate that somebody else put in the old one’s place is no reason to keep the old one', async () => {
  const drive = await routed('secret', { revokeAfterDays: 1 });
  await drive.start();
  const { key, certificate, chain } = await issuedForSomebody(drive.stage.world);
  holds(drive, textOf({ privateKey: key, certificate, certificateChain: chain }));
  await days(drive, 2);
  expect(issuedOld(drive).revokedAt).toBeDefined();
});
