/** One element of DER (X.690): its identifier octet, its content, and the whole of it. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** The bytes are no DER, or another structure than the one asked for. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** The first element of `der`. @throws DerError */
export function elementOf(der: Buffer): Element {
  const tag = der[0];
  const first = der[1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('no element');
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || size > 4 || der.length < 2 + size) throw new DerError('no definite length');
  const length = size === 0 ? first : der.readUIntBE(2, size);
  const end = 2 + size + length;
  if (end > der.length) throw new DerError('an element is cut off');
  return { tag, content: der.subarray(2 + size, end), whole: der.subarray(0, end) };
}

/** All elements, one after the other. @throws DerError */
export function elementsOf(content: Buffer): Element[] {
  const elements: Element[] = [];
  for (let rest = content; rest.length > 0;) {
    const element = elementOf(rest);
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

const SEQUENCE = 0x30;

/** The members of a sequence that is all there is. @throws DerError */
export function membersOf(der: Buffer): Element[] {
  const { tag, content, whole } = elementOf(der);
  if (tag !== SEQUENCE || whole.length !== der.length) throw new DerError('no sequence');
  return elementsOf(content);
}

/** An element that must be there. @throws DerError */
export function present(element: Element | undefined, tag?: number): Element {
  if (!element || (tag !== undefined && element.tag !== tag)) throw new DerError('an element is missing');
  return element;
}

/** The bytes of a bit string of whole bytes. @throws DerError */
export function bitsOf(element: Element | undefined): Buffer {
  const { content } = present(element, 0x03);
  if (content[0] !== 0) throw new DerError('a bit string does not end with a byte');
  return content.subarray(1);
}

/** Named bits as a number, bit 0 the lowest: KeyUsage. */
export function namedBitsOf({ content }: Element): number {
  let bits = 0;
  for (let bit = 0; bit < Math.min(31, (content.length - 1) * 8); bit++) {
    if ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) bits |= 1 << bit;
  }
  return bits;
}

const dotted = new Map<string, string>();
/** Certificates may bring any number of identifiers of their own. */
const MOST_DOTTED = 1000;

/** The dotted form of an object identifier. */
export function oidOf({ content }: Element): string {
  const key = content.toString('latin1');
  const known = dotted.get(key);
  if (known !== undefined) return known;
  const oid = dottedForm(content);
  if (dotted.size < MOST_DOTTED) dotted.set(key, oid);
  return oid;
}

function dottedForm(content: Buffer): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...rest] = arcs;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

const UTC_TIME = 0x17;

/** UTCTime or GeneralizedTime as RFC 5280 allows them (4.1.2.5): to the second, in UTC. @throws DerError */
export function timeOf(element: Element | undefined): Date {
  const { tag, content } = present(element);
  const text = content.toString('latin1');
  const full = tag === UTC_TIME ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  if (!/^\d{14}Z$/.test(full)) throw new DerError('no time');
  const number = (from: number, to = from + 2): number => Number(full.slice(from, to));
  const [year, month, day, hour, minute, second] = [
    number(0, 4),
    number(4),
    number(6),
    number(8),
    number(10),
    number(12),
  ];
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // What does not exist (30 February, a 61st minute, the year 50, which JavaScript takes for 1950) comes out as another.
  const same = time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  if (!same || hour > 23 || minute > 59 || second > 59) throw new DerError('no such moment');
  return time;
}

const UTF16 = 0x1e;
const UTF32 = 0x1c;
const LATIN = [0x12, 0x13, 0x14, 0x16, 0x1a, 0x1b];

/** A directory string or another text type; undefined for what is no text. */
export function textOf({ tag, content }: Element): string | undefined {
  if (tag === 0x0c) return content.toString('utf8');
  if (LATIN.includes(tag)) return content.toString('latin1');
  if (tag === UTF16)
    return Buffer.from(content.subarray(0, content.length & ~1))
      .swap16()
      .toString('utf16le');
  if (tag !== UTF32) return undefined;
  const points = Array.from({ length: content.length >> 2 }, (_, index) => content.readUInt32BE(index * 4));
  return String.fromCodePoint(...points.map((point) => (point > 0x10ffff ? 0xfffd : point)));
}
