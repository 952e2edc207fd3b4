import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
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
