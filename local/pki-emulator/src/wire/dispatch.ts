import { authorise, matterOf } from '../authorisation/authorise.ts';
import { resourceOf } from '../authorisation/resources.ts';
import { ServiceError } from '../errors.ts';
import { type Outcome, recordCall } from '../events/trail.ts';
import { DroppedConnection, withFault } from '../faults/meeting.ts';
import type { Call } from './call.ts';
import type { Operation } from './operation.ts';

/**
 * Runs an operation, and writes how it went into the call log and CloudTrail. Quotas are counted first, then the call
 * meets an injected fault, then IAM is asked, then the work is done.
 *
 * @throws ServiceError the answer; DroppedConnection: there is to be none
 */
export async function perform(operation: Operation, body: object, call: Call): Promise<object> {
  try {
    const output = await answered(operation, body, call);
    log(call, body, 'OK');
    return output;
  } catch (error) {
    const failure = error instanceof DroppedConnection ? error : failureOf(error);
    log(call, body, failure.code);
    throw failure;
  }
}

async function answered(operation: Operation, body: object, call: Call): Promise<object> {
  const record = (outcome: Outcome): void => {
    if (operation.changes) recordCall(call, operation, body, outcome);
  };
  const refused = (error: ServiceError): void => record({ error });
  const throttled = call.world.quotas.refusal(call);
  if (throttled) {
    refused(throttled);
    throw throttled;
  }
  return withFault(call, () => worked(operation, body, call, record), refused);
}

/** What is recorded is what the work came to, whatever becomes of the answer. */
async function worked(
  operation: Operation,
  body: object,
  call: Call,
  record: (outcome: Outcome) => void,
): Promise<object> {
  try {
    await authorise(call, matterOf(call, body));
    const output = await operation.run(body, call);
    record({ output });
    return output;
  } catch (error) {
    const failure = failureOf(error);
    record({ error: failure });
    throw failure;
  }
}

/** A defect of the emulator is answered as a real service answers its own, and shown where someone looks. */
function failureOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  console.error(error);
  const why = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', `The emulator failed: ${why}`, 500);
}

function log(call: Call, body: object, outcome: string): void {
  const { service, operation, account, region, accessKeyId, principal, world } = call;
  const resource = resourceOf(call, body);
  world.calls.add({
    service,
    operation,
    account,
    region,
    accessKeyId,
    ...(principal ? { principal: principal.arn } : {}),
    ...(resource === undefined ? {} : { resource }),
    time: world.clock.now().toISOString(),
    outcome,
  });
}
