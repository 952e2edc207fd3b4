/** Actions that know no resources (Service Authorization Reference). */
export const ACTIONS_WITHOUT_RESOURCES: readonly string[] = [
  'acm:ListCertificates',
  'acm:SearchCertificates',
  'acm:RequestCertificate',
  'secretsmanager:ListSecrets',
  'acm-pca:ListCertificateAuthorities',
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListAccountsForParent',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListTagsForResource',
  'tag:GetResources',
  'iam:ListServerCertificates',
  'rolesanywhere:ListTrustAnchors',
  'rolesanywhere:ListCrls',
  'rolesanywhere:ListSubjects',
  'config:PutEvaluations',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** What is encrypted with the key needs it. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** What an action needs beside itself: of the key, or for the tags that it sets. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'sns:Publish': KEY_ACTIONS,
  'secretsmanager:GetSecretValue': KEY_ACTIONS,
  'secretsmanager:PutSecretValue': KEY_ACTIONS,
  'secretsmanager:CreateSecret': [...KEY_ACTIONS, 'secretsmanager:TagResource'],
  'acm:RequestCertificate': ['acm:AddTagsToCertificate'],
};

/** An action, and what it takes besides. */
export const alsoNeeded = (action: string): readonly string[] => [action, ...(BESIDE[action] ?? [])];
