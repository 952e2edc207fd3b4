import { callerOf } from '../authorisation/caller.ts';
import { interned } from '../interned.ts';
import type { World } from '../world.ts';
import { readSignature, requireService } from './signature.ts';
import type { Call } from './call.ts';
import type { HttpRequest } from './messages.ts';

/** A signed request to an operation as the call it is: who, where, and for what. @throws ServiceError for its signature */
export async function callOf(
  request: HttpRequest,
  what: Pick<Call, 'service' | 'operation' | 'requestId'>,
  world: World,
): Promise<Call> {
  const token = request.headers['x-amz-security-token'];
  const { accessKeyId, region, service } = readSignature(request.headers['authorization'], token);
  requireService({ accessKeyId, region, service }, what.service);
  return {
    ...what,
    world,
    ...(await callerOf(accessKeyId, region, world, token)),
    region: interned(region),
    accessKeyId: interned(accessKeyId),
    userAgent: request.headers['user-agent'] ?? '',
    sourceAddress: request.sourceAddress,
  };
}
