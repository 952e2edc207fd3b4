import { type Attribute, attributesOf, type Name } from '../../x509/names.ts';

/** The attribute types with a name in RFC 2253 (2.3); others are written by their OID, with the value's DER in hex. */
const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.9': 'STREET',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
};

/** A name as reports write it: RFC 2253, the last RDN first, as the documented samples show. */
export function reportName(name: Name): string {
  const rdns: string[][] = [];
  for (const attribute of attributesOf(name)) (rdns[attribute.rdn] ??= []).push(pair(attribute));
  return rdns
    .filter((rdn) => rdn.length > 0)
    .map((rdn) => rdn.join('+'))
    .reverse()
    .join(',');
}

function pair({ oid, text, value }: Attribute): string {
  const name = NAMES[oid];
  return name === undefined ? `${oid}=#${value.toString('hex')}` : `${name}=${escaped(text)}`;
}

/** RFC 2253, 2.4: special characters, a leading `#` or space, a trailing space. */
const escaped = (text: string): string =>
  text
    .replace(/[,+"\\<>;]/g, '\\$&')
    .replace(/^[# ]/, '\\$&')
    .replace(/ $/, '\\ ');
