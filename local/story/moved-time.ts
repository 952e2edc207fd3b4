import type { ClientSettings } from '../cloud/accounts.ts';
import { recordsDelivered } from './emulator-admin.ts';
import { allEnded } from './execution.ts';

/** Where time is moved, and who is at work there. */
export interface MovableWorld {
  readonly emulatorUrl: string;
  readonly settings: ClientSettings;
  /** The state machines that events start. */
  readonly machines: readonly string[];
}

/** What happened while the clock moved. */
export interface Happening {
  /** ISO 8601, the emulator's clock. */
  readonly at: string;
  readonly kind: string;
  readonly certificateArn?: string;
  readonly detailType?: string;
}

interface Move {
  readonly now: string;
  readonly happened: readonly Happening[];
  readonly reached: 'event' | 'before' | 'nothing';
}

/** What the emulator's clock says, ISO 8601. */
export async function timeOf(emulatorUrl: string): Promise<string> {
  const response = await fetch(`${emulatorUrl}/_emulator/clock`);
  return ((await response.json()) as { now: string }).now;
}

/**
 * Moves the clock to a moment, from one due event to the next; each is followed by everybody's work on it before time goes on,
 * so that a year takes as long as the work in it. Nothing sleeps.
 * @param moment ISO 8601
 * @param onEvent told after each event was worked on
 * @returns all that happened on the way
 */
export async function liveUntil(
  world: MovableWorld,
  moment: string,
  onEvent: (happened: readonly Happening[]) => void = () => undefined,
): Promise<readonly Happening[]> {
  const all: Happening[] = [];
  for (;;) {
    const { happened, reached } = await moveToNextEvent(world.emulatorUrl, moment);
    await atRest(world);
    all.push(...happened);
    onEvent(happened);
    if (reached !== 'event') return all;
  }
}

/** Waits until every event has reached the bus and no execution that it started runs any more. */
export async function atRest({ emulatorUrl, settings, machines }: MovableWorld): Promise<void> {
  await recordsDelivered(emulatorUrl);
  for (const machine of machines) await allEnded(settings, machine);
}

async function moveToNextEvent(emulatorUrl: string, before: string): Promise<Move> {
  const response = await fetch(`${emulatorUrl}/_emulator/clock/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ before }),
  });
  if (!response.ok) throw new Error(`clock/next: ${response.status} ${await response.text()}`);
  return (await response.json()) as Move;
}
