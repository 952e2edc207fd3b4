import {
  ACM_PRINCIPAL,
  acmTemplateArn,
  REQUIRED_ACTIONS,
  SHARED_ISSUE_ACTION,
  SHARED_READ_ACTIONS,
} from '../authorities/acm-requirements.ts';
import type { AccountId, AuthorityArn } from '../arn.ts';
import type { AuthorityStatus, Grant } from '../authorities/authority.ts';

/**
 * The commands that give ACM all three actions. There is one permission for each (principal, source account), and it
 * can't be widened: what stands is deleted first (service-facts 1.3).
 */
export function grantPermission(authority: AuthorityArn, standing: readonly Grant[]): readonly string[] {
  const on = `--certificate-authority-arn ${authority.arn} --region ${authority.region}`;
  const sourceAccounts = standing.length === 0 ? [undefined] : standing.map((grant) => grant.sourceAccount);
  const kept = sourceAccounts.find((account) => account !== undefined);
  const source = (account: AccountId | undefined): string =>
    account === undefined ? '' : ` --source-account ${account}`;
  const deletions = standing.map(
    ({ sourceAccount }) => `aws acm-pca delete-permission ${on} --principal ${ACM_PRINCIPAL}${source(sourceAccount)}`,
  );
  const actions = `--actions ${REQUIRED_ACTIONS.join(' ')}`;
  const creation = `aws acm-pca create-permission ${on} --principal ${ACM_PRINCIPAL} ${actions}${source(kept)}`;
  return [...deletions, creation, `aws acm-pca list-permissions ${on}`];
}

/**
 * The commands that share a CA with ACM of another account, run by the CA's owner. Where no policy stands, the policy
 * itself; where one stands, a second resource share beside it, because PutPolicy would replace what others rely on.
 */
export function shareAuthority(authority: AuthorityArn, account: AccountId, bare: boolean): readonly string[] {
  const check = `aws acm-pca get-policy --resource-arn ${authority.arn} --region ${authority.region}`;
  if (bare) {
    const policy = JSON.stringify(policyForAccount(authority, account));
    return [
      `aws acm-pca put-policy --resource-arn ${authority.arn} --region ${authority.region} --policy '${policy}'`,
      check,
    ];
  }
  const permission = `arn:${authority.partition}:ram::aws:permission/AWSRAMDefaultPermissionCertificateAuthority`;
  const name = `acm-renewal-${authority.id.slice(0, 8)}-${account}`;
  const share = `aws ram create-resource-share --name ${name} --region ${authority.region} --resource-arns ${authority.arn}`;
  return [`${share} --principals ${account} --permission-arns ${permission}`, check];
}

/** Both statements that ACM of another account needs, and nothing else (service-facts 1.6). */
function policyForAccount(authority: AuthorityArn, account: AccountId): object {
  const common = { Effect: 'Allow', Principal: { AWS: account }, Resource: authority.arn };
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'AcmReads', ...common, Action: SHARED_READ_ACTIONS },
      {
        Sid: 'AcmIssues',
        ...common,
        Action: SHARED_ISSUE_ACTION,
        Condition: { StringEquals: { 'acm-pca:TemplateArn': acmTemplateArn(authority.partition) } },
      },
    ],
  };
}

/** Run in the certificate's account; nobody else can (service-facts 1.6). */
export function createServiceLinkedRole(): readonly string[] {
  return [`aws iam create-service-linked-role --aws-service-name ${ACM_PRINCIPAL}`];
}

/** The command that exports an ACM certificate with its key, encrypted under a passphrase of the operator's. */
export function exportCertificate({
  arn,
  region,
}: {
  readonly arn: string;
  readonly region: string;
}): readonly string[] {
  return [
    `aws acm export-certificate --certificate-arn ${arn} --region ${region} --passphrase fileb://passphrase.txt > exported.json`,
  ];
}

/** What brings a CA back to ACTIVE (service-facts 1.2). Empty where no command can: CREATING ends by itself, FAILED never. */
export function remedyForState(authority: AuthorityArn, status: AuthorityStatus): readonly string[] {
  const command = (name: string, more = ''): string =>
    `aws acm-pca ${name} --certificate-authority-arn ${authority.arn} --region ${authority.region}${more}`;
  const activate = command('update-certificate-authority', ' --status ACTIVE');
  const csr = command('get-certificate-authority-csr', ' --output text > authority.csr');
  const install = command('import-certificate-authority-certificate', ' --certificate fileb://authority.pem');
  switch (status) {
    case 'DISABLED':
      return [activate];
    case 'DELETED':
      return [command('restore-certificate-authority'), activate];
    case 'EXPIRED':
    case 'PENDING_CERTIFICATE':
      return [csr, install];
    case 'ACTIVE':
    case 'CREATING':
    case 'FAILED':
      return [];
  }
}
