import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import type { Issued } from '../fakes/fake-issuer.ts';
import { issuedForSomebody, stageOf } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';

/* What can be checked of a new certificate is checked before anybody uses it: what does not fit is never put in use, not even for a moment. */

const DAY = 86_400;
const PUT_IN_USE = ['vault.promoteVersion', 'acm.importInto'];

const putInUse = ({ stage: { world } }: Drive) => world.effects.filter((call) => PUT_IN_USE.includes(call));

/** The CA gives out something else than it issued, until that was told. */
function givesOut(drive: Drive, altered: (issued: Issued) => Promise<Partial<Issued>>): void {
  const { world, before } = drive.stage;
  world.cut = async (call, phase) => {
    if (call !== 'issuer.issueCertificate' || phase !== 'after') return;
    world.cut = () => undefined;
    const issued = [...world.issuer.issued.values()].find(({ arn }) => !before.has(arn))!;
    world.issuer.issued.set(issued.arn, { ...issued, ...(await altered(issued)) });
  };
}

describe.each<ActingStrategy>(['secret', 'acm-import', 'same-key'])('%s', (strategy) => {
  async function refused(altered: (drive: Drive, issued: Issued) => Promise<Partial<Issued>>): Promise<string> {
    const drive = new Drive(await stageOf(strategy));
    givesOut(drive, (issued) => altered(drive, issued));
    const { failed } = await drive.start();
    expect(failed).toMatchObject({ error: 'IssuedOtherwise' });
    expect(putInUse(drive)).toEqual([]);
    expect((await drive.stage.served())!.serial).toBe(drive.stage.old.serial);
    return failed!.reason ?? '';
  }

  test('a certificate of another key is not put in use', async () => {
    const ofAnother = async ({ stage: { world } }: Drive) => {
      const { certificate, chain, serial } = await issuedForSomebody(world);
      return { certificate, chain, serial };
    };
    expect(await refused(ofAnother)).toContain('it is of another key than the CSR');
  });

  test('one whose chain leads to no CA is not put in use', async () => {
    expect(await refused((_, { certificate }) => Promise.resolve({ chain: certificate }))).toContain('chain');
  });
});

test.each<ActingStrategy>(['secret', 'export'])(
  'what waited until it had ended is not put in use, by %s',
  async (strategy) => {
    const drive = new Drive(await stageOf(strategy));
    const { world } = drive.stage;
    world.cut = async (call, phase) => {
      if (call !== 'ledger.advance' || phase !== 'after' || (await drive.issuance())?.state !== 'issued') return;
      await world.modes.setMode({ mode: 'stop' });
    };
    await drive.start();
    world.cut = () => undefined;
    world.clock.forward(400 * DAY);
    await world.modes.setMode({ mode: 'act' });
    await drive.anHourLater();
    expect(drive.failed).toEqual([expect.stringMatching(/IssuedOtherwise.*ended on/s)]);
    expect(putInUse(drive)).toEqual([]);
  },
);
