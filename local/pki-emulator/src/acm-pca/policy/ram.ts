import type { Authority } from '../authority.ts';
import { END_ENTITY, templateArn } from '../templates.ts';
import { READ_ACTIONS } from './reading.ts';
import type { ResourcePolicy } from './resource-policy.ts';
import type { Statement } from './statements.ts';

/** What a RAM managed permission lets an account do: issue with one template, or revoke. */
type Meaning = { readonly template: string } | { readonly actions: readonly string[] };

/** The managed permissions of resource type acm-pca:CertificateAuthority (acm-pca user guide, "Cross-account access"). */
export const RAM_PERMISSIONS: Readonly<Record<string, Meaning>> = {
  AWSRAMDefaultPermissionCertificateAuthority: { template: END_ENTITY },
  AWSRAMSubordinateCACertificatePathLen0IssuanceCertificateAuthority: { template: 'SubordinateCACertificate_PathLen0' },
  AWSRAMBlankEndEntityCertificateAPICSRPassthroughIssuanceCertificateAuthority: {
    template: 'BlankEndEntityCertificate_APICSRPassthrough',
  },
  AWSRAMBlankEndEntityCertificateAPIPassthroughIssuanceCertificateAuthority: {
    template: 'BlankEndEntityCertificate_APIPassthrough',
  },
  AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority: { template: 'EndEntityClientAuthCertificate' },
  AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority: { template: 'EndEntityServerAuthCertificate' },
  AWSRAMRevokeCertificateCertificateAuthority: { actions: ['RevokeCertificate'] },
};

/** The resource policy that RAM writes for a CA's shares: account → names of managed permissions. */
export function withShares(authority: Authority, shares: ReadonlyMap<string, readonly string[]>): ResourcePolicy {
  const statements = [...shares].flatMap(([account, permissions]) =>
    permissions.flatMap((permission) => statementsOf(permission, account, authority.region)),
  );
  return { text: textOf(statements, authority.arn), statements, shares };
}

function statementsOf(permission: string, account: string, region: string): Statement[] {
  const meaning = RAM_PERMISSIONS[permission];
  const common = {
    principals: [account],
    templateArns: undefined,
    organizationIds: undefined,
    excludedAccounts: undefined,
  };
  if (!meaning) return [];
  if ('actions' in meaning) return [{ ...common, actions: meaning.actions }];
  const templateArns = [templateArn(meaning.template, region)];
  return [
    { ...common, actions: READ_ACTIONS },
    { ...common, actions: ['IssueCertificate'], templateArns },
  ];
}

function textOf(statements: readonly Statement[], arn: string): string {
  const written = statements.map(({ actions, principals, templateArns }) => ({
    Effect: 'Allow',
    Principal: { AWS: principals },
    Action: actions.map((action) => `acm-pca:${action}`),
    Resource: arn,
    ...(templateArns ? { Condition: { StringEquals: { 'acm-pca:TemplateArn': templateArns } } } : {}),
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement: written });
}
