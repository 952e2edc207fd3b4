import * as der from './der.ts';
import { type Element, elementOf, elementsOf, oidOf, textOf } from './der-reading.ts';

/** acm-pca's ASN1Subject: attribute name → text, and custom attributes by OID. */
export interface SubjectInput {
  readonly [attribute: string]: string | readonly CustomAttribute[] | undefined;
  readonly CustomAttributes?: readonly CustomAttribute[] | undefined;
}

export interface CustomAttribute {
  readonly ObjectIdentifier: string;
  readonly Value: string;
}

/** A distinguished name as it is encoded (RFC 5280, 4.1.2.4): two are the same when their bytes are. */
export type Name = Buffer;

/** One attribute of a name; `rdn` counts the relative distinguished names from 0. */
export interface Attribute {
  readonly oid: string;
  readonly text: string;
  readonly rdn: number;
  /** The attribute's value, DER. */
  readonly value: Buffer;
}

/**
 * The attribute types of ASN1Subject in the order the model lists them, with X.520's OIDs. Country, serialNumber and
 * dnQualifier are PrintableString by definition (RFC 5280, appendix A); everything else is written as UTF8String.
 */
export const ATTRIBUTES: readonly [name: string, oid: string, encoded: (text: string) => Buffer][] = [
  ['Country', '2.5.4.6', der.printableString],
  ['Organization', '2.5.4.10', der.utf8String],
  ['OrganizationalUnit', '2.5.4.11', der.utf8String],
  ['DistinguishedNameQualifier', '2.5.4.46', der.printableString],
  ['State', '2.5.4.8', der.utf8String],
  ['CommonName', '2.5.4.3', der.utf8String],
  ['SerialNumber', '2.5.4.5', der.printableString],
  ['Locality', '2.5.4.7', der.utf8String],
  ['Title', '2.5.4.12', der.utf8String],
  ['Surname', '2.5.4.4', der.utf8String],
  ['GivenName', '2.5.4.42', der.utf8String],
  ['Initials', '2.5.4.43', der.utf8String],
  ['Pseudonym', '2.5.4.65', der.utf8String],
  ['GenerationQualifier', '2.5.4.44', der.utf8String],
];

export const COMMON_NAME = '2.5.4.3';
export const ORGANIZATION = '2.5.4.10';

/** A distinguished name with one RDN an attribute. Attribute names are those of the validated input. */
export function nameOf(subject: SubjectInput): Name {
  const standard = ATTRIBUTES.flatMap(([attribute, oid, encoded]) => {
    const text = subject[attribute];
    return typeof text === 'string' ? [rdn(oid, encoded(text))] : [];
  });
  const custom = (subject.CustomAttributes ?? []).map(({ ObjectIdentifier, Value }) =>
    rdn(ObjectIdentifier, der.utf8String(Value)),
  );
  return der.sequence(...standard, ...custom);
}

const rdn = (oid: string, value: Buffer): Buffer => der.setOf(der.sequence(der.oid(oid), value));

/** The attributes of a name, in order. @throws DerError */
export const attributesOf = (name: Name): Attribute[] =>
  elementsOf(elementOf(name).content).flatMap(({ content }, index) =>
    elementsOf(content).map((pair) => attributeOf(pair, index)),
  );

function attributeOf({ content }: Element, index: number): Attribute {
  const [type, value] = elementsOf(content);
  if (!type || !value) return { oid: '', text: '', rdn: index, value: Buffer.alloc(0) };
  // What is no text is shown as RFC 4514 does (2.4): the encoding in hex.
  const text = textOf(value) ?? `#${value.whole.toString('hex')}`;
  return { oid: oidOf(type), text, rdn: index, value: value.whole };
}

export const isEmptyName = (name: Name): boolean => elementOf(name).content.length === 0;

/** The first value of an attribute type. */
export const fieldOf = (name: Name, oid: string): string | undefined =>
  attributesOf(name).find((attribute) => attribute.oid === oid)?.text;

const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.4': 'SN',
  '2.5.4.12': 'T',
  '2.5.4.42': 'G',
  '2.5.4.43': 'I',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
};

/** `CN=www.example.com,O=Example`, attributes in the order of the name, special characters escaped (RFC 4514, 2.4). */
export const nameText = (name: Name): string =>
  attributesOf(name)
    .map(({ oid, text, rdn: index }, at, all) => {
      const joint = at === 0 ? '' : all[at - 1]?.rdn === index ? '+' : ',';
      return `${joint}${SHORT_NAMES[oid] ?? oid}=${escaped(text)}`;
    })
    .join('');

const escaped = (text: string): string =>
  text
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!\\) $/, '\\ ')
    .replace(
      /[\x00-\x1f\x7f]/g,
      (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
    );
