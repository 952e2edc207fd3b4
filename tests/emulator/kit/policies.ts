import { template } from './authorities.ts';

export const READ_ACTIONS = [
  'DescribeCertificateAuthority',
  'GetCertificate',
  'GetCertificateAuthorityCertificate',
  'ListPermissions',
  'ListTags',
];

interface Condition {
  readonly StringEquals?: Readonly<Record<string, string>>;
  readonly StringNotEquals?: Readonly<Record<string, string>>;
}

/** The policy that lets ACM of another account use a CA, in the shape acm-pca asks for. */
export function sharingPolicy(arn: string, principal: object | string, condition: Condition = {}) {
  const common = { Effect: 'Allow', Principal: principal, Resource: arn };
  const issue = { ...condition.StringEquals, 'acm-pca:TemplateArn': template('EndEntityCertificate') };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        ...common,
        Action: READ_ACTIONS.map((each) => `acm-pca:${each}`),
        ...(condition.StringEquals ? { Condition: condition } : {}),
      },
      { ...common, Action: 'acm-pca:IssueCertificate', Condition: { ...condition, StringEquals: issue } },
    ],
  };
}
