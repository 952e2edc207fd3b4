/** What ACM must be allowed to do on a private CA, as the service documents it (service-facts 1.3 and 1.6). */

/** The service principal that renews; the same in every partition. */
export const ACM_PRINCIPAL = 'acm.amazonaws.com';

/** Same account: managed renewal needs all three. */
export const REQUIRED_ACTIONS = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

/** Cross account: the actions of the policy's first statement. */
export const SHARED_READ_ACTIONS = [
  'acm-pca:DescribeCertificateAuthority',
  'acm-pca:GetCertificate',
  'acm-pca:GetCertificateAuthorityCertificate',
  'acm-pca:ListPermissions',
  'acm-pca:ListTags',
] as const;

/** Cross account: the action of the policy's second statement. */
export const SHARED_ISSUE_ACTION = 'acm-pca:IssueCertificate';

/** The template ACM issues with. Template ARNs have neither region nor account. */
export const acmTemplateArn = (partition: string): string =>
  `arn:${partition}:acm-pca:::template/EndEntityCertificate/V1`;

/** Cross account: the role through which ACM acts, in the certificate's account. */
export const SERVICE_LINKED_ROLE = 'AWSServiceRoleForCertificateManager';
