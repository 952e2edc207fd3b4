import type { Certificate } from '../../x509/certificate.ts';
import { textOf, elementOf } from '../../x509/der-reading.ts';
import { alternativeNamesOf } from '../../x509/extension-reading.ts';
import type { GeneralName } from '../../x509/general-names.ts';
import { ATTRIBUTES, attributesOf, type Name } from '../../x509/names.ts';
import { commonNameOf, domainNamesOf } from '../facts.ts';

/** Members of DistinguishedName by OID: those of acm-pca's ASN1Subject. */
const MEMBERS: ReadonlyMap<string, string> = new Map(ATTRIBUTES.map(([member, oid]) => [oid, member]));

const DOMAIN_COMPONENT = '0.9.2342.19200300.100.1.25';

/** A name as SearchCertificates answers it; of an attribute given twice the first value. */
export function distinguishedName(name: Name): object {
  const attributes = attributesOf(name);
  const known = attributes.flatMap(({ oid, text }) => (MEMBERS.has(oid) ? [[MEMBERS.get(oid), text] as const] : []));
  const components = attributes.filter(({ oid }) => oid === DOMAIN_COMPONENT).map(({ text }) => text);
  const custom = attributes
    .filter(({ oid }) => !MEMBERS.has(oid) && oid !== DOMAIN_COMPONENT)
    .map(({ oid, text }) => ({ ObjectIdentifier: oid, Value: text }));
  return {
    ...(Object.fromEntries(known.toReversed()) as object),
    ...(components.length > 0 ? { DomainComponents: components } : {}),
    ...(custom.length > 0 ? { CustomAttributes: custom } : {}),
  };
}

/** A name as a member of GeneralName; kinds that the shape has no member for (EDI parties) are left out. */
function generalNameOf(name: GeneralName): object | undefined {
  switch (name.kind) {
    case 'dns':
      return { DnsName: name.value };
    case 'ip':
      return { IpAddress: name.value };
    case 'email':
      return { Rfc822Name: name.value };
    case 'uri':
      return { UniformResourceIdentifier: name.value };
    case 'registeredId':
      return { RegisteredId: name.value };
    case 'directory':
      return { DirectoryName: distinguishedName(name.value) };
    case 'other':
      return { OtherName: { ObjectIdentifier: name.type, Value: otherValue(name.value) } };
    case 'ediParty':
      return undefined;
  }
}

/** Text where it is text (a user principal name), else the encoding in hex. */
const otherValue = (value: Buffer): string => textOf(elementOf(value)) ?? value.toString('hex');

/** The alternative names of every kind; a certificate without a domain among them lists that of its common name. */
export function generalNamesOf(certificate: Certificate): object[] {
  const names = alternativeNamesOf(certificate);
  const listed = names.flatMap((name) => generalNameOf(name) ?? []);
  const common = commonNameOf(certificate);
  const fromSubject = names.every(({ kind }) => kind !== 'dns') && common !== undefined;
  return fromSubject && domainNamesOf(certificate).includes(common) ? [{ DnsName: common }, ...listed] : listed;
}
