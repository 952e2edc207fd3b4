import { isoSeconds } from '../../iso-seconds.ts';
import { authorityFor } from '../../acm-pca/access.ts';
import type { Authority } from '../../acm-pca/authority.ts';
import { ACM_PRINCIPAL, PERMITTED_ACTIONS } from '../../acm-pca/permission.ts';
import { ServiceError } from '../../errors.ts';
import { parseAuthorityArn } from '../../arns.ts';
import { partitionOf } from '../../partition.ts';
import type { Call } from '../../wire/call.ts';
import { NO_SERVICE_LINKED_ROLE } from '../failure-reason.ts';
import { ACM_ROLE_NAME, ACM_ROLE_PATH } from '../service-linked-role.ts';

/**
 * The CA that ACM renews from, if it may: with a permission of the CA in the same account (service-facts 1.3), else with
 * its service-linked role and the CA's resource policy (1.6).
 *
 * @throws ServiceError what acm-pca would answer ACM
 */
export async function authorityForAcm(call: Call, arn: string, template: string): Promise<Authority> {
  const owned = parseAuthorityArn(arn).account === call.account;
  if (!owned && !(await hasServiceLinkedRole(call))) {
    throw new ServiceError(NO_SERVICE_LINKED_ROLE, `ACM has no service-linked role in ${call.account}.`);
  }
  const authority = authorityFor(call, arn, template);
  if (!owned) return authorityFor({ ...call, operation: 'GetCertificate' }, arn);
  if (!permitsAcm(authority)) {
    throw new ServiceError('AccessDeniedException', `${arn} has no sufficient permission for ${ACM_PRINCIPAL}.`);
  }
  return authority;
}

/** Managed renewal needs all three actions; a grant for another source account is none. */
function permitsAcm({ permissions, owner }: Authority): boolean {
  const granted = permissions
    .filter(({ principal, sourceAccount }) => principal === ACM_PRINCIPAL && (sourceAccount ?? owner) === owner)
    .flatMap(({ actions }) => actions);
  return PERMITTED_ACTIONS.every((action) => granted.includes(action));
}

/** The cloud's IAM knows; without a cloud the emulator does. */
async function hasServiceLinkedRole({ account, region, world }: Call): Promise<boolean> {
  const { cloud, state } = world;
  if (!cloud) return state.serviceLinkedRoles.of(account) !== undefined;
  try {
    return await cloud.hasAcmServiceRole(account, region);
  } catch {
    throw new ServiceError('InternalFailure', `IAM could not be asked for the role of ACM in ${account}.`, 500);
  }
}

/**
 * Who ACM is in CloudTrail when it renews (service-facts 3): the service itself in the account of the CA, its
 * service-linked role in another.
 */
export function identityOfAcm({ account, region, world }: Call, authority: Authority): object {
  if (authority.owner === account) return { type: 'AWSService', invokedBy: ACM_PRINCIPAL };
  const iam = `arn:${partitionOf(region)}:iam::${account}`;
  const role = world.state.serviceLinkedRoles.of(account);
  const principalId = role?.id ?? 'AROAACMSERVICELINKED';
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:acm`,
    arn: `arn:${partitionOf(region)}:sts::${account}:assumed-role/${ACM_ROLE_NAME}/acm`,
    accountId: account,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `${iam}:role${ACM_ROLE_PATH}${ACM_ROLE_NAME}`,
        accountId: account,
        userName: ACM_ROLE_NAME,
      },
      attributes: {
        creationDate: isoSeconds(world.clock.now()),
        mfaAuthenticated: 'false',
      },
    },
    invokedBy: ACM_PRINCIPAL,
  };
}
