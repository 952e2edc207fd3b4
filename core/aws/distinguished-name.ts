import type { DistinguishedName, GeneralName } from '@aws-sdk/client-acm';
import { escapedValue } from '../pki/name-text.ts';

/**
 * The members of SearchCertificates' names by their types (RFC 4514, 3; X.520), from the most particular to the most general.
 * The shape does not tell in which order they stand in the certificate.
 */
const TYPES: readonly (readonly [type: string, member: keyof DistinguishedName])[] = [
  ['CN', 'CommonName'],
  ['serialNumber', 'SerialNumber'],
  ['givenName', 'GivenName'],
  ['sn', 'Surname'],
  ['initials', 'Initials'],
  ['generationQualifier', 'GenerationQualifier'],
  ['pseudonym', 'Pseudonym'],
  ['title', 'Title'],
  ['dnQualifier', 'DistinguishedNameQualifier'],
  ['OU', 'OrganizationalUnit'],
  ['O', 'Organization'],
  ['L', 'Locality'],
  ['ST', 'State'],
  ['C', 'Country'],
];

/** A name for people (RFC 4514). @returns undefined where it says nothing */
export function distinguishedNameText(name: DistinguishedName = {}): string | undefined {
  const { CustomAttributes = [], DomainComponents = [] } = name;
  const attributes = [
    ...TYPES.map(([type, member]) => [type, name[member]] as const),
    ...CustomAttributes.map(({ ObjectIdentifier = '', Value }) => [ObjectIdentifier, Value] as const),
    ...DomainComponents.map((value) => ['DC', value] as const),
  ];
  const texts = attributes.flatMap(([type, value]) =>
    typeof value === 'string' ? [`${type}=${escapedValue(value)}`] : [],
  );
  return texts.length === 0 ? undefined : texts.join(',');
}

/**
 * An alternative name as text: domains, addresses and URIs as they are written, the rest with what they are, e.g.
 * `dirName:CN=a`, `RID:1.2.3`, `otherName:1.3.6.1.4.1.311.20.2.3:alice@example.com`.
 * @returns undefined for a kind that the SDK does not know yet
 */
export function generalNameText(name: GeneralName): string | undefined {
  const { DirectoryName, RegisteredId, OtherName } = name;
  const plain = name.DnsName ?? name.IpAddress ?? name.Rfc822Name ?? name.UniformResourceIdentifier;
  if (plain !== undefined) return plain;
  if (DirectoryName !== undefined) return `dirName:${distinguishedNameText(DirectoryName) ?? ''}`;
  if (RegisteredId !== undefined) return `RID:${RegisteredId}`;
  return OtherName && `otherName:${OtherName.ObjectIdentifier ?? ''}:${OtherName.Value ?? ''}`;
}
