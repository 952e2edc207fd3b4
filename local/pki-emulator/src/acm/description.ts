import { createHash } from 'node:crypto';
import { epoch } from '../wire/epoch.ts';
import { notAfterOf, notBeforeOf } from '../x509/chains.ts';
import {
  type AcmCertificate,
  failureOf,
  hasBeenExported,
  isEligible,
  keyPairOrigin,
  type Material,
  materialOf,
  type PublicCertificate,
  statusOf,
} from './certificate.ts';
import {
  answeredKeyAlgorithm,
  extendedKeyUsagesOf,
  issuerOf,
  keyUsagesOf,
  serialText,
  signatureAlgorithmOf,
  subjectText,
} from './facts.ts';
import { renewalSummaryOf, revocationOf } from './renewal/summary.ts';

/** A certificate as DescribeCertificate shows it. */
export function detailOf(certificate: AcmCertificate, now: Date): object {
  const material = materialOf(certificate);
  const failure = failureOf(certificate);
  return {
    CertificateArn: certificate.arn,
    ...namesOf(certificate),
    ...(certificate.type === 'AMAZON_ISSUED' && !certificate.acme
      ? { DomainValidationOptions: validationsOf(certificate, now) }
      : {}),
    Subject: material ? subjectText(material.certificate) : `CN=${certificate.domainName}`,
    ...(material ? issuedFacts(material) : {}),
    ...momentsOf(certificate, material),
    Status: statusOf(certificate, now),
    ...(failure ? { FailureReason: failure } : {}),
    KeyAlgorithm: answeredKeyAlgorithm(certificate.keyAlgorithm),
    InUseBy: certificate.inUseBy,
    Type: certificate.type,
    KeyUsages: material ? keyUsagesOf(material.certificate).map((Name) => ({ Name })) : [],
    ExtendedKeyUsages: material ? extendedKeyUsagesOf(material.certificate) : [],
    ...(certificate.type === 'PRIVATE' ? { CertificateAuthorityArn: certificate.authorityArn } : {}),
    RenewalEligibility: eligibility(certificate, now),
    Options: optionsOf(certificate),
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
    ...acmeOf(certificate),
    ...revocationOf(certificate),
    ...renewalSummaryOf(certificate, certificate.type === 'AMAZON_ISSUED' ? validationsOf(certificate, now) : []),
  };
}

/** A certificate as ListCertificates shows it; Exported and InUse exist only here. */
export function summaryOf(certificate: AcmCertificate, now: Date): object {
  const material = materialOf(certificate);
  return {
    CertificateArn: certificate.arn,
    ...nameSummariesOf(certificate),
    Status: statusOf(certificate, now),
    Type: certificate.type,
    KeyAlgorithm: answeredKeyAlgorithm(certificate.keyAlgorithm),
    KeyUsages: material ? keyUsagesOf(material.certificate) : [],
    ExtendedKeyUsages: material ? extendedKeyUsagesOf(material.certificate).map(({ Name }) => Name) : [],
    ...(certificate.type === 'IMPORTED' ? {} : { ExportOption: certificate.export }),
    InUse: certificate.inUseBy.length > 0,
    Exported: hasBeenExported(certificate),
    RenewalEligibility: eligibility(certificate, now),
    ...(material ? validityOf(material) : {}),
    ...momentsOf(certificate, material),
    ...(certificate.revocation ? { RevokedAt: epoch(certificate.revocation.at) } : {}),
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
  };
}

export const eligibility = (certificate: AcmCertificate, now: Date): string =>
  isEligible(certificate, now) ? 'ELIGIBLE' : 'INELIGIBLE';

const issuedFacts = (material: Material): object => ({
  Serial: serialText(material.certificate),
  Issuer: issuerOf(material.certificate),
  SignatureAlgorithm: signatureAlgorithmOf(material.certificate),
  ...validityOf(material),
});

export const validityOf = ({ certificate }: Material): object => ({
  NotBefore: epoch(notBeforeOf(certificate)),
  NotAfter: epoch(notAfterOf(certificate)),
});

/** CreatedAt, and IssuedAt or ImportedAt. */
export function momentsOf(certificate: AcmCertificate, material: Material | undefined): object {
  const createdAt = { CreatedAt: epoch(certificate.createdAt) };
  if (certificate.type === 'IMPORTED') return { ...createdAt, ImportedAt: epoch(certificate.importedAt) };
  return material ? { ...createdAt, IssuedAt: epoch(material.issuedAt) } : createdAt;
}

function optionsOf(certificate: AcmCertificate): object {
  if (certificate.type === 'IMPORTED') return { CertificateTransparencyLoggingPreference: 'DISABLED' };
  const { transparencyLogging, export: exportable } = certificate;
  const method = validationMethodOf(certificate);
  return {
    CertificateTransparencyLoggingPreference: transparencyLogging,
    Export: exportable,
    ...(method ? { ValidationMethod: method } : {}),
  };
}

/** A certificate without a domain name has neither member: both need at least one. */
function namesOf({ domainName, alternativeNames }: AcmCertificate): object {
  return domainName === undefined ? {} : { DomainName: domainName, SubjectAlternativeNames: alternativeNames };
}

/** A summary shows a hundred names and says whether there are more. */
const MOST_NAMES_SHOWN = 100;

function nameSummariesOf({ domainName, alternativeNames }: AcmCertificate): object {
  if (domainName === undefined) return { HasAdditionalSubjectAlternativeNames: false };
  return {
    DomainName: domainName,
    SubjectAlternativeNameSummaries: alternativeNames.slice(0, MOST_NAMES_SHOWN),
    HasAdditionalSubjectAlternativeNames: alternativeNames.length > MOST_NAMES_SHOWN,
  };
}

/** How the domains were validated: by DNS, the only method here; imports, private and ACME's certificates have none. */
export const validationMethodOf = (certificate: AcmCertificate): 'DNS' | undefined =>
  certificate.type === 'AMAZON_ISSUED' && !certificate.acme ? 'DNS' : undefined;

/** Where an ACME client obtained it. */
export function acmeOf(certificate: AcmCertificate): { AcmeEndpointArn?: string; AcmeAccountId?: string } {
  if (certificate.type !== 'AMAZON_ISSUED' || !certificate.acme) return {};
  return { AcmeEndpointArn: certificate.acme.endpointArn, AcmeAccountId: certificate.acme.accountId };
}

const VALIDATIONS: Readonly<Record<string, string>> = {
  PENDING_VALIDATION: 'PENDING_VALIDATION',
  VALIDATION_TIMED_OUT: 'FAILED',
};

/** The DNS records that prove control of the names; how the initial validation went. */
function validationsOf(certificate: PublicCertificate, now: Date): object[] {
  const outcome = VALIDATIONS[statusOf(certificate, now)] ?? 'SUCCESS';
  return certificate.alternativeNames.map((DomainName) => {
    const bare = DomainName.replace(/^\*\./, '');
    return {
      DomainName,
      ValidationDomain: DomainName,
      ValidationStatus: outcome,
      ResourceRecord: {
        Name: `_${digest(certificate.arn, bare, 'name')}.${bare}.`,
        Type: 'CNAME',
        Value: `_${digest(certificate.arn, bare, 'value')}.acm-validations.aws.`,
      },
      ValidationMethod: 'DNS',
    };
  });
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
