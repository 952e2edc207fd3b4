import { x509 } from './library.ts';

/** acm-pca's ASN1Subject: attribute name → text, and custom attributes by OID. */
export interface SubjectInput {
  readonly [attribute: string]: string | readonly CustomAttribute[] | undefined;
  readonly CustomAttributes?: readonly CustomAttribute[] | undefined;
}

export interface CustomAttribute {
  readonly ObjectIdentifier: string;
  readonly Value: string;
}

type Encoding = 'printableString' | 'utf8String';

/**
 * The attribute types of ASN1Subject in the order the model lists them, with X.520's OIDs. Country, serialNumber and
 * dnQualifier are PrintableString by definition (RFC 5280, appendix A); everything else is written as UTF8String.
 */
const ATTRIBUTES: readonly [name: string, oid: string, encoding: Encoding][] = [
  ['Country', '2.5.4.6', 'printableString'],
  ['Organization', '2.5.4.10', 'utf8String'],
  ['OrganizationalUnit', '2.5.4.11', 'utf8String'],
  ['DistinguishedNameQualifier', '2.5.4.46', 'printableString'],
  ['State', '2.5.4.8', 'utf8String'],
  ['CommonName', '2.5.4.3', 'utf8String'],
  ['SerialNumber', '2.5.4.5', 'printableString'],
  ['Locality', '2.5.4.7', 'utf8String'],
  ['Title', '2.5.4.12', 'utf8String'],
  ['Surname', '2.5.4.4', 'utf8String'],
  ['GivenName', '2.5.4.42', 'utf8String'],
  ['Initials', '2.5.4.43', 'utf8String'],
  ['Pseudonym', '2.5.4.65', 'utf8String'],
  ['GenerationQualifier', '2.5.4.44', 'utf8String'],
];

/** A distinguished name with one RDN an attribute. Attribute names are those of the validated input. */
export function nameOf(subject: SubjectInput): x509.Name {
  const standard = ATTRIBUTES.flatMap(([attribute, oid, encoding]) => {
    const text = subject[attribute];
    return typeof text === 'string' ? [{ [oid]: [{ [encoding]: text }] }] : [];
  });
  const custom = (subject.CustomAttributes ?? []).map(({ ObjectIdentifier, Value }) => ({
    [ObjectIdentifier]: [{ utf8String: Value }],
  }));
  return new x509.Name([...standard, ...custom]);
}

/** The DER of a name as hex: two names are the same when these are. */
export const nameKey = (name: x509.Name): string => Buffer.from(name.toArrayBuffer()).toString('hex');
