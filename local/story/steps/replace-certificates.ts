import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { accounts, clientSettings, hub } from '../../cloud/accounts.ts';
import type { Cast } from '../cast.ts';
import { useCertificate } from '../emulator-admin.ts';
import { execute } from '../execution.ts';
import { atRest } from '../moved-time.ts';
import { worldOf, type Step, type StoryContext } from '../step.ts';
import { importIntoAcm, issueUnmanaged, serialInAcm, serialOf } from '../unmanaged-certificate.ts';

/** Longer than the story moves time: it would be replaced again and again meanwhile. */
const LIVES_DAYS = 800;
const SECRET = 'story/shop-tls';

/** Whom the load balancer serves. */
export const IMPORTED_NAME = 'legacy.pki.example.com';

const acmOf = ({ cloud }: StoryContext) => clientSettings(cloud.emulatorUrl, accounts.pki);

/** Starts reissue-certificate by hand. @throws where it did not succeed */
async function replace({ cloud, hub: { outputs } }: StoryContext, input: object): Promise<void> {
  const settings = clientSettings(cloud.endpoint, hub);
  const { status, error, cause } = await execute(settings, outputs.ReissueCertificateArn ?? '', input);
  if (status !== 'SUCCEEDED') throw new Error(`the execution ended as ${status}: ${error}: ${cause}`);
}

/** What people were told about a replacement: where the new certificate was found. */
async function proofOf(context: StoryContext, cast: Cast, serial: string): Promise<string | undefined> {
  await atRest(worldOf(context));
  const found = new RegExp(`(AWSCURRENT of|ACM arn:).*serial ${serial}.*`);
  const notice = await cast.inbox.waitFor(({ text }) => found.test(text));
  return found.exec(notice?.text ?? '')?.[0];
}

const shown = (name: string, old: string, now: string, proof: string | undefined): string =>
  `${name}\n  old serial ${old}\n  new serial ${now}\n  proof: ${proof ?? 'nobody was told of any'}`;

/** An application reads its certificate from a secret: a fresh key, a new version, found where it is read. */
export const replaceBySecret = (cast: Cast): Step => ({
  title: 'A certificate that ACM does not know is replaced in the secret that its application reads',
  async run(context) {
    const name = 'shop.pki.example.com';
    const old = await issueUnmanaged(acmOf(context), cast.authority('healthy'), name, LIVES_DAYS);
    await replace(context, { certificateArn: old.arn, strategy: 'secret', deliver: { secret: SECRET } });
    const secrets = new SecretsManagerClient(clientSettings(context.cloud.endpoint, hub));
    const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: SECRET }));
    const { certificate = '' } = JSON.parse(SecretString) as { certificate?: string };
    const [before, now] = [serialOf(old.pem), serialOf(certificate)];
    const proof = await proofOf(context, cast, now);
    return { ok: before !== now && proof !== undefined, seen: shown(name, before, now, proof) };
  },
});

/** A load balancer uses an imported certificate: the new one is imported into the same ARN. */
export const replaceImported = (cast: Cast): Step => ({
  title: 'An imported certificate is replaced under the ARN that its load balancer uses',
  async run(context) {
    const settings = acmOf(context);
    const old = await issueUnmanaged(settings, cast.authority('healthy'), IMPORTED_NAME, LIVES_DAYS);
    const arn = await importIntoAcm(settings, old);
    const loadBalancer = `arn:aws:elasticloadbalancing:${context.cloud.region}:${accounts.pki}:loadbalancer/app/legacy/1f2e3d4c5b6a7988`;
    await useCertificate(context.cloud.emulatorUrl, arn, [loadBalancer]);
    await replace(context, { certificateArn: arn });
    const [before, now] = [serialOf(old.pem), await serialInAcm(settings, arn)];
    const proof = await proofOf(context, cast, now);
    return {
      ok: before !== now && proof !== undefined,
      seen: shown(`${IMPORTED_NAME}, still ${arn.split(':').at(-1)}`, before, now, proof),
    };
  },
});
