import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { World } from '../world.ts';
import { accountOf, readSignature, requireService } from './authorization.ts';
import { perform } from './dispatch.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';
import { targeted } from './services.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Answers one JSON 1.1 call (`POST /` with X-Amz-Target). */
export async function answerJson(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const requestId = randomUUID();
  try {
    return answer(200, await outputOf(request, world, requestId), requestId);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = { __type: error.code, message: error.message };
    return answer(error.status, body, requestId, { 'x-amzn-ErrorType': error.code });
  }
}

async function outputOf(request: HttpRequest, world: World, requestId: string): Promise<object> {
  const { service, operation } = targeted(request.headers['x-amz-target']);
  const signature = readSignature(request.headers['authorization']);
  requireService(signature, service.name);
  const account = await accountOf(signature.accessKeyId, signature.region, world);
  const body = parsed(request.body);
  return perform(operation, body, {
    world,
    service: service.name,
    operation: operation.name,
    account,
    region: signature.region,
    accessKeyId: signature.accessKeyId,
    requestId,
    userAgent: request.headers['user-agent'] ?? '',
    sourceAddress: request.sourceAddress,
  });
}

/** The body as an object; null members count as absent, as in the services. @throws SerializationException */
function parsed(body: string): object {
  const value = readJson(body === '' ? '{}' : body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ServiceError('SerializationException', 'The body is no JSON object.');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value)) as unknown;
  } catch {
    return undefined; // No JSON, or nested too deeply to be walked.
  }
}

const answer = (status: number, body: object, requestId: string, more: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers: { 'content-type': CONTENT_TYPE, 'x-amzn-RequestId': requestId, ...more },
  body: JSON.stringify(body),
});
