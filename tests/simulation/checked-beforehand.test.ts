import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import type { Issued } from '../fakes/fake-issuer.ts';
import { issuedForSomebody, stageOf } from '../builders/reissue-stage.ts';
import { Stopped } from '../statemachines/machine-on-fakes.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';

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

describe('a certificate that is thrown away', () => {
  const issuedSince = ({ stage: { world, before } }: Drive) =>
    [...world.issuer.issued.values()].filter(({ arn }) => !before.has(arn));

  /** The first certificate is another than was asked for; the execution is stopped before it is revoked. */
  async function stopped(): Promise<Drive> {
    const drive = new Drive(await stageOf('secret'));
    const { world } = drive.stage;
    const client = 'arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1';
    world.issuer.altered = (request) => ({ ...request, templateArn: client });
    world.cut = (call, phase) => {
      if (call !== 'issuer.revokeCertificate' || phase !== 'before') return;
      world.cut = () => undefined;
      world.issuer.altered = (request) => request;
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
      throw new Stopped(call);
    };
    await drive.start();
    expect(drive.stopped).toHaveLength(1);
    return drive;
  }

  test('is revoked before another one is asked for, whatever comes between', async () => {
    const drive = await stopped();
    const { world } = drive.stage;
    world.cut = (call, phase) => {
      if (call !== 'issuer.issueCertificate' || phase !== 'before') return;
      expect(issuedSince(drive).map(({ revokedAt }) => revokedAt !== undefined)).toEqual([true]);
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(issuedSince(drive)).toHaveLength(2);
    expect(await violations(drive)).toEqual([]);
  });

  test('is not found again when the answer about the next one is lost, by a report that knows no revocation yet', async () => {
    const drive = await stopped();
    const { world } = drive.stage;
    world.cut = (call, phase) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
      if (call === 'issuer.issueCertificate' && phase === 'after') throw new Stopped(call);
    };
    await drive.start();
    world.clock.forward(8 * 60);
    const [first, second] = issuedSince(drive);
    const { revokedAt } = first!;
    world.cut = (call, phase) => {
      if (call === 'issuer.issuedSince') first!.revokedAt = phase === 'before' ? undefined : revokedAt;
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect((await drive.issuance())!.issued!.certificateArn).toBe(second!.arn);
    expect(await violations(drive)).toEqual([]);
  });
});
