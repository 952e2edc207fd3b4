import {
  CreatePermissionCommand,
  DeletePermissionCommand,
  PutPolicyCommand,
  type ActionType,
} from '@aws-sdk/client-acm-pca';
import type { Grant } from '../domain/authorities/authority.ts';
import { RepairRefused } from '../domain/repair/repair-refused.ts';
import type { AuthorityActor } from '../repair/ports.ts';
import type { ActedAccounts } from './acting-accounts.ts';
import { AwsUnavailable, errorName } from './errors.ts';
import { refusing, type Refusals } from './refusing.ts';

/** Why a CA does not take a repair (service-facts 1.1). LimitExceeded is its number of permissions: waiting doesn't mend it. */
const REFUSED: Refusals = {
  InvalidStateException: RepairRefused,
  InvalidArnException: RepairRefused,
  InvalidPolicyException: RepairRefused,
  LockoutPreventedException: RepairRefused,
  LimitExceededException: RepairRefused,
  ValidationException: RepairRefused,
  ConcurrentModificationException: AwsUnavailable,
};

/** AWS Private CA, asked to let ACM renew, with the rights to act in the CA's account. */
export class AuthorityRepairer implements AuthorityActor {
  readonly #accounts: ActedAccounts;

  constructor(accounts: ActedAccounts) {
    this.#accounts = accounts;
  }

  async createGrant(authorityArn: string, { principal, actions, sourceAccount }: Grant): Promise<'created' | 'exists'> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new CreatePermissionCommand({
      CertificateAuthorityArn: authorityArn,
      Principal: principal,
      Actions: actions as ActionType[],
      ...(sourceAccount === undefined ? {} : { SourceAccount: sourceAccount }),
    });
    return refusing('acm-pca:CreatePermission', authorityArn, REFUSED, command, (each) =>
      pca.send(each).then(() => 'created' as const, existsAlready),
    );
  }

  async deleteGrant(authorityArn: string, { principal, sourceAccount }: Grant): Promise<void> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new DeletePermissionCommand({
      CertificateAuthorityArn: authorityArn,
      Principal: principal,
      ...(sourceAccount === undefined ? {} : { SourceAccount: sourceAccount }),
    });
    await refusing('acm-pca:DeletePermission', authorityArn, REFUSED, command, (each) =>
      pca.send(each).catch(goneAlready),
    );
  }

  async putPolicy(authorityArn: string, policy: string): Promise<void> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new PutPolicyCommand({ ResourceArn: authorityArn, Policy: policy });
    await refusing('acm-pca:PutPolicy', authorityArn, REFUSED, command, (each) => pca.send(each));
  }
}

function existsAlready(error: unknown): 'exists' {
  if (errorName(error) === 'PermissionAlreadyExistsException') return 'exists';
  throw error;
}

function goneAlready(error: unknown): void {
  if (errorName(error) !== 'ResourceNotFoundException') throw error;
}
