import type { Issuance } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused } from '../../domain/reissue/refusals.ts';
import { temporarySecret } from '../names.ts';
import type { AcmActor, CertificatePem, SecretFields, Vault } from '../ports.ts';
import { asTemporary } from '../temporary.ts';
import type { Phase } from './phase.ts';
import { secretOf } from './place.ts';
import { deliveryToken, keepInTarget } from './target.ts';
import { checkWritable } from './writable.ts';

export interface StagePorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'keepVersion' | 'readVersion'>;
  readonly acm: Pick<AcmActor, 'exportKey'>;
}

/** The temporary secret was deleted before the delivery: what was issued for its key can never be used. */
export const KEY_IS_GONE = 'the key is gone';

/** What is delivered, and where it waits for it, should that be another secret. */
type Staged = Pick<Issuance, 'collected' | 'waitsIn'>;

/** Stores what is delivered where it waits for the delivery; nothing where there is nothing to store. */
type Stage = (
  ports: StagePorts,
  issuance: Issuance,
  pem: CertificatePem,
  now: string,
) => Promise<Staged | typeof KEY_IS_GONE>;

export const STAGE: Phase<Stage> = {
  /** ACM gives no key back: what is imported is kept, as the way back of the next time. */
  'acm-import': async ({ vault }, issuance, pem) => {
    const fields = await withFreshKey(vault, issuance, pem);
    return fields === KEY_IS_GONE ? fields : { collected: await keepInTarget(vault, issuance, fields) };
  },
  secret: async ({ vault }, issuance, pem, now) => {
    const fields = await withFreshKey(vault, issuance, pem);
    return fields === KEY_IS_GONE ? fields : stageVersion(vault, issuance, fields, now);
  },
  'same-key': ({ vault }, issuance, { certificate, chain }, now) =>
    stageVersion(vault, issuance, { certificate, certificateChain: chain }, now),
  'acm-managed': () => Promise.resolve({}),
  export: async ({ vault, acm }, issuance, renewed, now) => {
    const { certificateArn } = issuance.replaces;
    const { privateKey, certificate, chain } = await acm.exportKey(certificateArn);
    if (certificate.trim() !== renewed.certificate.trim())
      throw new DeliveryRefused(`${certificateArn} was renewed once more while it was exported`);
    return stageVersion(vault, issuance, { privateKey, certificate, certificateChain: chain }, now);
  },
};

async function withFreshKey(
  vault: StagePorts['vault'],
  { key }: Issuance,
  { certificate, chain }: CertificatePem,
): Promise<SecretFields | typeof KEY_IS_GONE> {
  const fields = key && (await vault.readVersion(key.secretArn, { id: key.versionId }));
  if (fields?.privateKey === undefined) return KEY_IS_GONE;
  return { privateKey: fields.privateKey, certificate, certificateChain: chain };
}

/** Whatever holds the delivery holds a secret that nothing is in yet as well: its first version is stored when it is delivered. */
async function stageVersion(
  vault: StagePorts['vault'],
  issuance: Issuance,
  fields: SecretFields,
  now: string,
): Promise<Staged> {
  const secret = secretOf(issuance);
  const described = await checkWritable(vault, secret, issuance);
  if (described?.versions['AWSCURRENT'] !== undefined)
    return { collected: await keepInTarget(vault, issuance, fields) };
  const versionId = deliveryToken(issuance);
  const waitsIn = await vault.keepVersion(temporarySecret(issuance), versionId, fields, asTemporary(issuance, now));
  return { collected: { secretArn: described?.secretArn ?? secret, versionId }, waitsIn };
}
