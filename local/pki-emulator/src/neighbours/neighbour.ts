import { callerOf } from '../authorisation/caller.ts';
import type { Principal } from '../authorisation/principal.ts';
import { ServiceError } from '../errors.ts';
import { DroppedConnection, withFault } from '../faults/meeting.ts';
import type { Signature } from '../wire/signature.ts';
import type { World } from '../world.ts';

/** One call of a service beside acm and acm-pca that their users need to ask. */
export interface NeighbourCall {
  readonly world: World;
  readonly account: string;
  /** Undefined where only the account is known. */
  readonly principal: Principal | undefined;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface NeighbourOperation {
  readonly members: readonly string[];
  readonly answer: (call: NeighbourCall) => object;
}

/** The little that the emulator serves of another service; the rest of it is refused by name. */
export interface Neighbour {
  readonly service: 'sts' | 'iam' | 'organizations';
  /** Answered here also where a cloud endpoint has the whole service? */
  readonly besideCloud: boolean;
  /** The error code for an operation it has not. */
  readonly unknown: string;
  readonly operations: Readonly<Record<string, NeighbourOperation>>;
}

/** Answers a neighbour's operation, with injected faults, and writes it into the call log. */
export async function ask(
  neighbour: Neighbour,
  operation: string,
  input: NeighbourCall['input'],
  signature: Signature,
  world: World,
): Promise<object> {
  const { service } = neighbour;
  const { accessKeyId, region } = signature;
  const { account, principal } = await callerOf(accessKeyId, region, world, signature.sessionToken);
  const log = (outcome: string) =>
    world.calls.add({
      service,
      operation,
      account,
      region,
      accessKeyId,
      ...(principal ? { principal: principal.arn } : {}),
      time: world.clock.now().toISOString(),
      outcome,
    });
  try {
    const call = { service, operation, account, region, world };
    const output = await withFault(call, () =>
      served(neighbour, operation, input, world).answer({ world, account, principal, region, input }),
    );
    log('OK');
    return output;
  } catch (error) {
    if (error instanceof ServiceError || error instanceof DroppedConnection) log(error.code);
    throw error;
  }
}

function served(neighbour: Neighbour, name: string, input: object, { cloud }: World): NeighbourOperation {
  const { service, operations, unknown, besideCloud } = neighbour;
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw new ServiceError(unknown, `The emulator does not support ${service}:${name}.`);
  if (cloud && !besideCloud) {
    throw new ServiceError(unknown, `The emulator leaves ${service}:${name} to its cloud endpoint; ask that.`);
  }
  const stranger = Object.keys(input).find((member) => !operation.members.includes(member));
  if (stranger === undefined) return operation;
  throw new ServiceError('ValidationError', `The emulator does not know the input member '${stranger}'.`);
}
