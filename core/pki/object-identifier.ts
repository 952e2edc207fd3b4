import { type Element, element, NotDer, TAG } from './der.ts';

/** The longest known are those of UUIDs, of some 20 octets; reading takes quadratic time. */
const MOST_OCTETS = 128;

/** The dotted form of an object identifier (X.690, 8.19). @throws NotDer */
export function oidOf({ tag, content }: Element, part: string): string {
  const isOid = tag === TAG.oid && content.length > 0 && content.length <= MOST_OCTETS;
  if (!isOid || ((content.at(-1) ?? 0) & 0x80) !== 0) throw new NotDer(part, 'no object identifier');
  const [first = 0n, ...others] = arcsIn(content, part);
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...others].join('.');
}

function arcsIn(content: Buffer, part: string): readonly bigint[] {
  const arcs: bigint[] = [];
  let arc = 0n;
  let begins = true;
  for (const octet of content) {
    if (begins && octet === 0x80) throw new NotDer(part, 'an object identifier in more octets than it takes');
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    begins = (octet & 0x80) === 0;
    if (begins) arcs.push(arc);
    if (begins) arc = 0n;
  }
  return arcs;
}

/** An object identifier of its dotted form, as a whole element. */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...others] = dotted.split('.').map(BigInt);
  return element(TAG.oid, Buffer.from([first * 40n + second, ...others].flatMap(base128)));
}

function base128(arc: bigint): readonly number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let left = arc >> 7n; left > 0n; left >>= 7n) octets.unshift(Number(left & 0x7fn) | 0x80);
  return octets;
}
