import type { X509Certificate } from 'node:crypto';
import { readable } from '../../x509/certificates.ts';
import { x509 } from '../../x509/library.ts';
import { commonNameOf, domainNamesOf } from '../facts.ts';

/** Members of DistinguishedName by what the X.509 library calls the attribute: a short name or the OID. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  CN: 'CommonName',
  C: 'Country',
  O: 'Organization',
  OU: 'OrganizationalUnit',
  ST: 'State',
  L: 'Locality',
  T: 'Title',
  SN: 'Surname',
  G: 'GivenName',
  I: 'Initials',
  '2.5.4.5': 'SerialNumber',
  '2.5.4.46': 'DistinguishedNameQualifier',
  '2.5.4.65': 'Pseudonym',
  '2.5.4.44': 'GenerationQualifier',
};

const DOMAIN_COMPONENT = 'DC';
/** The library's short name for an attribute that the service has no member for. */
const EMAIL = { name: 'E', oid: '1.2.840.113549.1.9.1' };

/** A name as SearchCertificates answers it; of an attribute given twice the first value. */
export function distinguishedName(name: x509.Name): object {
  const pairs = name
    .toJSON()
    .flatMap((part) => Object.entries(part).flatMap(([key, values]) => values.map((value) => [key, value] as const)));
  const known = pairs.filter(([key]) => Object.hasOwn(ATTRIBUTES, key));
  const components = pairs.filter(([key]) => key === DOMAIN_COMPONENT).map(([, value]) => value);
  const custom = pairs
    .filter(([key]) => !Object.hasOwn(ATTRIBUTES, key) && key !== DOMAIN_COMPONENT)
    .map(([key, Value]) => ({ ObjectIdentifier: key === EMAIL.name ? EMAIL.oid : key, Value }));
  return {
    ...(Object.fromEntries(known.map(([key, value]) => [ATTRIBUTES[key], value]).toReversed()) as object),
    ...(components.length > 0 ? { DomainComponents: components } : {}),
    ...(custom.length > 0 ? { CustomAttributes: custom } : {}),
  };
}

/** Members of GeneralName by the X.509 library's name of the kind. */
const GENERAL_NAMES: Readonly<Record<string, (value: string) => object>> = {
  dns: (DnsName) => ({ DnsName }),
  ip: (IpAddress) => ({ IpAddress }),
  email: (Rfc822Name) => ({ Rfc822Name }),
  url: (UniformResourceIdentifier) => ({ UniformResourceIdentifier }),
  id: (RegisteredId) => ({ RegisteredId }),
  dn: (value) => ({ DirectoryName: distinguishedName(new x509.Name(value)) }),
  guid: (Value) => ({ OtherName: { ObjectIdentifier: '1.3.6.1.4.1.311.25.1', Value } }),
  upn: (Value) => ({ OtherName: { ObjectIdentifier: '1.3.6.1.4.1.311.20.2.3', Value } }),
};

/** The alternative names of every kind; a certificate without a domain among them lists that of its common name. */
export function generalNamesOf(certificate: X509Certificate): object[] {
  const names = readable(certificate).getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const listed = names.flatMap(({ type, value }) => GENERAL_NAMES[type]?.(value) ?? []);
  const common = commonNameOf(certificate);
  const fromSubject = names.every(({ type }) => type !== 'dns') && common !== undefined;
  return fromSubject && domainNamesOf(certificate).includes(common) ? [{ DnsName: common }, ...listed] : listed;
}
