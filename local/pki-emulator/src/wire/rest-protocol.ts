import { randomUUID } from 'node:crypto';
import { invalid, ServiceError } from '../errors.ts';
import type { World } from '../world.ts';
import { signedFor } from './signature.ts';
import { callOf } from './calling.ts';
import { perform } from './dispatch.ts';
import type { HttpAnswer, HttpRequest } from './messages.ts';
import { isRouted, type RestInput, type RestService, type Route, type Routed, routed } from './rest-routes.ts';

/** Statuses of errors that carry none of their own (service-facts 0; the front ends' own errors as REST services give them). */
const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  MissingAuthenticationTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  ExpiredTokenException: 403,
  ThrottlingException: 429,
};

/** Is a request one of a REST service's: signed for it, or on a path of it and signed for nothing else? */
export function isForRest(request: HttpRequest, { name, routes }: RestService): boolean {
  const service = signedFor(request.headers['authorization']);
  if (service === name) return request.headers['x-amz-target'] === undefined;
  return service === undefined && isRouted(request, routes);
}

/** Answers one call of a service that speaks REST with JSON. */
export async function answerRest(request: HttpRequest, service: RestService, world: World): Promise<HttpAnswer> {
  const requestId = randomUUID();
  try {
    const found = routed(request, service.routes);
    if (!found) {
      throw new ServiceError(
        'UnknownOperationException',
        `There is no ${request.method} ${request.path.slice(0, 200)}.`,
      );
    }
    const output = await outputOf(request, found, { service, world, requestId });
    return answer(found.route.operation.status ?? 200, output, { 'x-amzn-RequestId': requestId });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const headers = { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': error.code };
    return answer(statusOf(error), { message: error.message }, headers);
  }
}

const statusOf = ({ code, status }: ServiceError): number => (status === 400 ? (STATUS[code] ?? 400) : status);

async function outputOf(
  request: HttpRequest,
  found: Routed,
  { service, world, requestId }: { readonly service: RestService; readonly world: World; readonly requestId: string },
): Promise<object> {
  const { operation, caller } = found.route;
  const what = { service: service.name, operation: operation.name, requestId };
  const input = () => inputOf(request, found);
  const call = caller ? caller(request, what, { world, input }) : await callOf(request, what, world);
  return perform(operation, input(), call);
}

/**
 * The members of path, query and body together. A member has one place: one that is given in two is refused, as is any
 * that the operation does not know.
 *
 * @throws ServiceError SerializationException, ValidationException
 */
function inputOf(request: HttpRequest, { route, labels }: Routed): RestInput {
  const body = bodyOf(request.body);
  const query = queryOf(request.query, route);
  const twice = Object.keys(body).find((member) => Object.hasOwn(query, member) || Object.hasOwn(labels, member));
  const again = Object.keys(query).find((member) => Object.hasOwn(labels, member));
  if ((twice ?? again) !== undefined) throw invalid(`The input member '${twice ?? again}' is given twice.`);
  return { ...body, ...query, ...labels };
}

/** The body as an object; null members count as absent, as in the services. */
function bodyOf(text: string): RestInput {
  const value = text.trim() === '' ? {} : readJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RestInput;
  throw new ServiceError('SerializationException', 'The body is no JSON object.');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => (value === null ? undefined : value)) as unknown;
  } catch {
    return undefined; // No JSON, or nested too deeply to be walked.
  }
}

function queryOf(text: string, { query: members = {} }: Route): RestInput {
  const input = new Map<string, unknown>();
  for (const [name, value] of new URLSearchParams(text)) {
    const kind = Object.hasOwn(members, name) ? members[name] : 'text';
    if (kind === 'list') input.set(name, [...((input.get(name) as string[] | undefined) ?? []), value]);
    else if (input.has(name)) throw invalid(`The query parameter '${name.slice(0, 200)}' is given twice.`);
    else input.set(name, kind === 'integer' ? integer(name, value) : value);
  }
  return Object.fromEntries(input);
}

function integer(name: string, text: string): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new ServiceError('SerializationException', `The query parameter '${name}' is no integer.`);
}

const answer = (status: number, body: object, headers: Record<string, string>): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
