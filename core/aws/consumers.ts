import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { SERVICE_LINKED_ROLE } from '../domain/authorities/acm-requirements.ts';
import type { AccountId } from '../domain/arn.ts';
import type { Fact } from '../domain/fact.ts';
import type { ConsumerReader } from '../gathering/ports.ts';
import type { AccountReader } from './accounts.ts';
import { unlessNotThere } from './errors.ts';

/** The accounts whose ACM may use a shared CA. */
export class Consumers implements ConsumerReader {
  readonly #accounts: AccountReader;
  readonly #region: string;

  constructor(accounts: AccountReader, region: string) {
    this.#accounts = accounts;
    this.#region = region;
  }

  hasServiceLinkedRole(account: AccountId): Promise<Fact<boolean>> {
    return this.#accounts.read(account, this.#region, 'iam:GetRole', async ({ iam }) => {
      const get = new GetRoleCommand({ RoleName: SERVICE_LINKED_ROLE });
      return (await unlessNotThere(() => iam.send(get), 'NoSuchEntityException')) !== undefined;
    });
  }

  organizationOf(account: AccountId): Promise<Fact<string | undefined>> {
    return this.#accounts.read(
      account,
      this.#region,
      'organizations:DescribeOrganization',
      async ({ organizations }) => {
        const describe = new DescribeOrganizationCommand({});
        const answer = await unlessNotThere(() => organizations.send(describe), 'AWSOrganizationsNotInUseException');
        return answer?.Organization?.Id;
      },
    );
  }
}
