import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive, routed } from './drive.ts';
import { violations } from './properties.ts';

/*
 * Somebody deletes what a certificate is stored in on its way: what was issued is not lost as long as its key is kept.
 */

const STORING: readonly ActingStrategy[] = ['secret', 'same-key', 'acm-import', 'export'];

/** Deletes the secret in which a certificate waits for its delivery, once, and others by their prefixes. */
function deletedOnce({ stage: { world, input, strategy } }: Drive, also: readonly string[] = []): void {
  const { secrets } = world.vault;
  const kept = `renewguard/imported/${input.certificateArn.split('/').at(-1)}`;
  const waitsIn = strategy === 'acm-import' ? kept : SECRET;
  let left = 1;
  world.cut = (call, phase) => {
    const isStaged = secrets.get(waitsIn)?.labels.has('AWSPENDING') === true;
    if (call !== 'vault.keepVersion' || phase !== 'after' || !isStaged || left-- <= 0) return;
    for (const name of secrets.keys())
      if (name === waitsIn || also.some((prefix) => name.startsWith(prefix))) secrets.delete(name);
  };
}

describe.each(STORING)('%s', (strategy) => {
  test('stores the certificate once more, where its secret was deleted before the delivery', async () => {
    const drive = new Drive(await stageOf(strategy));
    deletedOnce(drive);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect((await drive.issuance())?.attempt).toBe(1);
  });
});

test('where the key was deleted as well, another certificate is issued, and the first one revoked', async () => {
  const drive = new Drive(await stageOf('secret'));
  deletedOnce(drive, ['renewguard/temporary/']);
  expect((await drive.start()).failed).toMatchObject({ error: 'IssuedOtherwise' });
  expect(await drive.converge(26)).toBeDefined();
  expect(await violations(drive)).toEqual([]);
  expect((await drive.issuance())?.attempt).toBe(2);
});

test('a secret that is deleted after the delivery, and not proven, is delivered once more the next day', async () => {
  const drive = await routed('secret', { proofMinutes: 1 });
  const { world } = drive.stage;
  let left = 1;
  world.cut = (call, phase) => {
    if (call === 'vault.promoteVersion' && phase === 'after' && left-- > 0) world.vault.secrets.delete(SECRET);
  };
  expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
  expect(await drive.converge(26)).toBeDefined();
  expect(await violations(drive)).toEqual([]);
});

test('what is deleted each time anew ends after so many deliveries as are allowed', async () => {
  const drive = new Drive(await stageOf('secret'));
  const { world } = drive.stage;
  world.cut = (call, phase) => {
    if (call === 'vault.promoteVersion' && phase === 'before') world.vault.secrets.delete(SECRET);
  };
  for (let day = 0; day < 5; day += 1) await drive.start();
  expect((await drive.issuance())?.deliveries).toBeLessThanOrEqual(3);
  expect(world.issuer.callsOf('issuer.issueCertificate')).toBe(2);
});
