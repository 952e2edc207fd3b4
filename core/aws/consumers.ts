import { GetRoleCommand } from '@aws-sdk/client-iam';
import { SERVICE_LINKED_ROLE } from '../domain/acm-requirements.ts';
import type { AccountId } from '../domain/arn.ts';
import { known, unknown, type Fact } from '../domain/fact.ts';
import type { ConsumerReader } from '../gathering/ports.ts';
import type { Accounts } from './accounts.ts';
import { errorName } from './errors.ts';

/** The accounts whose ACM may use a shared CA. */
export class Consumers implements ConsumerReader {
  readonly #accounts: Accounts;
  readonly #region: string;
  readonly #organizationId: string;

  /** @param organizationId the organisation that RenewGuard serves; empty: not known */
  constructor(accounts: Accounts, region: string, organizationId: string) {
    this.#accounts = accounts;
    this.#region = region;
    this.#organizationId = organizationId;
  }

  hasServiceLinkedRole(account: AccountId): Promise<Fact<boolean>> {
    return this.#accounts.read(account, this.#region, 'iam:GetRole', async ({ iam }) => {
      try {
        await iam.send(new GetRoleCommand({ RoleName: SERVICE_LINKED_ROLE }));
        return true;
      } catch (error) {
        if (errorName(error) === 'NoSuchEntityException') return false;
        throw error;
      }
    });
  }

  organizationOf(account: AccountId): Fact<string> {
    if (this.#organizationId !== '') return known(this.#organizationId);
    const message = 'the parameter OrganizationId is empty, so conditions on aws:PrincipalOrgID cannot be judged';
    return unknown({ kind: 'not-configured', operation: 'organizations:DescribeOrganization', account, message });
  }
}
