import * as z from 'zod/mini';
import { writeDigests as write, type DigestPorts, type WrittenDigests } from '../../core/alerting/write-digests.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** A schedule starts it; what it hands in does not matter. */
export const writeDigestsInput = z.unknown();

export interface WriteDigestsPorts extends DigestPorts {
  readonly clock: Clock;
  readonly count: (metric: string, amount?: number) => void;
}

/** Writes each owner's digest of what is open; deliver-alerts sends it within minutes. */
export const writeDigests = (ports: WriteDigestsPorts) => async (): Promise<WrittenDigests> => {
  const outcome = await write(ports, (await ports.clock.now()).toISOString());
  ports.count('DigestsWritten', outcome.written);
  return outcome;
};
