import { CreateAccountCommand, DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { clientSettings, hub } from './accounts.ts';
import type { Cloud } from './cloud.ts';

/** Takes an account into the organisation that another one manages. */
export async function openAccount(
  { endpoint }: Pick<Cloud, 'endpoint'>,
  account: string,
  name: string,
  management: string = hub,
): Promise<void> {
  const organizations = new OrganizationsClient(clientSettings(endpoint, management));
  // local/cloud/ministack_organization.py takes the id from the address.
  await organizations.send(new CreateAccountCommand({ Email: `aws+${account}@example.com`, AccountName: name }));
}

/** The organisation that an account manages: MiniStack makes one when it is asked for. */
export async function organizationId({ endpoint }: Pick<Cloud, 'endpoint'>, management: string = hub): Promise<string> {
  const organizations = new OrganizationsClient(clientSettings(endpoint, management));
  const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
  if (Organization?.Id === undefined) throw new Error(`The account ${management} manages no organisation.`);
  return Organization.Id;
}
