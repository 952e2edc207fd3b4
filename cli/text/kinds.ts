import type { CertificateKind } from '../../core/domain/certificates/certificate.ts';

/** What kind of certificate it is, for people. */
export const KINDS: Record<CertificateKind, string> = {
  private: 'private, requested through ACM',
  public: 'public, requested through ACM',
  imported: 'imported into ACM',
  acme: 'public, obtained by an ACME client',
  issued: 'issued by the private CA directly',
  server: 'uploaded to IAM',
  anchor: 'a trust anchor of IAM Roles Anywhere',
  workload: 'shown to IAM Roles Anywhere by a workload',
  crl: 'a list of revoked certificates, imported into IAM Roles Anywhere',
  other: 'of a type that is not known here',
};
