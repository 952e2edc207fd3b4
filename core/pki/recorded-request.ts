import { elementsOf, TAG } from './der.ts';
import { bytesOf, pemBlocks, pemOf } from './pem.ts';

/** Private CA takes CSRs of 32 KB. */
const MOST = 64 * 1024;

/**
 * The CSR as it stands in a CloudTrail record of IssueCertificate: a dump of a Java buffer, or a string with PEM, base64 of
 * PEM, or base64 of DER (service-facts 3).
 * @returns PEM, written anew; undefined for what is none. Neither its signature nor what it asks for is looked at.
 */
export function csrOfRecord(csr: unknown): string | undefined {
  try {
    const der = typeof csr === 'string' ? derOfText(csr) : derOfBytes(bytesOfBuffer(csr));
    return der === undefined ? undefined : pemOf('CERTIFICATE REQUEST', der);
  } catch {
    return undefined; // Whatever a record holds: nobody vouches for it, and there are other ways to get a CSR.
  }
}

function derOfText(text: string): Buffer | undefined {
  if (text.length > MOST) return undefined;
  return derOfPem(text) ?? derOfBytes(bytesOf(text));
}

const derOfBytes = (bytes: Buffer | undefined): Buffer | undefined =>
  bytes?.[0] === TAG.sequence ? whole(bytes) : derOfPem(bytes?.toString('latin1') ?? '');

function derOfPem(text: string): Buffer | undefined {
  const { blocks } = pemBlocks(text);
  const requests = blocks.filter(({ label }) => label.endsWith('CERTIFICATE REQUEST'));
  return requests.length === 1 ? whole(requests[0]?.der ?? Buffer.alloc(0)) : undefined;
}

/** Undefined for what is not one sequence of information, algorithm and signature. */
function whole(der: Buffer): Buffer | undefined {
  const [request, ...more] = elementsOf(der, 'request');
  if (request?.tag !== TAG.sequence || more.length > 0) return undefined;
  const tags = elementsOf(request.content, 'request').map(({ tag }) => tag);
  return tags.join() === [TAG.sequence, TAG.sequence, TAG.bitString].join() ? der : undefined;
}

/** `{"hb":[45,45,…],"offset":0,"position":1090,"limit":1090,…}`: it was read to its limit before it was written down. */
function bytesOfBuffer(dump: unknown): Buffer | undefined {
  if (typeof dump !== 'object' || dump === null) return undefined;
  const { hb, offset = 0, limit } = dump as Readonly<Record<'hb' | 'offset' | 'limit', unknown>>;
  if (!Array.isArray(hb) || hb.length > MOST) return undefined;
  const length = limit ?? hb.length;
  if (!isCount(offset) || !isCount(length) || offset + length > hb.length) return undefined;
  const octets: readonly unknown[] = hb.slice(offset, offset + length);
  return octets.every(isOctet) ? Buffer.from(octets) : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Java's bytes have a sign. */
const isOctet = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= -128 && (value as number) <= 255;
