import { atRest, type Happening, liveUntil, timeOf } from '../../../local/story/moved-time.ts';
import type { Guard } from './guard.ts';
import { startOwnEmulator } from './own-emulator.ts';
import { guardInAccount, type OwnEndpoints } from './own-guard.ts';

/** A RenewGuard whose time can be moved, and ages nobody else's certificates. */
export interface OwnTime {
  readonly guard: Guard;
  /** Lives through so many days, each event worked on before the next comes. */
  live(days: number): Promise<readonly Happening[]>;
  /** Waits until everything that happened so far was worked on. */
  rest(): Promise<void>;
  /** Moves the clock at once, whoever is at work. */
  skip(seconds: number): Promise<void>;
  /** What the clock says. */
  now(): Promise<Date>;
  stop(): Promise<void>;
}

const DAY = 24 * 60 * 60;

/** Issuing takes no longer: many are issued, and how long that lasts is no matter of time that moves. */
const SETTLES_AFTER_MILLISECONDS = 20;

/**
 * @param parameters of the template that differ from the shared RenewGuard's
 * @param others where its functions find what stands in for other services
 */
export async function ownTime(
  account: string,
  port: number,
  parameters: Readonly<Record<string, string>> = {},
  others: Pick<OwnEndpoints, 'SNS' | 'CONFIG' | 'SECURITYHUB'> = {},
): Promise<OwnTime> {
  const emulator = await startOwnEmulator(port);
  const { url } = emulator;
  const post = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${url}/_emulator/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  await post('settle', { milliseconds: SETTLES_AFTER_MILLISECONDS });
  const guard = await guardInAccount(account, { ...others, ACM: url, ACM_PCA: url, emulatorUrl: url }, parameters);
  const world = { emulatorUrl: url, settings: guard.cloud, machines: [guard.certificateMachine, guard.reissueMachine] };
  const now = async (): Promise<Date> => new Date(await timeOf(url));
  return {
    guard,
    now,
    stop: () => emulator.stop(),
    rest: () => atRest(world),
    live: async (days) => {
      const moment = new Date((await now()).getTime() + days * DAY * 1000).toISOString();
      return liveUntil(world, moment);
    },
    skip: (advanceSeconds) => post('clock', { advanceSeconds }),
  };
}
