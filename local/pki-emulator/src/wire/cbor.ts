const MAP = 0xa0;
const TEXT = 0x78;
const LONGER_TEXT = 0x79;

/** A map of few short texts in CBOR (RFC 8949): all that an error needs. */
export const cborMap = (texts: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([Buffer.from([MAP | Object.keys(texts).length]), ...Object.entries(texts).flat().map(text)]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const long = bytes.length > 0xff;
  const head = long ? [LONGER_TEXT, bytes.length >> 8, bytes.length & 0xff] : [TEXT, bytes.length];
  return Buffer.concat([Buffer.from(head), bytes]);
}
