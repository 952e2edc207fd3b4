import { accounts, clientSettings, hub } from '../../cloud/accounts.ts';
import { AlertInbox, STORY_INBOX } from '../alert-inbox.ts';
import { createRootAuthority, grantToAcm } from '../authority.ts';
import type { KeyAlgorithm } from '@aws-sdk/client-acm';
import type { Cast, CertificateRole } from '../cast.ts';
import { exportFromAcm, requestPrivateCertificate } from '../certificate.ts';
import { RAM_PERMISSIONS, shareWith, useCertificate } from '../emulator-admin.ts';
import { atRest } from '../moved-time.ts';
import { worldOf, type Step, type StoryContext } from '../step.ts';

const allActions = ['IssueCertificate', 'GetCertificate', 'ListPermissions'] as const;

const atEmulator = ({ cloud }: StoryContext, account: string) => clientSettings(cloud.emulatorUrl, account);

/** A load balancer of an account that uses a certificate. */
const listenerIn = (context: StoryContext, account: string): string =>
  `arn:aws:elasticloadbalancing:${context.cloud.region}:${account}:loadbalancer/app/story/1f2e3d4c5b6a7988`;

interface Part {
  readonly role: CertificateRole;
  readonly account: string;
  readonly name: string;
  readonly key: KeyAlgorithm;
  readonly use?: 'listener' | 'export';
}

/** Has a certificate issued by ACM of an account, and used as its part says. */
async function issueTo(context: StoryContext, cast: Cast, authorityArn: string, part: Part): Promise<void> {
  const { role, account, name, key, use } = part;
  const settings = atEmulator(context, account);
  const arn = await requestPrivateCertificate(settings, authorityArn, name, key);
  cast.enterCertificate(role, { arn, name, account });
  if (use === 'listener') await useCertificate(context.cloud.emulatorUrl, arn, [listenerIn(context, account)]);
  if (use === 'export') await exportFromAcm(settings, arn);
}

/** An RSA CA with everything it needs; three certificates: in use, exported, forgotten. */
async function healthy(context: StoryContext, players: Cast): Promise<string> {
  const pki = atEmulator(context, accounts.pki);
  const arn = await createRootAuthority(pki, 'Example RSA Root', 'RSA_2048');
  await grantToAcm(pki, arn, allActions);
  const common = { account: accounts.pki, key: 'RSA_2048' } as const;
  await issueTo(context, players, arn, { ...common, role: 'in use', name: 'api.pki.example.com', use: 'listener' });
  await issueTo(context, players, arn, { ...common, role: 'exported', name: 'batch.pki.example.com', use: 'export' });
  await issueTo(context, players, arn, { ...common, role: 'forgotten', name: 'old.pki.example.com' });
  return arn;
}

/** An EC CA on which ACM may issue but not look up its own permission: the grant that looks complete and is not. */
async function partial(context: StoryContext, players: Cast): Promise<string> {
  const pki = atEmulator(context, accounts.pki);
  const arn = await createRootAuthority(pki, 'Example EC Root', 'EC_prime256v1');
  await grantToAcm(pki, arn, ['IssueCertificate', 'GetCertificate']);
  const part = { role: 'blocked', account: accounts.pki, name: 'mtls.pki.example.com', key: 'EC_prime256v1' } as const;
  await issueTo(context, players, arn, { ...part, use: 'listener' });
  return arn;
}

/** A CA that two accounts use; the share with one of them was then changed to another template. */
async function shared(context: StoryContext, players: Cast): Promise<string> {
  const { emulatorUrl } = context.cloud;
  const pki = atEmulator(context, accounts.pki);
  const arn = await createRootAuthority(pki, 'Example Shared Root', 'RSA_2048');
  await grantToAcm(pki, arn, allActions);
  for (const [role, name] of [['shared', 'payments'] as const, ['unshared', 'web'] as const]) {
    const account = accounts[name];
    await shareWith(emulatorUrl, arn, account, RAM_PERMISSIONS.endEntity);
    const part = { role, account, name: `www.${name}.example.com`, key: 'RSA_2048', use: 'listener' } as const;
    await issueTo(context, players, arn, part);
  }
  await shareWith(emulatorUrl, arn, accounts.web, RAM_PERMISSIONS.otherTemplate);
  return arn;
}

/** Three accounts, three authorities, six certificates, and somebody to alert. */
export const setTheStage = (players: Cast): Step => ({
  title: 'Three authorities sign for three accounts',
  async run(context) {
    const atCloud = clientSettings(context.cloud.endpoint, hub);
    players.listen(await AlertInbox.subscribe(atCloud, context.hub.outputs.AlertTopicArn ?? '', STORY_INBOX));
    const [rsa, ec, ram] = await Promise.all([
      healthy(context, players),
      partial(context, players),
      shared(context, players),
    ]);
    players.enter('healthy', rsa);
    players.enter('partial', ec);
    players.enter('shared', ram);
    await atRest(worldOf(context));
    return {
      ok: true,
      seen: 'RSA: granted. EC: partial grant. Shared: with payments for ACM, with web for another template. 6 certificates',
    };
  },
});
