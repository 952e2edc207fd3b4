import { notAfterOf, notBeforeOf } from '../../x509/chains.ts';
import {
  type AcmCertificate,
  hasBeenExported,
  keyPairOrigin,
  materialOf,
  renewalStatusOf,
  statusOf,
} from '../certificate.ts';
import { acmeOf, validationMethodOf } from '../description.ts';
import { commonNameOf, domainNamesOf, extendedKeyUsagesOf, keyUsagesOf, serialText } from '../facts.ts';
import type { Filter, MetadataFilter, Statement, TextFilter, TimeRange, X509AttributeFilter } from './statement.ts';

/** Does a certificate fit a statement? */
export function fits(certificate: AcmCertificate, { And, Or, Not, Filter }: Statement, now: Date): boolean {
  if (And) return And.every((each) => fits(certificate, each, now));
  if (Or) return Or.some((each) => fits(certificate, each, now));
  if (Not) return !fits(certificate, Not, now);
  return Filter !== undefined && passes(certificate, Filter, now);
}

function passes(certificate: AcmCertificate, filter: Filter, now: Date): boolean {
  if (filter.CertificateArn !== undefined) return certificate.arn === filter.CertificateArn;
  if (filter.X509AttributeFilter) return anyOf(X509_ATTRIBUTES, filter.X509AttributeFilter, certificate, now);
  return anyOf(METADATA, filter.AcmCertificateMetadataFilter ?? {}, certificate, now);
}

type Matcher<T> = (certificate: AcmCertificate, wanted: T, now: Date) => boolean;
type Matchers<F> = { readonly [Member in keyof Required<F>]: Matcher<NonNullable<F[Member]>> };

/** Runs the matcher of the one member that is set. */
function anyOf<F extends object>(matchers: Matchers<F>, filter: F, certificate: AcmCertificate, now: Date): boolean {
  return (Object.keys(matchers) as (keyof F)[]).some((member) => {
    const wanted = filter[member];
    return wanted !== undefined && wanted !== null && matchers[member](certificate, wanted, now);
  });
}

/** Letters count as they are written: the service's documentation names no other comparison. */
const textFits = (found: readonly string[], { Value, ComparisonOperator }: TextFilter): boolean =>
  found.some((text) => (ComparisonOperator === 'EQUALS' ? text === Value : text.includes(Value)));

const within = (time: Date | undefined, { Start = -Infinity, End = Infinity }: TimeRange): boolean =>
  time !== undefined && time.getTime() >= Start * 1000 && time.getTime() <= End * 1000;

const issuedOf = (certificate: AcmCertificate) => materialOf(certificate)?.certificate;

/** The common name: of the certificate, or the one that a requested certificate will have. */
export function commonNameIn(certificate: AcmCertificate): string | undefined {
  const issued = issuedOf(certificate);
  return issued ? commonNameOf(issued) : certificate.domainName;
}

const X509_ATTRIBUTES: Matchers<X509AttributeFilter> = {
  Subject: (certificate, { CommonName }) =>
    CommonName !== undefined && textFits([commonNameIn(certificate) ?? []].flat(), CommonName),
  SubjectAlternativeName(certificate, { DnsName }) {
    const issued = issuedOf(certificate);
    return DnsName !== undefined && textFits(issued ? domainNamesOf(issued) : certificate.alternativeNames, DnsName);
  },
  ExtendedKeyUsage(certificate, wanted) {
    const issued = issuedOf(certificate);
    return issued !== undefined && extendedKeyUsagesOf(issued).some(({ Name }) => Name === wanted);
  },
  KeyUsage(certificate, wanted) {
    const issued = issuedOf(certificate);
    return issued !== undefined && keyUsagesOf(issued).includes(wanted);
  },
  KeyAlgorithm: ({ keyAlgorithm }, wanted) => keyAlgorithm === wanted,
  SerialNumber(certificate, wanted) {
    const issued = issuedOf(certificate);
    return issued !== undefined && serialText(issued) === wanted;
  },
  NotAfter(certificate, wanted) {
    const issued = issuedOf(certificate);
    return within(issued && notAfterOf(issued), wanted);
  },
  NotBefore(certificate, wanted) {
    const issued = issuedOf(certificate);
    return within(issued && notBeforeOf(issued), wanted);
  },
};

const METADATA: Matchers<MetadataFilter> = {
  Status: (certificate, wanted, now) => statusOf(certificate, now) === wanted,
  RenewalStatus: (certificate, wanted) => renewalStatusOf(certificate) === wanted,
  Type: ({ type }, wanted) => type === wanted,
  InUse: ({ inUseBy }, wanted) => inUseBy.length > 0 === wanted,
  Exported: (certificate, wanted) => hasBeenExported(certificate) === wanted,
  ExportOption: (certificate, wanted) => certificate.type !== 'IMPORTED' && certificate.export === wanted,
  // Nothing here is managed by CloudFront.
  ManagedBy: () => false,
  ValidationMethod: (certificate, wanted) => validationMethodOf(certificate) === wanted,
  CertificateKeyPairOrigin: (certificate, wanted) => keyPairOrigin(certificate) === wanted,
  AcmeEndpointArn: (certificate, wanted) => acmeOf(certificate).AcmeEndpointArn === wanted,
  AcmeAccountId: (certificate, wanted) => acmeOf(certificate).AcmeAccountId === wanted,
};
