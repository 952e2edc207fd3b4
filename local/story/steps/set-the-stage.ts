import { accounts, clientSettings, hub } from '../../cloud/accounts.ts';
import { AlertInbox, STORY_INBOX } from '../alert-inbox.ts';
import { createRootAuthority, grantToAcm } from '../authority.ts';
import type { Cast } from '../cast.ts';
import { requestPrivateCertificate } from '../certificate.ts';
import { RAM_PERMISSIONS, recordsDelivered, shareWith, useCertificate } from '../emulator-admin.ts';
import { allEnded } from '../execution.ts';
import type { Step, StoryContext } from '../step.ts';

const allActions = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

const atEmulator = ({ cloud }: StoryContext, account: string) => clientSettings(cloud.emulatorUrl, account);

/** An RSA CA with everything it needs, and two certificates of the hub's account, one of them in use. */
async function healthy(context: StoryContext): Promise<string> {
  const pki = atEmulator(context, accounts.pki);
  const arn = await createRootAuthority(pki, 'Example RSA Root', 'RSA_2048');
  await grantToAcm(pki, arn, allActions);
  const api = await requestPrivateCertificate(pki, arn, 'api.pki.example.com', 'RSA_2048');
  await requestPrivateCertificate(pki, arn, 'batch.pki.example.com', 'RSA_2048');
  const listener = `arn:aws:elasticloadbalancing:${context.cloud.region}:${accounts.pki}:loadbalancer/app/api/1f2e3d4c5b6a7988`;
  await useCertificate(context.cloud.emulatorUrl, api, [listener]);
  return arn;
}

/** An EC CA on which ACM may issue but not look up its own permission: the grant that looks complete and is not. */
async function partial(context: StoryContext): Promise<string> {
  const pki = atEmulator(context, accounts.pki);
  const arn = await createRootAuthority(pki, 'Example EC Root', 'EC_prime256v1');
  await grantToAcm(pki, arn, ['IssueCertificate', 'GetCertificate']);
  await requestPrivateCertificate(pki, arn, 'mtls.pki.example.com', 'EC_prime256v1');
  return arn;
}

/** A CA that two accounts use; the share with one of them was then changed to another template. */
async function shared(context: StoryContext): Promise<string> {
  const { emulatorUrl } = context.cloud;
  const arn = await createRootAuthority(atEmulator(context, accounts.pki), 'Example Shared Root', 'RSA_2048');
  await grantToAcm(atEmulator(context, accounts.pki), arn, allActions);
  for (const name of ['payments', 'web'] as const) {
    await shareWith(emulatorUrl, arn, accounts[name], RAM_PERMISSIONS.endEntity);
    await requestPrivateCertificate(atEmulator(context, accounts[name]), arn, `www.${name}.example.com`, 'RSA_2048');
  }
  await shareWith(emulatorUrl, arn, accounts.web, RAM_PERMISSIONS.otherTemplate);
  return arn;
}

/** Three accounts, three authorities, five certificates, and somebody to alert. */
export const setTheStage = (cast: Cast): Step => ({
  title: 'Three authorities sign for three accounts',
  async run(context) {
    const atCloud = clientSettings(context.cloud.endpoint, hub);
    cast.listen(await AlertInbox.subscribe(atCloud, context.hub.outputs.AlertTopicArn ?? '', STORY_INBOX));
    const [rsa, ec, ram] = await Promise.all([healthy(context), partial(context), shared(context)]);
    cast.enter('healthy', rsa);
    cast.enter('partial', ec);
    cast.enter('shared', ram);
    await recordsDelivered(context.cloud.emulatorUrl);
    await allEnded(atCloud, context.hub.outputs.GuardAuthorityArn ?? '');
    return {
      ok: true,
      seen: 'RSA: granted. EC: partial grant. Shared: with payments for ACM, with web for another template. 5 certificates',
    };
  },
});
