import { recordCall } from '../events/trail.ts';
import { ServiceError } from '../errors.ts';
import type { Call } from './call.ts';
import type { Operation } from './operation.ts';

/** Runs an operation: injected faults, the work, the call log and the CloudTrail record. */
export async function perform(operation: Operation, body: object, call: Call): Promise<object> {
  const fault = call.world.faults.take(call);
  const injected = fault && new ServiceError(fault.error, 'Injected by the emulator.', fault.status);
  try {
    if (injected && !fault.after) throw injected;
    const output = await recorded(operation, body, call);
    if (injected) throw injected;
    log(call, 'OK');
    return output;
  } catch (error) {
    const failure = error instanceof ServiceError ? error : internalFailure(error);
    // A lost answer was a success for the trail.
    const lostAnswer = failure === injected && fault?.after;
    if (operation.changes && !lostAnswer) recordCall(call, operation, body, { error: failure });
    log(call, failure.code);
    throw failure;
  }
}

async function recorded(operation: Operation, body: object, call: Call): Promise<object> {
  const output = await operation.run(body, call);
  if (operation.changes) recordCall(call, operation, body, { output });
  return output;
}

/** A defect of the emulator: answered as a real service answers its own, and shown where someone looks. */
function internalFailure(error: unknown): ServiceError {
  console.error(error);
  const why = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', `The emulator failed: ${why}`, 500);
}

function log(call: Call, outcome: string): void {
  const { service, operation, account, region, accessKeyId, world } = call;
  world.calls.add({ service, operation, account, region, accessKeyId, time: world.clock.now().toISOString(), outcome });
}
