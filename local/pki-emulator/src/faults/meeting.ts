import { setTimeout } from 'node:timers/promises';
import { ServiceError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Fault, Faultable } from './fault.ts';

/** An answer that is never given: whoever speaks HTTP closes the connection. */
export class DroppedConnection extends Error {
  /** As the call log names it. */
  readonly code = 'ConnectionDropped';

  constructor() {
    super('The connection is dropped, as a fault asks.');
    this.name = 'DroppedConnection';
  }
}

/** What a fault makes of an answer; undefined: it only comes late. */
export function failureOf(fault: Fault): ServiceError | DroppedConnection | undefined {
  if (fault.dropped) return new DroppedConnection();
  return fault.error === undefined
    ? undefined
    : new ServiceError(fault.error, 'Injected by the emulator.', fault.status);
}

/**
 * The same to a service that asks another one: an answer that never comes is an error too, and a late one is waited for.
 */
export function errorOf(fault: Fault): ServiceError | undefined {
  const failure = failureOf(fault);
  return failure instanceof DroppedConnection ? new ServiceError(failure.code, failure.message, 503) : failure;
}

/**
 * Does the work of a call with the fault that it meets, if any. What comes after the work takes the place of whatever
 * the work came to.
 *
 * @param refused told of an error that is answered in place of the work
 * @throws ServiceError or DroppedConnection, besides what the work throws
 */
export async function withFault<T>(
  call: Faultable & { readonly world: World },
  work: () => T | Promise<T>,
  refused: (error: ServiceError) => void = () => undefined,
): Promise<T> {
  const fault = call.world.faults.take(call);
  if (!fault) return work();
  const failure = failureOf(fault);
  if (fault.after) {
    const [done] = await Promise.allSettled([Promise.resolve().then(work)]);
    await linger(fault, call.world);
    if (failure) throw failure;
    if (done.status === 'rejected') throw done.reason;
    return done.value;
  }
  await linger(fault, call.world);
  if (!failure) return work();
  if (failure instanceof ServiceError) refused(failure);
  throw failure;
}

/** Waits in real time, outside of the gate: a slow call is no reason for the clock to wait. */
async function linger({ delayMilliseconds }: Fault, { time }: World): Promise<void> {
  if (delayMilliseconds > 0) await time.aside(() => setTimeout(delayMilliseconds, undefined, { ref: false }));
}
