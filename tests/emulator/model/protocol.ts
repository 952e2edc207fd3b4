import { signature } from '../kit/wire.ts';
import { modelOf, type OperationModel, operationOf, type Reference, type ServiceName, shapeOf } from './botocore.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  /** The error's name, undefined of a success. */
  readonly error: string | undefined;
  readonly message: string;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Whoever takes longer hangs; a slow machine does not. */
const LONGEST_ANSWER = 60_000;

/** Sends an input as the model says the service takes it; checks nothing, so that wrong inputs arrive as well. */
export async function send(
  url: string,
  service: ServiceName,
  operation: string,
  input: Json,
  account: string,
): Promise<Answer> {
  const model = modelOf(service);
  const request =
    model.metadata.protocol === 'json'
      ? jsonRequest(`${model.metadata.targetPrefix}.${operation}`, input)
      : restRequest(service, operationOf(service, operation), input);
  const response = await fetch(`${url}${request.path}`, {
    method: request.method,
    headers: { ...request.headers, authorization: signature(model.metadata.signingName, account) },
    ...(request.body === undefined ? {} : { body: request.body }),
    signal: AbortSignal.timeout(LONGEST_ANSWER),
  });
  return answerOf(response.status, response.headers, await response.text());
}

const jsonRequest = (target: string, input: Json): Request => ({
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
  body: JSON.stringify(input),
});

/** REST-JSON: members bound to the path or the query go there, all others into the body. */
function restRequest(service: ServiceName, { http, input: named }: OperationModel, input: Json): Request {
  const members = named ? (shapeOf(modelOf(service), named.shape).members ?? {}) : {};
  const bound = (location: Reference['location']) =>
    Object.entries(input).filter(([name]) => members[name]?.location === location);
  const placed = bound('uri').reduce(
    (path, [name, value]) => path.replace(`{${members[name]?.locationName}}`, encodeURIComponent(String(value))),
    http.requestUri,
  );
  const query = new URLSearchParams();
  for (const [name, value] of bound('querystring'))
    for (const each of [value].flat()) query.append(members[name]?.locationName ?? name, String(each));
  const body = bound(undefined);
  const bodiless = http.method === 'GET' || (body.length === 0 && http.method === 'DELETE');
  return {
    method: http.method,
    path: query.size > 0 ? `${placed}?${query.toString()}` : placed,
    headers: { 'content-type': 'application/json' },
    body: bodiless ? undefined : JSON.stringify(Object.fromEntries(body)),
  };
}

function answerOf(status: number, headers: Headers, text: string): Answer {
  const body = (text === '' ? {} : JSON.parse(text)) as Json;
  const named = headers.get('x-amzn-errortype') ?? body['__type'] ?? body['code'];
  const error = status < 300 ? undefined : String(named).split(':')[0]?.split('#').at(-1);
  const message = body['message'] ?? body['Message'];
  return { status, body, error, message: typeof message === 'string' ? message : '' };
}
