import { createHash } from 'node:crypto';
import type { HttpRequest } from '../../wire/messages.ts';
import type { CertificateSignature } from './certificate-signature.ts';

/**
 * What a client has signed (IAM user guide, "Create a signed AWS API request"): the same as with Signature Version 4, but for
 * the algorithm's name.
 *
 * @returns undefined where the query cannot be decoded
 */
export function stringToSign(request: HttpRequest, signature: CertificateSignature): string | undefined {
  const query = canonicalQuery(request.query);
  if (query === undefined) return undefined;
  const { algorithm, date, region, signedHeaders } = signature;
  const canonical = [
    request.method,
    request.path,
    query,
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name] ?? '')}`),
    '',
    signedHeaders.join(';'),
    hexDigest(request.bytes),
  ].join('\n');
  const scope = `${date}/${region}/rolesanywhere/aws4_request`;
  return [algorithm, request.headers['x-amz-date'] ?? '', scope, hexDigest(canonical)].join('\n');
}

const hexDigest = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const canonicalValue = (value: string): string => value.trim().replace(/ +/g, ' ');

/** Parameters encoded anew, then sorted by name and value. */
function canonicalQuery(query: string): string | undefined {
  try {
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [encoded(name), encoded(value.join('='))] as const;
      })
      .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
      .map((pair) => pair.join('='))
      .join('&');
  } catch {
    return undefined;
  }
}

/** @throws URIError for a broken escape */
const encoded = (text: string): string =>
  encodeURIComponent(decodeURIComponent(text.replaceAll('+', ' '))).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
