import {
  ACMPCAClient,
  GetPolicyCommand,
  ListPermissionsCommand,
  TagCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import type { ClientSettings } from '../../../local/cloud/accounts.ts';
import { findingsOf } from './findings.ts';
import type { Guard } from './guard.ts';
import { until } from './until.ts';

/** Says by the CA's tag that it is repaired without asking. */
export const tagAuto = (pki: ClientSettings, CertificateAuthorityArn: string): Promise<unknown> => {
  const Tags = [{ Key: 'renewguard:repair', Value: 'auto' }];
  return new ACMPCAClient(pki).send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn, Tags }));
};

/** The actions that ACM holds on a CA, in order. */
export async function heldOn(pki: ClientSettings, CertificateAuthorityArn: string): Promise<readonly string[]> {
  const list = new ListPermissionsCommand({ CertificateAuthorityArn });
  const { Permissions = [] } = await new ACMPCAClient(pki).send(list);
  return Permissions.flatMap(({ Actions = [] }) => Actions).toSorted();
}

/** The statements of a CA's policy, each as JSON. */
export async function statementsOn(pki: ClientSettings, ResourceArn: string): Promise<readonly string[]> {
  const { Policy = '{}' } = await new ACMPCAClient(pki).send(new GetPolicyCommand({ ResourceArn }));
  const { Statement = [] } = JSON.parse(Policy) as { Statement?: readonly object[] };
  return Statement.map((statement) => JSON.stringify(statement));
}

/** Waits until a finding about a CA is resolved. @returns all there are about it */
export const resolvedOf = (guard: Guard, arn: string): Promise<readonly string[]> =>
  until(`what is found of ${arn} is resolved`, async () => {
    const all = await findingsOf(guard, arn);
    return all.some((finding) => finding.includes(' RESOLVED ')) ? all : undefined;
  });
