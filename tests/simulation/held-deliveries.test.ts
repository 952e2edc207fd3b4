import { TaskFailed } from '../statemachines/run-machine.ts';
import { routed, type Drive } from './drive.ts';
import { violations } from './properties.ts';

const DAY = 86_400;

describe('a change window', () => {
  const nightly = { cron: '0 2 * * *', minutes: 60, timeZone: 'Europe/Berlin' };

  test('is waited for: issued before, delivered in it', async () => {
    const drive = await routed('secret', { windows: [nightly] });
    const run = await drive.start();
    expect(run.failed).toBeUndefined();
    expect((await drive.issuance())!.delivery!.at.slice(11, 16)).toBe('01:00');
    expect(await violations(drive)).toEqual([]);
  });

  test('that never comes before the end gives way to it', async () => {
    const freezes = [{ from: '2026-11-01', to: '2027-12-31', timeZone: 'UTC' }];
    const drive = await routed('secret', { freezes });
    expect((await drive.start()).failed).toBeUndefined();
    const { delivery, replaces } = (await drive.issuance())!;
    expect(Date.parse(replaces.content.notAfter) - Date.parse(delivery!.at)).toBe(3 * DAY * 1000);
    expect(await violations(drive)).toEqual([]);
  });

  test('whose waiting execution dies is waited for by the next one', async () => {
    const drive = await routed('secret', { windows: [{ ...nightly, cron: '0 2 20 * *' }] });
    let waits = 0;
    drive.machine.onWait = (seconds) => {
      waits += 1;
      if (waits === 2) throw new TaskFailed('States.Timeout', 'the execution was lost');
      drive.stage.world.clock.forward(seconds);
    };
    await drive.start();
    await drive.converge(24 * 40);
    expect(await violations(drive)).toEqual([]);
  });
});

describe('an approval', () => {
  const asks = (days?: number) => routed('secret', { approval: true }, days);
  const idIn = ({ stage: { world } }: Drive) =>
    world.ledger.sent.map(({ detail }) => (detail as { approvalId?: string }).approvalId).findLast(Boolean)!;
  /** A person who answers, if at all, at once. */
  function answering(drive: Drive, answer?: 'approved' | 'rejected'): void {
    const { world } = drive.stage;
    drive.machine.onQuestion = async () => {
      if (answer === undefined) {
        world.clock.forward(3600);
        throw new TaskFailed('States.Timeout');
      }
      await world.approvals.answer(idIn(drive), answer, 'arn:aws:iam::111122223333:user/ada', '2026-12-01T00:00:00Z');
      return {};
    };
  }

  test('lets it be delivered', async () => {
    const drive = await asks();
    answering(drive, 'approved');
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect(drive.stage.world.told).toEqual(['APPROVE by 2027-02-17T10:00Z', 'REPLACED']);
  });

  test('that is refused ends it: nothing more by itself, and a person can have it asked again', async () => {
    const drive = await asks();
    answering(drive, 'rejected');
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRejected' });
    for (let hour = 0; hour < 100; hour += 1) await drive.anHourLater();
    expect(drive.failed).toEqual([]);
    expect((await drive.stage.served())?.serial).toBe(drive.stage.old.serial);
    answering(drive, 'approved');
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
  });

  test('that was given is asked for once more after a delivery that was taken back', async () => {
    const endpoint = 'web.example.com:443';
    const drive = await routed('secret', { approval: true, endpoint });
    const { world, old } = drive.stage;
    world.probe.serving.set(endpoint, old.pem.certificate);
    answering(drive, 'approved');
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryUnproven' });
    const first = idIn(drive);
    answering(drive, 'rejected');
    expect((await drive.start()).failed).toMatchObject({ error: 'DeliveryRejected' });
    expect(idIn(drive)).not.toBe(first);
    expect((await drive.stage.served())?.serial).toBe(old.serial);
  });

  test('that never comes is asked for once, and not waited for when the end is near', async () => {
    const drive = await asks(9);
    answering(drive);
    expect((await drive.start()).failed).toBeUndefined();
    expect(await violations(drive)).toEqual([]);
    expect(drive.stage.world.told).toEqual([expect.stringMatching(/^APPROVE by /), 'REPLACED']);
    const { delivery, replaces } = (await drive.issuance())!;
    const left = (Date.parse(replaces.content.notAfter) - Date.parse(delivery!.at)) / 1000;
    expect(left).toBeLessThanOrEqual(0.9 * DAY + 0.1 * 3600); // a tenth of its life, which began an hour before it was issued
    expect(left).toBeGreaterThan(0.9 * DAY - 7 * 3600);
  });

  test('that comes after hours counts by the id that was told when it was asked first', async () => {
    const drive = await asks(9);
    const { world } = drive.stage;
    let hours = 0;
    drive.machine.onQuestion = async () => {
      hours += 1;
      world.clock.forward(3600);
      if (hours < 4) throw new TaskFailed('States.Timeout');
      await world.approvals.answer(idIn(drive), 'approved', 'ada', (await world.clock.now()).toISOString());
      return {};
    };
    expect((await drive.start()).failed).toBeUndefined();
    expect(hours).toBe(4);
    expect(await violations(drive)).toEqual([]);
  });

  test('that comes while no execution waits is found by the next one', async () => {
    const drive = await asks();
    drive.machine.onQuestion = () => Promise.reject(new TaskFailed('States.Runtime', 'the execution was lost'));
    await drive.start();
    const { world } = drive.stage;
    await world.approvals.answer(idIn(drive), 'approved', 'ada', (await world.clock.now()).toISOString());
    await drive.start();
    expect(await violations(drive)).toEqual([]);
  });
});
