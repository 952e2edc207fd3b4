import type { AlternativeName } from '../domain/reissue/certificate-content.ts';
import { type Element, elementsOf, NotDer, only, TAG } from './der.ts';

const PART = 'subject alternative name';

/** The names of a subject alternative name (RFC 5280 4.2.1.6), in their order. @param value DER. @throws NotDer */
export const alternativeNamesIn = (value: Buffer): readonly AlternativeName[] =>
  elementsOf(only(value, TAG.sequence, PART).content, PART).map(nameOf);

/** The kinds that are IA5String, by their tags: one character an octet, whatever stands there. */
const TEXTS = { 0x81: 'email', 0x82: 'dns', 0x86: 'uri' } as const;

/** The others of GeneralName: otherName, X.400, directoryName, EDI, iPAddress, registeredID. */
const OTHERS = [0xa0, 0xa3, 0xa4, 0xa5, 0x87, 0x88];

function nameOf({ tag, content, whole }: Element): AlternativeName {
  const text = TEXTS[tag as keyof typeof TEXTS] as (typeof TEXTS)[keyof typeof TEXTS] | undefined;
  if (text !== undefined) return { kind: text, value: content.toString('latin1') };
  if (!OTHERS.includes(tag)) throw new NotDer(PART, 'a name of no kind');
  const address = tag === 0x87 ? addressText(content) : undefined;
  return address === undefined ? { kind: 'other', value: whole.toString('base64') } : { kind: 'ip', value: address };
}

/** As RFC 5952 writes addresses; so does URL. Undefined for other lengths: those are networks, or nothing. */
function addressText(octets: Buffer): string | undefined {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return undefined;
  const groups = octets.toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
