import { clientSettings, hub } from '../local/cloud/accounts.ts';
import type { Cloud } from '../local/cloud/cloud.ts';
import type { Deployment } from '../local/cloud/stack.ts';
import { AlertInbox } from '../local/story/alert-inbox.ts';
import { createRootAuthority, grantToAcm, revokeFromAcm } from '../local/story/authority.ts';
import { requestPrivateCertificate } from '../local/story/certificate.ts';
import { recordsDelivered } from '../local/story/emulator-admin.ts';
import { allEnded } from '../local/story/execution.ts';
import { median, onDeployedCloud, print, seconds } from './deployed-cloud.ts';

/** Prints how long it takes from DeletePermission to the alert at a subscriber, in the local cloud, in real time. */
const rounds = 5;
const actions = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

/** Takes the permission away and gives it back. @returns the milliseconds until the alert */
async function round(pki: ReturnType<typeof clientSettings>, inbox: AlertInbox, arn: string, count: number) {
  const noticed = async (version: number): Promise<number> => {
    const notice = await inbox.waitFor(({ id }) => id.includes('/PermissionMissing#') && id.endsWith(`/${version}`));
    if (notice === undefined) throw new Error(`Change ${version} of the finding was not told within 30 s.`);
    return notice.at;
  };
  const since = performance.now();
  await revokeFromAcm(pki, arn);
  const took = (await noticed(2 * count + 1)) - since;
  await grantToAcm(pki, arn, actions);
  await noticed(2 * count + 2);
  return took;
}

async function measure({ endpoint, emulatorUrl }: Cloud, stack: Deployment): Promise<readonly number[]> {
  const [cloud, pki] = [clientSettings(endpoint, hub), clientSettings(emulatorUrl, hub)];
  const inbox = await AlertInbox.subscribe(cloud, stack.outputs.AlertTopicArn ?? '', 'latency-inbox');
  const arn = await createRootAuthority(pki, 'Latency Root', 'EC_prime256v1');
  await grantToAcm(pki, arn, actions);
  await requestPrivateCertificate(pki, arn, 'latency.example.com', 'EC_prime256v1');
  const took: number[] = [];
  for (let count = 0; count <= rounds; count += 1) {
    await recordsDelivered(emulatorUrl);
    await allEnded(cloud, stack.outputs.GuardAuthorityArn ?? '');
    took.push(await round(pki, inbox, arn, count));
  }
  return took;
}

await onDeployedCloud(async (cloud, stack) => {
  const [cold = NaN, ...warm] = await measure(cloud, stack);
  print(`DeletePermission → alert, first: ${seconds(cold)}; then ${warm.map(seconds).join(', ')}`);
  print(`median of ${warm.length}, warm: ${seconds(median(warm))}`);
});
