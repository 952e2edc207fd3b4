/** Calls that are counted together against one quota of an account in a region. */
export interface CallRate {
  /** What is counted together: an operation, or a group of them. */
  readonly quota: string;
  readonly perSecond: number;
}

/**
 * Requests a second, account and region (service-facts 1.7, 2.7, 5.1, 10; GetResources: Tag Editor user guide, "Service quotas").
 * SearchCertificates has no published rate: the lowest of ACM's is taken.
 */
const PER_SECOND: Readonly<Record<string, number>> = {
  'acm:DescribeCertificate': 10,
  'acm:GetCertificate': 10,
  'acm:ListCertificates': 8,
  'acm:ListTagsForCertificate': 10,
  'acm:SearchCertificates': 1,
  'acm-pca:CreateCertificateAuthorityAuditReport': 1,
  'acm-pca:DescribeCertificateAuthority': 20,
  'acm-pca:DescribeCertificateAuthorityAuditReport': 20,
  'acm-pca:GetCertificate': 75,
  'acm-pca:GetCertificateAuthorityCertificate': 20,
  'acm-pca:GetPolicy': 5,
  'acm-pca:ListCertificateAuthorities': 20,
  'acm-pca:ListPermissions': 5,
  'acm-pca:ListTags': 20,
  'securityhub:BatchImportFindings': 10,
  'securityhub:BatchUpdateFindings': 10,
  'tag:GetResources': 15,
};

/** Roles Anywhere counts its operations in groups, one call a second each. */
const GROUPS: readonly (readonly [quota: string, operations: RegExp])[] = [
  ['rolesanywhere:TrustAnchors', /^rolesanywhere:\w+TrustAnchors?$/],
  ['rolesanywhere:Profiles', /^rolesanywhere:\w+Profiles?$/],
  ['rolesanywhere:Subjects', /^rolesanywhere:\w+Subjects?$/],
  ['rolesanywhere:Crls', /^rolesanywhere:\w+Crls?$/],
];

/** @param operation e.g. `acm:DescribeCertificate`. @returns undefined where AWS publishes no rate that a sweep comes near */
export function rateOf(operation: string): CallRate | undefined {
  const perSecond = PER_SECOND[operation];
  if (perSecond !== undefined) return { quota: operation, perSecond };
  const [quota] = GROUPS.find(([, operations]) => operations.test(operation)) ?? [];
  return quota === undefined ? undefined : { quota, perSecond: 1 };
}
