import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { newOnes, stageOf } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';

/*
 * Somebody deletes the certificate in ACM while its replacement is under way: what was issued for it is of no use to anybody.
 */

const OF_ACM: readonly ActingStrategy[] = ['acm-import', 'export'];

/** Deletes it once what is delivered is stored. */
async function deletedBeforeDelivery(strategy: ActingStrategy): Promise<Drive> {
  const drive = new Drive(await stageOf(strategy));
  const { world, input } = drive.stage;
  world.cut = async (call, phase) => {
    if (call !== 'ledger.advance' || phase !== 'after') return;
    if ((await drive.issuance())?.state === 'collected') world.acm.held.delete(input.certificateArn);
  };
  return drive;
}

describe.each(OF_ACM)('%s', (strategy) => {
  test('ends, with what was issued revoked, people told once, and nothing tried again', async () => {
    const drive = await deletedBeforeDelivery(strategy);
    const { world } = drive.stage;
    expect((await drive.start()).failed).toMatchObject({ error: 'CertificateNotFound' });
    expect(await newOnes(drive.stage)).toEqual([]);
    const { failure, dueAt } = (await drive.issuance())!;
    expect([failure?.error, dueAt]).toEqual(['CertificateNotFound', undefined]);
    for (let day = 0; day < 3; day += 1) await drive.anHourLater(24);
    expect(drive.failed).toEqual([]);
    expect(world.started.size).toBe(0);
    expect(world.told.filter((subject) => subject.includes('CertificateNotFound'))).toHaveLength(1);
    expect([...world.vault.secrets.keys()].filter((name) => name.startsWith('renewguard/temporary/'))).toEqual([]);
  });

  test('asked for again, it is not found', async () => {
    const drive = await deletedBeforeDelivery(strategy);
    await drive.start();
    expect((await drive.start()).failed).toMatchObject({ error: 'CertificateNotFound' });
  });
});
