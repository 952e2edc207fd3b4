import { region } from '../../local/cloud/accounts.ts';
import type { Cloud } from '../../local/cloud/cloud.ts';
import { deployMember } from '../../local/cloud/deploy.ts';
import { openAccount } from '../../local/cloud/organization.ts';
import type { Deployment } from '../../local/cloud/stack.ts';
import { print, seconds } from '../deployed-cloud.ts';
import { ecAuthority, grantToAcm } from '../emulator/authority.ts';
import { type Client, clientOf, inParallel } from '../emulator/client.ts';

const CONNECTIONS = 16;
const HOST = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/bench/0123456789abcdef';

/** An account with certificates that no service uses yet. */
export interface FilledAccount {
  readonly client: Client;
  readonly unused: readonly string[];
}

const accountOf = (index: number): string => String(600_000_000_000 + index);

/**
 * Accounts of the organisation with a CA that ACM may renew from, and private certificates of it, so many each. Of a hundred, one is not
 * in use: nothing renews it, and the sweep says so.
 */
export async function fillOrganisation(
  cloud: Cloud,
  stack: Deployment,
  accounts: number,
  each: number,
): Promise<readonly FilledAccount[]> {
  await admin(cloud, 'settle', { milliseconds: 0 });
  await admin(cloud, 'deliveries', { mode: 'none' });
  const since = performance.now();
  const filled: FilledAccount[] = [];
  for (let index = 0; index < accounts; index += 1) {
    const account = accountOf(index);
    await openAccount(cloud, account, `bench-${index}`);
    await deployMember(cloud, stack, account);
    filled.push(await fillAccount(clientOf(cloud.emulatorUrl, account, CONNECTIONS, region), each));
    if ((index + 1) % 5 === 0 || index + 1 === accounts)
      print(`  ${(index + 1) * each} certificates requested (${seconds(performance.now() - since)})`);
  }
  return filled;
}

async function fillAccount(client: Client, count: number): Promise<FilledAccount> {
  const CertificateAuthorityArn = await ecAuthority(client);
  await grantToAcm(client, CertificateAuthorityArn);
  const unused: string[] = [];
  await inParallel(count, CONNECTIONS, async (index) => {
    const requested = await client.call<{ CertificateArn: string }>('CertificateManager.RequestCertificate', {
      CertificateAuthorityArn,
      DomainName: `host-${index}.example.com`,
      KeyAlgorithm: 'EC_prime256v1',
    });
    if (index % 100 === 0) unused.push(requested.CertificateArn);
    else await use(client, requested.CertificateArn);
  });
  return { client, unused };
}

const use = (client: Client, certificateArn: string): Promise<unknown> =>
  client.admin('POST', '/certificates/in-use', { certificateArn, inUseBy: [HOST] });

/** What was not in use is from now on: its listing changes, and its finding is resolved. */
export async function useAll(filled: readonly FilledAccount[]): Promise<void> {
  for (const { client, unused } of filled) for (const arn of unused) await use(client, arn);
}

/** Sets something about the emulator. */
export const admin = (cloud: Cloud, path: string, input: object, method = 'POST'): Promise<unknown> =>
  fetch(`${cloud.emulatorUrl}/_emulator/${path}`, { method, body: JSON.stringify(input) });
