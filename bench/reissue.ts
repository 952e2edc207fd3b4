import { accounts, clientSettings, hub } from '../local/cloud/accounts.ts';
import type { Cloud } from '../local/cloud/cloud.ts';
import type { Deployment } from '../local/cloud/stack.ts';
import { createRootAuthority, grantToAcm } from '../local/story/authority.ts';
import { exportFromAcm, requestPrivateCertificate } from '../local/story/certificate.ts';
import { useCertificate } from '../local/story/emulator-admin.ts';
import { execute } from '../local/story/execution.ts';
import { importIntoAcm, issueUnmanaged } from '../local/story/unmanaged-certificate.ts';
import { median, onDeployedCloud, print, seconds } from './deployed-cloud.ts';

/** Prints how long one reissue of each strategy takes in the local cloud, in real time, from start to the end of its execution. */
const rounds = 3;
const DAYS = 90;
const LOAD_BALANCER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/bench/0123456789abcdef';

type Pki = ReturnType<typeof clientSettings>;

/** Makes a certificate for a strategy. @returns the input of reissue-certificate */
type Stage = (pki: Pki, authority: string, name: string, emulatorUrl: string) => Promise<object>;

const issued: (strategy: string, deliver: object) => Stage = (strategy, deliver) => async (pki, authority, name) => {
  const { arn } = await issueUnmanaged(pki, authority, name, DAYS);
  return { certificateArn: arn, strategy, deliver: { secret: `bench/${name}`, ...deliver } };
};

const STAGES: Readonly<Record<string, Stage>> = {
  secret: issued('secret', {}),
  'acm-import': async (pki, authority, name) => ({
    certificateArn: await importIntoAcm(pki, await issueUnmanaged(pki, authority, name, DAYS)),
    strategy: 'acm-import',
  }),
  'same-key': async (pki, authority, name) => {
    const { arn, csr } = await issueUnmanaged(pki, authority, name, DAYS);
    return { certificateArn: arn, strategy: 'same-key', deliver: { secret: `bench/${name}`, csr } };
  },
  export: async (pki, authority, name) => {
    const arn = await requestPrivateCertificate(pki, authority, name, 'RSA_2048');
    await exportFromAcm(pki, arn);
    return { certificateArn: arn, strategy: 'export', deliver: { secret: `bench/${name}` } };
  },
  'acm-managed': async (pki, authority, name, emulatorUrl) => {
    const arn = await importIntoAcm(pki, await issueUnmanaged(pki, authority, name, DAYS));
    await useCertificate(emulatorUrl, arn, [LOAD_BALANCER]);
    return { certificateArn: arn, strategy: 'acm-managed' };
  },
  notify: issued('notify', {}),
};

async function timed(
  { endpoint, emulatorUrl }: Cloud,
  { outputs }: Deployment,
  stage: Stage,
  place: string,
  authority: string,
) {
  const input = await stage(clientSettings(emulatorUrl, accounts.pki), authority, place, emulatorUrl);
  const since = performance.now();
  const ended = await execute(clientSettings(endpoint, hub), outputs.ReissueCertificateArn ?? '', input);
  if (ended.status !== 'SUCCEEDED') throw new Error(`${place}: ${ended.error}: ${ended.cause}`);
  return performance.now() - since;
}

await onDeployedCloud(async (cloud, stack) => {
  const pki = clientSettings(cloud.emulatorUrl, accounts.pki);
  const authority = await createRootAuthority(pki, 'Bench Root', 'RSA_2048');
  await grantToAcm(pki, authority, ['IssueCertificate', 'GetCertificate', 'ListPermissions']);
  for (const [strategy, stage] of Object.entries(STAGES)) {
    const took: number[] = [];
    for (let round = 0; round <= rounds; round += 1)
      took.push(await timed(cloud, stack, stage, `${strategy}-${round}.example.com`, authority));
    const [first = NaN, ...warm] = took;
    print(`${strategy.padEnd(12)} first ${seconds(first)}, then median of ${warm.length}: ${seconds(median(warm))}`);
  }
});
