import { isoSeconds } from '../iso-seconds.ts';
import { daysLeft } from '../schedule/calendar.ts';
import { type AcmCertificate, hasBeenExported, type Material, materialOf } from '../acm/certificate.ts';
import { validationMethodOf } from '../acm/description.ts';
import { serialText } from '../acm/facts.ts';
import { placeOf } from '../arns.ts';
import type { World } from '../world.ts';
import { notAfterOf } from '../x509/chains.ts';

/** The events of source aws.acm (service-facts 2.5), on the bus of the certificate's account and region. */

export function tellApproachingExpiration(certificate: AcmCertificate, world: World): void {
  tell('ACM Certificate Approaching Expiration', certificate, world, (facts) => ({
    DaysToExpiry: facts.DaysToExpiry,
    CommonName: facts.CommonName,
  }));
}

export function tellExpired(certificate: AcmCertificate, world: World): void {
  tell('ACM Certificate Expired', certificate, world, (facts) => ({
    ...facts.kind,
    CertificateCreatedDate: facts.CertificateCreatedDate,
    CertificateExpirationDate: facts.CertificateExpirationDate,
    ...facts.use,
  }));
}

export function tellAvailable(
  certificate: AcmCertificate,
  Action: 'ISSUANCE' | 'RENEWAL' | 'IMPORT' | 'REIMPORT',
  world: World,
): void {
  tell('ACM Certificate Available', certificate, world, (facts) => ({
    Action,
    ...facts.kind,
    CertificateCreatedDate: facts.CertificateCreatedDate,
    CertificateExpirationDate: facts.CertificateExpirationDate,
    DaysToExpiry: facts.DaysToExpiry,
    ...facts.use,
  }));
}

export function tellActionRequired(certificate: AcmCertificate, world: World): void {
  tell('ACM Certificate Renewal Action Required', certificate, world, (facts) => ({
    ...facts.kind,
    RenewalStatusReason: certificate.renewal?.reason ?? 'PENDING_DOMAIN_VALIDATION',
    DaysToExpiry: facts.DaysToExpiry,
    CertificateExpirationDate: facts.CertificateExpirationDate,
    ...facts.use,
  }));
}

export function tellRevoked(certificate: AcmCertificate, world: World): void {
  tell('ACM Certificate Revoked', certificate, world, (facts) => ({
    CertificateType: certificate.type,
    CommonName: facts.CommonName,
    CertificateExpirationDate: facts.CertificateExpirationDate,
    Exportable: isExportable(certificate),
  }));
}

/** A CA revoked it (known from the schema registry only: service-facts 2.5); told beside the revocation itself. */
export function tellRevokedByAuthority(certificate: AcmCertificate, world: World): void {
  const { revocation } = certificate;
  if (!revocation) return;
  tell('ACM Certificate Revoked By CA', certificate, world, (facts) => ({
    CertificateSerial: facts.CertificateSerial,
    CertificateRevocationDate: isoSeconds(revocation.at),
    RevocationReason: revocation.reason,
    CertificateType: certificate.type,
    CommonName: facts.CommonName,
    CertificateExpirationDate: facts.CertificateExpirationDate,
    Exportable: isExportable(certificate),
  }));
}

/** Private certificates are; public ones if they were requested so. */
const isExportable = (certificate: AcmCertificate): boolean =>
  certificate.type === 'PRIVATE' || (certificate.type !== 'IMPORTED' && certificate.export === 'ENABLED');

function tell(
  detailType: string,
  certificate: AcmCertificate,
  world: World,
  detailOf: (facts: ReturnType<typeof factsOf>) => object,
): void {
  const material = materialOf(certificate);
  if (!material) return;
  const detail = () => detailOf(factsOf(certificate, material, world));
  world.publisher.publish({ ...placeOf(certificate.arn), detailType, resources: [certificate.arn], detail });
}

function factsOf(certificate: AcmCertificate, material: Material, { clock }: World) {
  const end = notAfterOf(material.certificate);
  const CommonName = certificate.domainName;
  const method = validationMethodOf(certificate);
  return {
    CommonName,
    /** Only public certificates have a validation method; the documented private samples leave it out. */
    kind: {
      CertificateType: certificate.type,
      CommonName,
      ...(method ? { DomainValidationMethod: method } : {}),
    },
    CertificateSerial: serialText(material.certificate),
    CertificateCreatedDate: isoSeconds(material.issuedAt),
    CertificateExpirationDate: isoSeconds(end),
    DaysToExpiry: daysLeft(end, clock.now()),
    use: { InUse: certificate.inUseBy.length > 0, Exported: hasBeenExported(certificate) },
  };
}
