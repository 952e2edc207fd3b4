import type { World } from '../world.ts';
import { accountOf, readSignature, requireService } from './authorization.ts';
import type { Call } from './call.ts';
import type { HttpRequest } from './messages.ts';

/** A signed request to an operation as the call it is: who, where, and for what. @throws ServiceError for its signature */
export async function callOf(
  request: HttpRequest,
  what: Pick<Call, 'service' | 'operation' | 'requestId'>,
  world: World,
): Promise<Call> {
  const { accessKeyId, region, service } = readSignature(request.headers['authorization']);
  requireService({ accessKeyId, region, service }, what.service);
  return {
    ...what,
    world,
    account: await accountOf(accessKeyId, region, world),
    region,
    accessKeyId,
    userAgent: request.headers['user-agent'] ?? '',
    sourceAddress: request.sourceAddress,
  };
}
