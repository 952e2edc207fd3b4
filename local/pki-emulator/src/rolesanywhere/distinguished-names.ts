import { attributesOf, type Name } from '../x509/names.ts';

/** Short names of attribute types, as tags and printed names use them (RFC 4514, 3; X.520); others appear by OID. */
const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SURNAME',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'GIVENNAME',
  '2.5.4.43': 'INITIALS',
  '2.5.4.44': 'GENERATION',
  '2.5.4.46': 'DNQ',
  '2.5.4.65': 'PSEUDONYM',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'EMAILADDRESS',
};

export const isAttributeName = (text: string): boolean =>
  Object.values(SHORT).includes(text) || /^[0-2](\.\d+)+$/.test(text);

/** The values of a name by attribute; several of one attribute in the order in which they stand. */
export function valuesByAttribute(name: Name): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const { oid, text } of attributesOf(name)) {
    const short = SHORT[oid] ?? oid;
    values.set(short, [...(values.get(short) ?? []), text]);
  }
  return values;
}

/** A name as text, the last attribute first (RFC 4514, 2.1): `L=Seattle,CN=CA Root v1,ST=Washington,C=US`. */
export function nameLine(name: Name): string {
  const relative: string[][] = [];
  for (const { oid, text, rdn } of attributesOf(name)) {
    (relative[rdn] ??= []).push(`${SHORT[oid] ?? oid}=${text.replace(/[,+"\\<>;]|^[ #]| $/g, '\\$&')}`);
  }
  return relative
    .map((parts) => parts.join('+'))
    .reverse()
    .join(',');
}
