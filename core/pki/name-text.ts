import { type Element, elementsOf, Members, NotDer, only, TAG } from './der.ts';
import { oidOf } from './object-identifier.ts';

/** RFC 4514, 3, and what else RFC 4519, X.520 and PKCS #9 name. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'sn',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/**
 * A distinguished name for people (RFC 4514): the last RDN first, `CN=www,OU=a+OU=b,O=Example`. What can't be told from
 * something else when it is printed (control characters, direction marks) is escaped too.
 * @throws NotDer where it is no Name
 */
export const nameText = (name: Buffer, part: string): string =>
  elementsOf(only(name, TAG.sequence, part).content, part)
    .map((rdn) => rdnText(rdn, part))
    .reverse()
    .join(',');

function rdnText(rdn: Element, part: string): string {
  const attributes = elementsOf(rdn.content, part);
  if (rdn.tag !== TAG.set || attributes.length === 0) throw new NotDer(part, 'another structure');
  return attributes.map((attribute) => attributeText(attribute, part)).join('+');
}

function attributeText({ tag, content }: Element, part: string): string {
  if (tag !== TAG.sequence) throw new NotDer(part, 'another structure');
  const members = new Members(content, part);
  const type = oidOf(members.next(TAG.oid), part);
  const value = members.any();
  members.end();
  const text = textOf(value);
  return `${SHORT_NAMES[type] ?? type}=${text === undefined ? `#${value.whole.toString('hex')}` : escapedValue(text)}`;
}

type Decoder = (content: Buffer) => string | undefined;

const latin1: Decoder = (content) => content.toString('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The string types by their tags: UTF8, Numeric, Printable, T61, IA5, Visible, Universal, BMP. */
const DECODERS: Readonly<Record<number, Decoder>> = {
  0x0c: (content) => utf8.decode(content),
  0x12: latin1,
  0x13: latin1,
  0x14: latin1,
  0x16: latin1,
  0x1a: latin1,
  0x1c: (content) => {
    if (content.length % 4 !== 0) return undefined;
    const points = Array.from({ length: content.length / 4 }, (_, index) => content.readUInt32BE(index * 4));
    return points.map((point) => String.fromCodePoint(point)).join('');
  },
  0x1e: (content) => (content.length % 2 === 0 ? Buffer.from(content).swap16().toString('utf16le') : undefined),
};

/** Undefined for what is no text, or none that could be written back. */
function textOf({ tag, content }: Element): string | undefined {
  try {
    const text = DECODERS[tag]?.(content);
    return text === undefined || /\p{Cs}/u.test(text) ? undefined : text;
  } catch {
    return undefined; // Bytes that are no UTF-8, code points that are none: shown as they stand.
  }
}

/** The value of an attribute in a name's text (RFC 4514, 2.4). */
export function escapedValue(text: string): string {
  const characters = Array.from(text);
  const last = characters.length - 1;
  return characters
    .map((character, at) => {
      const isEdge = (character === ' ' && (at === 0 || at === last)) || (character === '#' && at === 0);
      if (isEdge || /["+,;<>\\]/.test(character)) return `\\${character}`;
      return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character) ? hexPairs(character) : character;
    })
    .join('');
}

const hexPairs = (character: string): string =>
  Array.from(Buffer.from(character), (octet) => `\\${octet.toString(16).padStart(2, '0').toUpperCase()}`).join('');
