/** The IAM actions that each command needs beside sts:GetCallerIdentity, which needs none; the help tells them. */
const READS_A_CERTIFICATE = [
  'acm:DescribeCertificate',
  'acm:GetCertificate',
  'acm:ListTagsForCertificate',
  'acm-pca:GetCertificate',
  'acm-pca:GetCertificateAuthorityCertificate',
  'acm-pca:DescribeCertificateAuthority',
  'acm-pca:ListCertificateAuthorities',
  'acm-pca:ListPermissions',
  'acm-pca:ListTags',
  'acm-pca:GetPolicy',
  'iam:GetRole',
  'organizations:DescribeOrganization',
];

const FINDS_RENEWGUARD = ['cloudformation:DescribeStacks', 'dynamodb:GetItem'];

const READS_SWEEPS = ['cloudformation:DescribeStacks', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

export const RIGHTS = {
  plan: [...READS_A_CERTIFICATE, 'secretsmanager:DescribeSecret', ...FINDS_RENEWGUARD, 'dynamodb:Query'],
  reissue: [...FINDS_RENEWGUARD, 'states:StartExecution', 'states:DescribeExecution', 'states:GetExecutionHistory'],
  answer: [...FINDS_RENEWGUARD, 'dynamodb:UpdateItem', 'states:SendTaskSuccess'],
  mode: [...FINDS_RENEWGUARD, 'dynamodb:PutItem'],
  route: [...READS_A_CERTIFICATE, ...FINDS_RENEWGUARD, 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
  budget: ['acm-pca:ListCertificateAuthorities', ...FINDS_RENEWGUARD, 'dynamodb:Query'],
  sweep: [...FINDS_RENEWGUARD, 'dynamodb:Query', 's3:GetObject', 'states:StartExecution', 'states:DescribeExecution'],
  status: [...READS_SWEEPS, 'dynamodb:Scan', 'states:DescribeExecution'],
  inventory: ['cloudformation:DescribeStacks', 'dynamodb:Query', 'dynamodb:Scan'],
  drill: [
    ...['acm:ListCertificates', 'acm-pca:ListCertificateAuthorities', ...FINDS_RENEWGUARD, 'dynamodb:Query'],
    ...['events:PutEvents', 'states:ListExecutions', 'states:DescribeExecution', 'states:GetExecutionHistory'],
  ],
  alertRoutes: [...FINDS_RENEWGUARD, 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
  mute: [...FINDS_RENEWGUARD, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  findings: [...FINDS_RENEWGUARD, 'dynamodb:Query', 'dynamodb:Scan'],
  scope: [...READS_SWEEPS, 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
} as const satisfies Record<string, readonly string[]>;

/** In lines that a terminal doesn't break. */
export function rightsText(command: keyof typeof RIGHTS): string {
  const lines: string[] = [];
  for (const action of RIGHTS[command]) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + action.length < 100) lines[lines.length - 1] = `${last}, ${action}`;
    else lines.push(action);
  }
  return ['Rights it needs:', ...lines.map((line) => `  ${line}`)].join('\n');
}
