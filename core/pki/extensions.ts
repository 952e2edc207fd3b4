import type { Extension, KeyUsage } from '../domain/reissue/certificate-content.ts';
import { KEY_USAGES } from '../domain/reissue/certificate-content.ts';
import { OID } from '../domain/reissue/requested-extensions.ts';
import { alternativeNamesIn } from './alternative-names.ts';
import { type Element, element, elementsOf, Members, NotDer, only, sequence, TAG } from './der.ts';
import { oid, oidOf } from './object-identifier.ts';

const PART = 'extensions';

/** The extensions of a SEQUENCE OF Extension (RFC 5280 4.1). @throws NotDer also where a type stands twice (4.2) */
export function extensionsIn({ content }: Element): readonly Extension[] {
  const extensions = elementsOf(content, PART).map(extensionOf);
  const types = new Set(extensions.map((extension) => extension.oid));
  if (types.size < extensions.length) throw new NotDer(PART, 'an extension that stands there twice');
  return extensions;
}

function extensionOf({ tag, content }: Element): Extension {
  if (tag !== TAG.sequence) throw new NotDer(PART, 'another structure');
  const members = new Members(content, PART);
  const type = oidOf(members.next(TAG.oid), PART);
  const critical = isTrue(members.optional(TAG.boolean));
  const value = members.next(TAG.octetString).content.toString('base64');
  members.end();
  return { oid: type, critical, value };
}

/** DER knows 0xFF only; some write 1, and every reader takes it for TRUE. */
const isTrue = (boolean: Element | undefined): boolean => boolean !== undefined && (boolean.content[0] ?? 0) !== 0;

/** An extension as it is encoded; FALSE, the default, is left out (X.690, 11.5). */
export const encodedExtension = ({ oid: type, critical, value }: Extension): Buffer =>
  sequence(
    oid(type),
    ...(critical ? [element(TAG.boolean, Buffer.from([0xff]))] : []),
    element(TAG.octetString, Buffer.from(value, 'base64')),
  );

function valueOf(extensions: readonly Extension[], type: string): Buffer | undefined {
  const found = extensions.find((extension) => extension.oid === type);
  return found && Buffer.from(found.value, 'base64');
}

/** @throws NotDer */
export function namesIn(extensions: readonly Extension[]) {
  const value = valueOf(extensions, OID.subjectAlternativeName);
  return value === undefined ? [] : alternativeNamesIn(value);
}

/** @throws NotDer */
export function keyUsagesIn(extensions: readonly Extension[]): readonly KeyUsage[] {
  const value = valueOf(extensions, OID.keyUsage);
  if (value === undefined) return [];
  const [unused = 8, ...octets] = only(value, TAG.bitString, 'key usage').content;
  if (unused > 7 || (unused > 0 && octets.length === 0)) throw new NotDer('key usage', 'no bit string');
  return KEY_USAGES.filter((_, bit) => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

/** @throws NotDer */
export function extendedKeyUsagesIn(extensions: readonly Extension[]): readonly string[] {
  const value = valueOf(extensions, OID.extendedKeyUsage);
  if (value === undefined) return [];
  const part = 'extended key usage';
  return elementsOf(only(value, TAG.sequence, part).content, part).map((purpose) => oidOf(purpose, part));
}

/** Whether the basic constraints say CA:TRUE (RFC 5280 4.2.1.9). @throws NotDer */
export function isAuthorityBy(extensions: readonly Extension[]): boolean {
  const value = valueOf(extensions, OID.basicConstraints);
  if (value === undefined) return false;
  const part = 'basic constraints';
  return isTrue(new Members(only(value, TAG.sequence, part).content, part).optional(TAG.boolean));
}
