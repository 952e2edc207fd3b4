import { randomUUID } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import { ask } from '../neighbours/neighbour.ts';
import { organizations } from '../neighbours/organizations.ts';
import type { World } from '../world.ts';
import { readSignature, requireService, signedFor } from './signature.ts';
import { callOf } from './calling.ts';
import { perform } from './dispatch.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';
import { isTargeted, targeted } from './services.ts';
import { refuseService } from './unknown-service.ts';

const SERVED = ['acm', 'acm-pca', 'tagging', organizations.service];

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Answers one JSON 1.1 call (`POST /` with X-Amz-Target). */
export async function answerJson(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const requestId = randomUUID();
  const stranger = strangerIn(request);
  if (stranger !== undefined) return refuseService(request, stranger);
  try {
    return answer(200, await outputOf(request, world, requestId), requestId);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = { __type: error.code, message: error.message };
    return answer(error.status, body, requestId, { 'x-amzn-ErrorType': error.code });
  }
}

const ORGANIZATIONS = 'AWSOrganizationsV20161128.';

/** The service of a call that is signed for none of those here, and aimed at none of them. */
function strangerIn({ headers }: HttpRequest): string | undefined {
  const service = signedFor(headers['authorization']);
  const here = service === undefined || SERVED.includes(service) || isTargeted(headers['x-amz-target']);
  return here ? undefined : service;
}

async function outputOf(request: HttpRequest, world: World, requestId: string): Promise<object> {
  const target = request.headers['x-amz-target'];
  if (target?.startsWith(ORGANIZATIONS)) return organizationsOutput(target, request, world);
  const { service, operation } = targeted(target);
  const call = await callOf(request, { service: service.name, operation: operation.name, requestId }, world);
  return perform(operation, parsed(request.body), call);
}

function organizationsOutput(target: string, request: HttpRequest, world: World): Promise<object> {
  const signature = readSignature(request.headers['authorization'], request.headers['x-amz-security-token']);
  requireService(signature, organizations.service);
  const input = parsed(request.body) as Record<string, unknown>;
  return ask(organizations, target.slice(ORGANIZATIONS.length), input, signature, world);
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
