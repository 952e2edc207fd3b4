import { randomUUID } from 'node:crypto';
import { callerOf } from '../../authorisation/caller.ts';
import { ServiceError } from '../../errors.ts';
import { DroppedConnection, withFault } from '../../faults/meeting.ts';
import { readSignature, signedFor } from '../../wire/signature.ts';
import type { HttpAnswer, HttpRequest } from '../../wire/messages.ts';
import { elements } from '../../wire/xml.ts';
import type { World } from '../../world.ts';
import type { Asker } from './access.ts';
import type { S3Call, S3Operation } from './operation.ts';
import { BUCKET_OPERATIONS } from './operations/buckets.ts';
import { SETTING_OPERATIONS } from './operations/bucket-settings.ts';
import { LISTING_OPERATIONS } from './operations/list-objects.ts';
import { OBJECT_OPERATIONS } from './operations/objects.ts';

export const S3_OPERATIONS: readonly S3Operation[] = [
  ...SETTING_OPERATIONS,
  ...LISTING_OPERATIONS,
  ...BUCKET_OPERATIONS,
  ...OBJECT_OPERATIONS,
];

/** The names a bucket has as a host: what a CRL distribution point says, asked through this server as a proxy. */
const VIRTUAL_HOST = /^(.+)\.s3(?:\.dualstack)?[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?::\d+)?$/;

/** Is it signed for S3, or unsigned and for a bucket that is here? */
export function isForS3(request: HttpRequest, world: World): boolean {
  const service = signedFor(request.headers['authorization']);
  if (service !== undefined) return service === 's3';
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && !world.buckets.remote && world.state.buckets.has(bucketIn(request));
}

/** The bucket that a request names; none where its path cannot be decoded. */
function bucketIn(request: HttpRequest): string {
  try {
    return targetOf(request).bucketName;
  } catch {
    return '';
  }
}

/** Bucket and key: of the path, or the bucket of the host. @throws ServiceError InvalidURI */
function targetOf({ path, headers }: HttpRequest): { bucketName: string; key: string } {
  const { pathname = path, host = headers['host'] ?? '' } = URL.canParse(path) ? new URL(path) : {};
  const virtual = VIRTUAL_HOST.exec(host)?.[1];
  const [bucketName = '', ...key] = pathname.replace(/^\//, '').split('/');
  const spoken = virtual === undefined ? key.join('/') : pathname.slice(1);
  try {
    return { bucketName: virtual ?? decodeURIComponent(bucketName), key: decodeURIComponent(spoken) };
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}

/** Answers one call of S3: REST with XML, errors too. */
export async function answerS3(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const requestId = randomUUID();
  try {
    return withId(await answered(request, world), requestId);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code: Code, message: Message, status } = error;
    const content = elements({ Error: { Code, Message, Resource: request.path, RequestId: requestId } });
    const headers = { 'content-type': 'application/xml', ...redirectOf(request, world, status) };
    const body = request.method === 'HEAD' ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${content}`;
    return withId({ status, headers, body }, requestId);
  }
}

const withId = (answer: HttpAnswer, id: string): HttpAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'x-amz-request-id': id },
});

/** Where a bucket really is, for clients that follow. */
function redirectOf(request: HttpRequest, world: World, status: number): Readonly<Record<string, string>> {
  const region = status === 301 ? world.state.buckets.get(targetOf(request).bucketName)?.region : undefined;
  return region === undefined ? {} : { 'x-amz-bucket-region': region };
}

async function answered(request: HttpRequest, world: World): Promise<HttpAnswer> {
  const { asker, accessKeyId } = await askerOf(request, world);
  const query = Object.fromEntries(new URLSearchParams(request.query));
  const call: S3Call = { world, asker, ...targetOf(request), query, request };
  const operation = operationOf(call);
  const { account, region } = asker ?? { account: 'anonymous', region: '' };
  const seen = { service: 's3', operation: operation.name, account, region };
  const log = (outcome: string) =>
    world.calls.add({ ...seen, accessKeyId, time: world.clock.now().toISOString(), outcome });
  try {
    const answer = await withFault({ ...seen, world }, () => Promise.resolve().then(() => operation.answer(call)));
    log('OK');
    return answer;
  } catch (error) {
    if (error instanceof ServiceError || error instanceof DroppedConnection) log(error.code);
    throw error;
  }
}

async function askerOf(request: HttpRequest, world: World): Promise<{ asker: Asker; accessKeyId: string }> {
  const header = request.headers['authorization'];
  if (header === undefined) return { asker: undefined, accessKeyId: '' };
  const { accessKeyId, region } = readSignature(header);
  const { account } = await callerOf(accessKeyId, region, world, request.headers['x-amz-security-token']);
  return { asker: { account, region }, accessKeyId };
}

const notImplemented = (what: string): ServiceError =>
  new ServiceError(
    'NotImplemented',
    `The emulator's S3 has no ${what}; it has ${S3_OPERATIONS.map(({ name }) => name).join(', ')}.`,
    501,
  );

/** @throws ServiceError NotImplemented naming the operation, query parameter or header that it has not */
function operationOf(call: S3Call): S3Operation {
  const { request, query, bucketName, key, world } = call;
  if (world.buckets.remote) throw notImplemented('buckets while another S3 endpoint is configured: ask that');
  const level = bucketName === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const fits = (each: S3Operation) => each.method === request.method && each.level === level;
  const named = S3_OPERATIONS.find((each) => fits(each) && each.subresource !== undefined && each.subresource in query);
  const operation = named ?? S3_OPERATIONS.find((each) => fits(each) && each.subresource === undefined);
  if (!operation)
    throw notImplemented(`${[request.method, ...Object.keys(query)].join(' ').slice(0, 100)} on a ${level}`);
  checkMembers(operation, call);
  return operation;
}

/** What any signed request may carry. */
const COMMON_HEADERS =
  /^(x-amz-(date|content-sha256|security-token|user-agent|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-(sha1|sha256|crc32|mode)|meta-.+)|amz-sdk-.+)$/;
const CONDITIONS = ['range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

function checkMembers({ name, subresource, query = [], headers = [] }: S3Operation, call: S3Call): void {
  const parameter = Object.keys(call.query).find(
    (each) => each !== subresource && each !== 'x-id' && !query.includes(each),
  );
  if (parameter !== undefined) throw notImplemented(`${name} with the query parameter ${parameter}`);
  const header = Object.keys(call.request.headers).find(
    (each) =>
      (each.startsWith('x-amz-') && !COMMON_HEADERS.test(each) && !headers.includes(each)) || CONDITIONS.includes(each),
  );
  if (header !== undefined) throw notImplemented(`${name} with the header ${header}`);
  const trailer = call.request.headers['x-amz-trailer'];
  if (trailer !== undefined && !COMMON_HEADERS.test(trailer))
    throw notImplemented(`${name} with the trailer ${trailer}`);
}
