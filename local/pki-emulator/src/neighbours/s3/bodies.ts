import { createHash } from 'node:crypto';
import { ServiceError } from '../../errors.ts';
import type { HttpRequest } from '../../wire/messages.ts';
import { crc32 } from './crc32.ts';

/** The content of a PutObject: chunks of a signed stream put together, checksums compared. @throws ServiceError */
export function contentOf(request: HttpRequest): Buffer {
  const streamed = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-');
  const { content, trailers } = streamed ? unchunked(request.bytes) : { content: request.bytes, trailers: {} };
  const declared = request.headers['x-amz-decoded-content-length'];
  if (streamed && declared !== String(content.length)) {
    throw new ServiceError(
      'IncompleteBody',
      'The body is shorter or longer than x-amz-decoded-content-length says.',
      400,
    );
  }
  for (const [header, digest] of Object.entries(DIGESTS)) {
    const expected = { ...request.headers, ...trailers }[header];
    if (expected !== undefined && digest(content) !== expected) {
      throw new ServiceError('BadDigest', `The ${header} you specified did not match what was received.`, 400);
    }
  }
  return content;
}

const digestOf = (algorithm: string) => (content: Buffer) => createHash(algorithm).update(content).digest('base64');

const DIGESTS: Readonly<Record<string, (content: Buffer) => string>> = {
  'content-md5': digestOf('md5'),
  'x-amz-checksum-sha1': digestOf('sha1'),
  'x-amz-checksum-sha256': digestOf('sha256'),
  'x-amz-checksum-crc32': (content) => crc32(content).toString('base64'),
};

/** aws-chunked (SigV4, "Transferring payload in multiple chunks"): `<hex size>[;chunk-signature=…]\r\n<data>\r\n` … 0, trailers. */
function unchunked(bytes: Buffer): { content: Buffer; trailers: Readonly<Record<string, string>> } {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = /^([0-9a-f]{1,8})(;.*)?$/i.exec(bytes.toString('latin1', at, Math.max(at, lineEnd)))?.[1];
    if (lineEnd === -1 || size === undefined)
      throw new ServiceError('IncompleteBody', 'The chunks are malformed.', 400);
    const length = parseInt(size, 16);
    if (length === 0)
      return { content: Buffer.concat(pieces), trailers: trailersIn(bytes.toString('latin1', lineEnd + 2)) };
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}

const trailersIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\r\n').flatMap((line) => {
      const [, name, value] = /^([a-z0-9-]+):(.*)$/i.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]];
    }),
  );
