import { isoSeconds } from '../iso-seconds.ts';
/** Writes DER (X.690): each function gives one whole element, header included. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** An element of any tag; `tag` is the whole identifier octet (X.690, 8.1.2). */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([header(tag, length), ...contents]);
}

function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Buffer.from([tag, 0x80 | bytes.length, ...bytes]);
}

export const sequence = (...members: readonly Buffer[]): Buffer => element(TAG.sequence, ...members);

/** SET OF: members in ascending order of their encoding (X.690, 11.6). */
export const setOf = (...members: readonly Buffer[]): Buffer =>
  element(TAG.set, ...[...members].sort((a, b) => Buffer.compare(a, b)));

/** A non-negative integer: a number, or its bytes (leading zeros go, a sign octet comes where needed). */
export function integer(value: number | Buffer): Buffer {
  const bytes = typeof value === 'number' ? Buffer.from(evenHex(value), 'hex') : value;
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  return element(TAG.integer, ...((shortest[0] ?? 0) & 0x80 ? [Buffer.from([0])] : []), shortest);
}

function evenHex(value: number): string {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

export const enumerated = (value: number): Buffer => element(TAG.enumerated, Buffer.from([value]));

export const boolean = (value: boolean): Buffer => element(TAG.boolean, Buffer.from([value ? 0xff : 0]));

export const nothing = (): Buffer => element(TAG.null);

export const octetString = (content: Buffer): Buffer => element(TAG.octetString, content);

/** A bit string; `unused` counts the bits of the last byte that do not belong to it. */
export const bitString = (content: Buffer, unused = 0): Buffer =>
  element(TAG.bitString, Buffer.from([unused]), content);

/** Named bits, bit 0 first, without trailing zeros (X.690, 11.2.2): KeyUsage, ReasonFlags. */
export function namedBits(bits: number): Buffer {
  const bytes: number[] = [];
  for (let bit = 0; bits >> bit > 0; bit++) {
    bytes[bit >> 3] ??= 0;
    if (bits & (1 << bit)) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  const last = bytes.at(-1) ?? 0;
  const unused = last === 0 ? 0 : Math.log2(last & -last);
  return bitString(Buffer.from(bytes), unused);
}

const known = new Map<string, Buffer>();

/** An object identifier in dotted form. */
export function oid(dotted: string): Buffer {
  const found = known.get(dotted);
  if (found) return found;
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const written = element(TAG.oid, Buffer.from([first * 40n + second, ...rest].flatMap(base128)));
  if (known.size < MOST_KNOWN) known.set(dotted, written);
  return written;
}

/** Requests may bring any number of identifiers of their own. */
const MOST_KNOWN = 1000;

function base128(value: bigint): number[] {
  const bytes = [Number(value & 0x7fn)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return bytes;
}

export const utf8String = (text: string): Buffer => element(TAG.utf8String, Buffer.from(text));
export const printableString = (text: string): Buffer => element(TAG.printableString, Buffer.from(text, 'latin1'));
export const ia5String = (text: string): Buffer => element(TAG.ia5String, Buffer.from(text, 'latin1'));

/** `[n] EXPLICIT`: the element inside an element of its own. */
export const explicit = (n: number, content: Buffer): Buffer => element(0xa0 | n, content);

/** `[n] IMPLICIT`: another tag in place of the element's own; whether it is constructed stays (X.690, 8.14). */
export function implicit(n: number, content: Buffer): Buffer {
  const constructed = (content[0] ?? 0) & 0x20;
  return Buffer.concat([Buffer.from([0x80 | constructed | n]), content.subarray(1)]);
}

/** A time in whole seconds as certificates and CRLs write it: UTCTime through 2049, later GeneralizedTime (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = isoSeconds(moment).replace(/[-:T]/g, '');
  return moment.getUTCFullYear() >= 1950 && moment.getUTCFullYear() < 2050
    ? element(TAG.utcTime, Buffer.from(digits.slice(2)))
    : element(TAG.generalizedTime, Buffer.from(digits));
}
