import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { textOf } from '../../core/aws/secret-fields.ts';
import { SECRET } from '../builders/reissue-stage.ts';
import { TaskFailed } from '../statemachines/run-machine.ts';
import { routed, type Drive } from './drive.ts';
import { violations } from './properties.ts';
import { AGAIN, afterStops, boundariesOf, undisturbed } from './stops.ts';

/*
 * A secret that does not exist yet: its first version is in use at once, so whatever holds the delivery holds the making of it.
 */

const DELIVERING: readonly ActingStrategy[] = ['secret', 'same-key', 'export'];
const FIRST = { isFirst: true };
const DAY = 86_400;

const secretIn = ({ stage: { world } }: Drive) => world.vault.secrets.get(SECRET);

/** A person who says so at once. */
function answering({ machine, stage: { world } }: Drive, answer: 'approved' | 'rejected'): void {
  machine.onQuestion = async () => {
    const id = world.ledger.sent.map(({ detail }) => (detail as { approvalId?: string }).approvalId).findLast(Boolean);
    await world.approvals.answer(id!, answer, 'ada', (await world.clock.now()).toISOString());
    return {};
  };
}

describe.each(DELIVERING)('%s', (strategy) => {
  test('stopped before or after any side effect ends with one certificate in the secret, and nothing left', async () => {
    const effects = await undisturbed(strategy, FIRST);
    const states = boundariesOf(effects).filter(({ index, phase }) => phase === 'after' && index > 0);
    for (const [index, boundary] of states.entries())
      expect(await afterStops(strategy, [boundary], AGAIN[index % AGAIN.length]!, effects, FIRST)).toEqual([]);
  });

  test('makes the secret when the change window opens, and not before', async () => {
    const windows = [{ cron: '0 2 * * *', minutes: 60, timeZone: 'UTC' }];
    const drive = await routed(strategy, { windows }, 90, FIRST);
    const seen: boolean[] = [];
    drive.machine.onWait = (seconds) => {
      seen.push(secretIn(drive) !== undefined);
      drive.stage.world.clock.forward(seconds);
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(seen).toContain(false);
    const { delivery } = (await drive.issuance())!;
    expect(delivery?.at.slice(11, 13)).toBe('02');
    expect(await violations(drive)).toEqual([]);
  });

  test('makes no secret for what a person rejects, and one once it is approved', async () => {
    const drive = await routed(strategy, { approval: true }, 90, FIRST);
    answering(drive, 'rejected');
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRejected' });
    for (let hour = 0; hour < 30; hour += 1) await drive.anHourLater();
    expect(secretIn(drive)).toBeUndefined();
    answering(drive, 'approved');
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('waits for its approval for longer than temporary secrets last else, and issues no second one', async () => {
    const drive = await routed(strategy, { approval: true, overrideDays: 5 }, 180, FIRST);
    const { world } = drive.stage;
    let days = 0;
    drive.machine.onQuestion = async () => {
      days += 1;
      world.clock.forward(DAY);
      await world.huntLeftOvers();
      if (days === 20) answering(drive, 'approved');
      throw new TaskFailed('States.Timeout');
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(days).toBe(20);
    expect((await drive.issuance())?.attempt).toBe(1);
    expect(await violations(drive)).toEqual([]);
  });

  test('is stored once more where the secret in which it waits is deleted', async () => {
    const drive = await routed(strategy, {}, 90, FIRST);
    const { world } = drive.stage;
    let left = 1;
    world.cut = (call, phase) => {
      if (call !== 'ledger.advance' || phase !== 'after') return;
      const waiting = [...world.vault.secrets.values()].find(({ versions }) =>
        [...versions.values()].some(
          (text) => text.includes('BEGIN CERTIFICATE"') || text.includes('BEGIN CERTIFICATE-'),
        ),
      );
      if (waiting?.name.startsWith('renewguard/temporary/') !== true || left-- <= 0) return;
      world.vault.secrets.delete(waiting.name);
    };
    await drive.start();
    expect(left).toBeLessThanOrEqual(0);
    expect(await drive.converge(26)).toBeDefined();
    expect(await violations(drive)).toEqual([]);
  });
});

describe('a secret that somebody makes while the certificate waits', () => {
  /** Makes it as soon as a person is asked, who approves. */
  async function madeMeanwhile(tags: Readonly<Record<string, string>>): Promise<Drive> {
    const drive = await routed('secret', { approval: true }, 90, FIRST);
    const { world, old } = drive.stage;
    answering(drive, 'approved');
    const approve = drive.machine.onQuestion;
    drive.machine.onQuestion = async (...question) => {
      const { certificate, chain } = old.pem;
      world.vault.putForeign(SECRET, textOf({ certificate, certificateChain: chain }), tags);
      return approve(...question);
    };
    return drive;
  }

  test('with the tag gets it as its next version, and can be put back', async () => {
    const drive = await madeMeanwhile({ 'renewguard:certificate': 'adopted' });
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect((await drive.issuance())?.delivery?.previousVersionId).toBe(secretIn(drive)?.labels.get('AWSPREVIOUS'));
  });

  test('without the tag is left alone', async () => {
    const drive = await madeMeanwhile({});
    expect((await drive.start()).failed).toMatchObject({ error: 'SecretNotOurs' });
    expect(secretIn(drive)?.versions.size).toBe(1);
    expect((await drive.stage.served())?.serial).toBe(drive.stage.old.serial);
  });
});

test('a first version that is not proven stays, is called no way back, and is proven the next time', async () => {
  const endpoint = 'web.example.com:443';
  const drive = await routed('secret', { endpoint }, 90, FIRST);
  const { world, old } = drive.stage;
  world.probe.serving.set(endpoint, old.pem.certificate);
  expect((await drive.start()).failed?.message).toContain('nothing is put back');
  const first = (await drive.stage.served())!;
  world.probe.serving.set(endpoint, first.pem.certificate);
  expect((await drive.start()).failed).toBeUndefined();
  const issuance = await drive.issuance();
  expect(issuance?.wayBack).toBeUndefined();
  expect(issuance?.delivery?.previousVersionId).toBeUndefined();
  expect(await violations(drive)).toEqual([]);
});
