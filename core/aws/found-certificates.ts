import type { CertificateSearchResult, CertificateSummary } from '@aws-sdk/client-acm';
import type { Certificate, CertificateKind } from '../domain/certificates/certificate.ts';
import { known } from '../domain/fact.ts';
import { LISTED_NAMES } from '../domain/inventory/certificate-record.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { readCertificate } from '../pki/certificate-content.ts';
import { nameText } from '../pki/name-text.ts';
import { readRevocationList } from '../pki/revocation-list.ts';
import type { FoundCertificate } from '../sweep/ports.ts';
import { listedCertificate, placeOf, shared } from './certificate-shapes.ts';
import { distinguishedNameText, generalNameText } from './distinguished-name.ts';
import { plainSerial } from '../pki/serial.ts';

/** A result of SearchCertificates. @returns undefined for one without ARN: there is nothing to say about it */
export function searchedCertificate(result: CertificateSearchResult): FoundCertificate | undefined {
  const { CertificateArn: arn, X509Attributes: attributes = {}, CertificateMetadata } = result;
  if (arn === undefined) return undefined;
  const metadata = CertificateMetadata?.AcmCertificateMetadata ?? {};
  const { RenewalStatus, RevokedAt } = metadata;
  const subject = distinguishedNameText(attributes.Subject);
  const issuer = distinguishedNameText(attributes.Issuer);
  return {
    certificate: { ...placeOf(arn), ...toldBySearch({ ...attributes, ...metadata }) },
    ...(RenewalStatus === undefined ? {} : { renewalStatus: RenewalStatus }),
    ...limited((attributes.SubjectAlternativeNames ?? []).flatMap((name) => generalNameText(name) ?? [])),
    ...(subject === undefined ? {} : { subject }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(RevokedAt === undefined ? {} : { revokedAt: RevokedAt.toISOString() }),
  };
}

type Attributes = NonNullable<CertificateSearchResult['X509Attributes']>;
type Metadata = NonNullable<NonNullable<CertificateSearchResult['CertificateMetadata']>['AcmCertificateMetadata']>;

function toldBySearch(told: Attributes & Metadata) {
  const { SubjectAlternativeNames = [], SerialNumber, InUse, Exported, RenewalEligibility, RenewalStatus } = told;
  // ACM's domain name is the first of a certificate's (service-facts 2.1).
  const DomainName = SubjectAlternativeNames.find((name) => name.DnsName !== undefined)?.DnsName;
  return {
    ...shared({ ...told, DomainName }),
    ...(SerialNumber === undefined ? {} : { serial: plainSerial(SerialNumber) }),
    inUse: InUse ?? false,
    ...(Exported === undefined ? {} : { exported: Exported }),
    ...(RenewalEligibility === undefined ? {} : { eligibility: RenewalEligibility }),
    renewal: known(RenewalStatus && { status: RenewalStatus }),
  };
}

/** A summary of ListCertificates, which tells no serial, no subject, and nothing of renewals. @returns undefined without ARN */
export function summarisedCertificate(summary: CertificateSummary): FoundCertificate | undefined {
  const certificate = listedCertificate(summary);
  const { SubjectAlternativeNameSummaries: names = [], RevokedAt } = summary;
  return (
    certificate && {
      certificate,
      ...limited(names),
      ...(RevokedAt === undefined ? {} : { revokedAt: RevokedAt.toISOString() }),
    }
  );
}

/** Each name once, the first of many; beyond a hundred ListCertificates doesn't tell how many there are. */
export function limited(all: readonly string[]): Pick<FoundCertificate, 'names' | 'moreNames'> {
  const names = [...new Set(all)];
  const more = names.length - LISTED_NAMES;
  return { names: names.slice(0, LISTED_NAMES), ...(more > 0 ? { moreNames: more } : {}) };
}

/**
 * What a certificate itself says, of one that ACM does not hold; one that cannot be read says nothing, not even when it ends.
 * @param arn whose certificate it is
 */
export function certificateIn(
  arn: string,
  pem: string,
  kind: CertificateKind,
  more: Partial<Pick<Certificate, 'inUse' | 'createdAt'>> = {},
): FoundCertificate {
  const plain = { ...placeOf(arn), kind, status: 'ISSUED' as const, inUse: false, renewal: known(undefined), ...more };
  const content = unlessUnreadable(() => readCertificate(pem));
  if (content === undefined) return { certificate: plain, names: [] };
  const domainName = content.names.find((name) => name.kind === 'dns')?.value;
  const { serial, keyType: keyAlgorithm, notBefore, notAfter } = content;
  const certificate = { ...plain, serial, keyAlgorithm, notBefore, notAfter, ...(domainName && { domainName }) };
  const names = content.names.map(({ value }) => value);
  const issuer = nameText(Buffer.from(content.issuer, 'base64'), 'issuer');
  return { certificate, ...limited(names), subject: content.subjectText, issuer };
}

/** When a CRL's successor is due, as it says itself; one that cannot be read says nothing. @param name its owner's word for it */
export function listIn(arn: string, pem: string, name?: string): FoundCertificate {
  const list = unlessUnreadable(() => readRevocationList(pem));
  const { issuer, thisUpdate: notBefore, nextUpdate: notAfter } = list ?? {};
  const certificate = {
    ...placeOf(arn),
    kind: 'crl' as const,
    status: 'ISSUED' as const,
    ...(notBefore && { notBefore }),
    ...(notAfter && { notAfter }),
    inUse: false,
    renewal: known(undefined),
  };
  return { certificate, names: name === undefined ? [] : [name], ...(issuer && { issuer }) };
}

function unlessUnreadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}
