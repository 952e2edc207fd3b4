import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { answerAdmin } from '../admin/routes.ts';
import { DroppedConnection } from '../faults/meeting.ts';
import { answerS3, isForS3 } from '../neighbours/s3/protocol.ts';
import { rolesAnywhere } from '../rolesanywhere/routes.ts';
import type { TlsIdentity } from '../tls/identity.ts';
import type { World } from '../world.ts';
import { signedFor } from './signature.ts';
import { type HttpAnswer, type HttpRequest, plain } from './messages.ts';
import { answerJson } from './json-protocol.ts';
import { answerQuery } from './query-protocol.ts';
import { answerRest, isForRest } from './rest-protocol.ts';
import { isForm, refuseService } from './unknown-service.ts';

/** Above ImportCertificate's largest input (a 2 MB chain in base64), far below what would exhaust memory. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** Node's five seconds would close connections under clients that are busy meanwhile: making a key, for instance. */
const IDLE_MILLISECONDS = 120_000;

/** X-Amz-X509-Chain alone may have more than Node's 16 KB. */
const HEADERS_LIMIT = 64 * 1024;

/** A server that speaks TLS where it gets a certificate and a key for it, else plain HTTP. */
export function serverFor(world: World, tls?: Pick<TlsIdentity, 'certificate' | 'key'>): Server {
  const listener: RequestListener = (incoming, response) => {
    // `respond` answers every failure itself; what is left is a connection that broke while being read, or is to break.
    respond(incoming, response, world).catch(() => response.destroy());
  };
  const options = { keepAliveTimeout: IDLE_MILLISECONDS, maxHeaderSize: HEADERS_LIMIT };
  if (!tls) return createServer(options, listener);
  return createTlsServer({ ...options, cert: tls.certificate, key: tls.key }, listener);
}

async function respond(incoming: IncomingMessage, response: ServerResponse, world: World): Promise<void> {
  const body = await bodyOf(incoming);
  const answer = body === undefined ? TOO_LARGE : await answerOf(requestOf(incoming, body), world);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

async function answerOf(request: HttpRequest, world: World): Promise<HttpAnswer> {
  try {
    return await route(request, world);
  } catch (error) {
    if (error instanceof DroppedConnection) throw error;
    console.error(error);
    return plain(500, { __type: 'InternalFailure', message: 'The emulator failed; its stderr says why.' });
  }
}

async function route(request: HttpRequest, world: World): Promise<HttpAnswer> {
  if (request.path.startsWith('/_emulator')) return answerAdmin(request, world);
  if (isForS3(request, world)) return world.time.call(() => answerS3(request, world));
  if (isForRest(request, rolesAnywhere)) return world.time.call(() => answerRest(request, rolesAnywhere, world));
  if (request.method !== 'POST' || request.path !== '/') return answerElsewhere(request);
  return world.time.call(() => (isForm(request) ? answerQuery(request, world) : answerJson(request, world)));
}

/** Services with paths of their own are none of the emulator's; what is not signed is for no service at all. */
function answerElsewhere(request: HttpRequest): HttpAnswer {
  const service = signedFor(request.headers['authorization']);
  if (service !== undefined) return refuseService(request, service);
  return plain(404, { error: `Nothing answers ${request.method} ${request.path}.` });
}

const TOO_LARGE = plain(413, {
  __type: 'RequestEntityTooLargeException',
  message: `Bodies end at ${BODY_LIMIT} bytes.`,
});

/** The whole body, or undefined when it is too large; what is too much is read and dropped, so the answer arrives. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? undefined : Buffer.concat(chunks);
}

function requestOf(incoming: IncomingMessage, bytes: Buffer): HttpRequest {
  const [path = '', ...query] = (incoming.url ?? '').split('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? '',
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: bytes.toString(),
    bytes,
    sourceAddress: incoming.socket.remoteAddress ?? '',
  };
}
