/*
 * What each function's sessions in other accounts may do: what its code can come to call there, and nothing else, whatever the
 * roles allow (tests/template/permissions.test.ts compares them). The resources are named by the roles.
 */

const AUTHORITY = [
  'acm-pca:DescribeCertificateAuthority',
  'acm-pca:GetPolicy',
  'acm-pca:ListPermissions',
  'iam:GetRole',
  'organizations:DescribeOrganization',
];

const CERTIFICATE = [
  ...AUTHORITY,
  'acm-pca:GetCertificate',
  'acm-pca:GetCertificateAuthorityCertificate',
  'acm-pca:ListCertificateAuthorities',
  'acm-pca:ListTags',
  'acm:DescribeCertificate',
  'acm:GetCertificate',
  'acm:ListTagsForCertificate',
];

const AUDIT_REPORT = [
  'acm-pca:CreateCertificateAuthorityAuditReport',
  'acm-pca:DescribeCertificateAuthorityAuditReport',
];

/** With the read role. */
export const READING: Readonly<Record<string, readonly string[]>> = {
  'identify-authorities': ['acm-pca:GetPolicy', 'acm-pca:ListCertificateAuthorities'],
  'verify-authority': AUTHORITY,
  'alert-or-resolve': ['acm-pca:ListTags'],
  'begin-repair': [
    'acm-pca:DescribeCertificateAuthority',
    'acm-pca:GetPolicy',
    'acm-pca:ListPermissions',
    'acm-pca:ListTags',
  ],
  'ask-for-repair': ['acm-pca:ListPermissions'],
  'mend-authority': ['acm-pca:GetPolicy', 'acm-pca:ListPermissions'],
  'find-dependents': ['acm:DescribeCertificate', 'acm:ListCertificates'],
  'inspect-certificate': CERTIFICATE,
  'prepare-reissue': CERTIFICATE,
  'scan-place': [
    ...CERTIFICATE,
    'acm:ListCertificates',
    'acm:SearchCertificates',
    'tag:GetResources',
    'iam:ListServerCertificates',
    'rolesanywhere:GetSubject',
    'rolesanywhere:ListCrls',
    'rolesanywhere:ListSubjects',
    'rolesanywhere:ListTrustAnchors',
  ],
  'scan-authority': [...CERTIFICATE, ...AUDIT_REPORT],
};

/** With the act role. */
export const ACTING: Readonly<Record<string, readonly string[]>> = {
  'mend-authority': ['acm-pca:CreatePermission', 'acm-pca:DeletePermission', 'acm-pca:PutPolicy'],
  'prepare-reissue': ['acm:DescribeCertificate'],
  'issue-certificate': [
    ...AUDIT_REPORT,
    'acm-pca:GetCertificate',
    'acm-pca:IssueCertificate',
    'acm-pca:RevokeCertificate',
    'acm:AddTagsToCertificate',
    'acm:ListCertificates',
    'acm:ListTagsForCertificate',
    'acm:RequestCertificate',
  ],
  'collect-certificate': [
    'acm-pca:GetCertificate',
    'acm-pca:GetCertificateAuthorityCertificate',
    'acm-pca:RevokeCertificate',
    'acm:ExportCertificate',
    'acm:GetCertificate',
  ],
  'deliver-certificate': ['acm:DescribeCertificate', 'acm:ImportCertificate'],
  'verify-delivery': ['acm-pca:GetCertificateAuthorityCertificate', 'acm:DescribeCertificate', 'acm:GetCertificate'],
  'roll-back-delivery': ['acm:DescribeCertificate', 'acm:ImportCertificate'],
  'retire-certificate': [
    ...AUDIT_REPORT,
    'acm-pca:GetCertificate',
    'acm-pca:RevokeCertificate',
    'acm:DescribeCertificate',
    'acm:GetCertificate',
    'acm:SearchCertificates',
  ],
};

/** @returns none for a function that reads in no other account */
export const readingIn = (functionName: string): readonly string[] => READING[functionName] ?? [];

/** @returns none for a function that acts in no other account */
export const actingIn = (functionName: string): readonly string[] => ACTING[functionName] ?? [];
