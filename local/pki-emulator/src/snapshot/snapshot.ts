import { createHash } from 'node:crypto';
import { parse, stringify } from 'devalue';
import { z } from 'zod';
import { State } from '../state/state.ts';
import type { World } from '../world.ts';
import { readersWith, WRITERS } from './kinds.ts';

/** Why a snapshot cannot be restored. */
export class UnusableSnapshot extends Error {
  override readonly name = 'UnusableSnapshot';
}

export const FORMAT = 'pki-emulator-snapshot';
const VERSION = 1;

const header = z.strictObject({
  format: z.literal(FORMAT),
  version: z.int(),
  now: z.iso.datetime(),
  sha256: z.string(),
});

interface Body {
  readonly state: State;
  /** Whatever lives by the clock, in the order it was planned. */
  readonly subjects: readonly string[];
}

/**
 * Everything the emulator holds, and its time, as text: a line that says what it is and the SHA-256 of the other, which
 * holds the state, private keys included. To be called while nothing else happens.
 */
export function snapshotOf({ state, agenda, clock }: World): string {
  const body = stringify({ state, subjects: agenda.subjects() } satisfies Body, { ...WRITERS });
  const first = { format: FORMAT, version: VERSION, now: clock.now().toISOString(), sha256: digest(body) };
  return `${JSON.stringify(first)}\n${body}\n`;
}

/**
 * Puts a snapshot in place of everything the emulator holds, and of its time, which may go back by that. Nothing changes
 * when the snapshot cannot be used. To be called while nothing else happens.
 *
 * @throws UnusableSnapshot
 */
export function restore(text: string, world: World): void {
  const { now, body } = read(text);
  const { state, subjects } = bodyOf(body, world);
  const moment = Date.parse(now);
  world.clock.runFrom(moment);
  world.state = state;
  world.agenda.restart(moment);
  for (const subject of subjects) world.agenda.plan(subject);
}

function read(text: string): { readonly now: string; readonly body: string } {
  const end = text.indexOf('\n');
  const { data } = header.safeParse(json(text.slice(0, end)));
  if (!data) throw new UnusableSnapshot('it is no snapshot of a PKI emulator');
  if (data.version !== VERSION) throw new UnusableSnapshot(`it is of version ${data.version}, not ${VERSION}`);
  const body = text.slice(end + 1).trimEnd();
  if (digest(body) !== data.sha256) throw new UnusableSnapshot('it is cut off or was changed');
  return { now: data.now, body };
}

function bodyOf(text: string, { clock }: World): Body {
  try {
    const body = parse(text, { ...readersWith(clock) }) as Partial<Body>;
    if (body.state instanceof State && Array.isArray(body.subjects))
      return { state: body.state, subjects: body.subjects };
  } catch {
    // Told below: the digest was right, so whoever wrote it wrote something else.
  }
  throw new UnusableSnapshot('it does not hold the state of an emulator');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // No snapshot.
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
