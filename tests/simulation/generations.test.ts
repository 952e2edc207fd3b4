import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { keyFits } from '../../core/pki/keys.ts';
import { SECRET, stageOf } from '../builders/reissue-stage.ts';
import { Drive } from './drive.ts';

/* Certificates of seven days: each generation is started by the one before, and by nothing else. */

const DAY = 86_400_000;
const STEP_HOURS = 12;
const LIFETIME = 7 * DAY + 3_600_000; // Private CA dates back by an hour

/** What is seen at each look. */
interface Look {
  readonly usable: number;
  readonly leftMilliseconds: number;
  readonly hasItsKey: boolean;
}

async function lived(strategy: 'secret' | 'acm-import' | 'same-key', days: number, route: Route = {}) {
  const stage = await stageOf(strategy, { days: 7 });
  const { world, input } = stage;
  const drive = new Drive(stage);
  const deliver = strategy === 'acm-import' ? route : { secret: SECRET, ...route };
  expect((await drive.start({ ...input, deliver })).failed).toBeUndefined();
  const looks: Look[] = [];
  for (let hours = 0; hours < days * 24; hours += STEP_HOURS) {
    await drive.anHourLater(STEP_HOURS);
    const { pem, privateKey } = (await stage.served())!;
    const content = readCertificate(pem.certificate);
    looks.push({
      usable: (await world.issuer.usable()).length,
      leftMilliseconds: Date.parse(content.notAfter) - (await world.clock.now()).getTime(),
      hasItsKey: strategy === 'same-key' || keyFits(privateKey!, content),
    });
  }
  return { drive, looks, generations: await generationsOf(drive) };
}

/** The issuances of a lineage, from the first one on. */
async function generationsOf({ stage: { world, intent } }: Drive): Promise<readonly Issuance[]> {
  const all: Issuance[] = [];
  for (let next: string | undefined = intent; next !== undefined;) {
    const issuance: Issuance | undefined = await world.issuances.issuanceOf(next);
    if (issuance === undefined) break;
    all.push(issuance);
    next = (await world.issuances.lineageOf(issuance.issued?.certificateArn ?? ''))?.replacedBy?.intent;
  }
  return all;
}

describe.each([
  ['secret', 365],
  ['acm-import', 30],
  ['same-key', 30],
] as const)('by %s', (strategy, days) => {
  test(`${days} days of certificates that live seven: always one in use with time left, each as long as the first, none lost`, async () => {
    const { drive, looks, generations } = await lived(strategy, days);
    // From two thirds of its life on, a certificate is replaced: every four and two thirds days.
    expect(generations.length).toBeGreaterThanOrEqual(Math.floor(days / 5.2));
    expect(generations.length).toBeLessThanOrEqual(Math.ceil(days / 4.6) + 1);
    expect(generations.map(({ generation }) => generation)).toEqual(generations.map((_, index) => index + 1));
    const lives = [...drive.stage.world.issuer.issued.values()].map(({ certificate }) => readCertificate(certificate));
    expect(new Set(lives.map((each) => Date.parse(each.notAfter) - Date.parse(each.notBefore)))).toEqual(
      new Set([LIFETIME]),
    );
    expect(Math.max(...looks.map(({ usable }) => usable))).toBeLessThanOrEqual(2);
    expect(Math.min(...looks.map(({ leftMilliseconds }) => leftMilliseconds))).toBeGreaterThan(1.7 * DAY);
    expect(looks.every(({ hasItsKey }) => hasItsKey)).toBe(true);
    expect(drive.failed).toEqual([]);
    expect(drive.stage.world.told.every((label) => label === 'REPLACED')).toBe(true);
    expect(drive.stage.world.told).toHaveLength(generations.length);
    const due = await drive.stage.world.issuances.dueIssuances('2999-01-01T00:00:00.000Z');
    expect(due.map(({ intent }) => intent)).toEqual([generations.at(-1)!.intent]);
  });
});

test('a route is handed on: its share of the lifetime, its revocation, its secret; one is usable at a time, but for the grace', async () => {
  const route = { renewAtShare: 0.5, revokeAfterDays: 1 };
  const { drive, looks, generations } = await lived('secret', 30, route);
  expect(generations.length).toBeGreaterThanOrEqual(Math.floor(30 / 4.2));
  expect(generations.every(({ route: own }) => own.renewAtShare === 0.5 && own.secret === SECRET)).toBe(true);
  const { world } = drive.stage;
  const now = (await world.clock.now()).getTime();
  const grace = looks.filter(({ usable }) => usable > 1).length / looks.length;
  expect(grace).toBeLessThan(0.45);
  const revoked = generations.filter(({ revokedAt }) => revokedAt !== undefined);
  expect(revoked.length).toBeGreaterThanOrEqual(generations.length - 2);
  expect((await world.issuances.dueIssuances(new Date(now).toISOString())).length).toBe(0);
});

describe('a CA that issues nothing for a while when a renewal is due', () => {
  const HOURS_A_DAY = 24;

  /** The first generation is in use; the CA is disabled from when the next one is due, for so many hours. */
  async function disabled(days: number, hours: number) {
    const stage = await stageOf('secret', { days });
    const drive = new Drive(stage);
    await drive.start();
    const { world } = stage;
    const { dueAt = '' } = (await drive.issuance())!;
    const until = (Date.parse(dueAt) - (await world.clock.now()).getTime()) / 3_600_000;
    for (let hour = 1; hour < until; hour += 1) await drive.anHourLater();
    const standing = [...world.issuer.authorities.values()][0]!;
    standing.status = 'DISABLED';
    for (let hour = 0; hour < hours; hour += 1) await drive.anHourLater();
    const failed = drive.failed.length;
    standing.status = 'ACTIVE';
    return { drive, failed, first: (await stage.served())!.serial };
  }

  test('is asked for it seldom, and again in time', async () => {
    const { drive, failed, first } = await disabled(9, 2 * HOURS_A_DAY);
    expect(failed).toBeGreaterThanOrEqual(2);
    expect(failed).toBeLessThanOrEqual(6);
    for (let hour = 0; hour < 20; hour += 1) await drive.anHourLater();
    expect((await drive.stage.served())!.serial).not.toBe(first);
  });

  test('however short its certificates live', async () => {
    const { drive, failed, first } = await disabled(1, 5);
    expect(failed).toBeGreaterThanOrEqual(1);
    for (let hour = 0; hour < 2; hour += 1) await drive.anHourLater();
    const { pem, serial } = (await drive.stage.served())!;
    expect(serial).not.toBe(first);
    expect(readCertificate(pem.certificate).notAfter > (await drive.stage.world.clock.now()).toISOString()).toBe(true);
  });
});

test('what nothing can be done about by itself is looked at once in a while, not every hour', async () => {
  const stage = await stageOf('secret', { days: 30 });
  const drive = new Drive(stage);
  await drive.start();
  const { world } = stage;
  const { issued } = (await drive.issuance())!;
  await world.routes.setRoute(issued!.certificateArn, { strategy: 'notify' });
  for (let hour = 0; hour < 24 * 29; hour += 1) await drive.anHourLater();
  expect(world.started.size).toBeGreaterThanOrEqual(5);
  expect(world.started.size).toBeLessThanOrEqual(40);
  expect((await stage.served())!.serial).toBe(issued!.serial);
});
