/** Requests per second, account and region (service-facts 1.7). */
export const ACM_PCA_RATES: Readonly<Record<string, number>> = {
  CreateCertificateAuthority: 1,
  CreateCertificateAuthorityAuditReport: 1,
  CreatePermission: 1,
  DeleteCertificateAuthority: 10,
  DeletePermission: 1,
  DeletePolicy: 5,
  DescribeCertificateAuthority: 20,
  DescribeCertificateAuthorityAuditReport: 20,
  GetCertificate: 75,
  GetCertificateAuthorityCertificate: 20,
  GetCertificateAuthorityCsr: 10,
  GetPolicy: 5,
  ImportCertificateAuthorityCertificate: 10,
  IssueCertificate: 25,
  ListCertificateAuthorities: 20,
  ListPermissions: 5,
  ListTags: 20,
  PutPolicy: 5,
  RestoreCertificateAuthority: 20,
  RevokeCertificate: 20,
  TagCertificateAuthority: 10,
  UntagCertificateAuthority: 10,
  UpdateCertificateAuthority: 10,
};

export const ADJUSTABLE: readonly string[] = ['IssueCertificate', 'GetCertificate'];
