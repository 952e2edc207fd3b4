import type { Issuance, KeptVersion } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused } from '../../domain/reissue/refusals.ts';
import { NAMED, secretTokenOf } from '../names.ts';
import type { AcmActor, CertificatePem, SecretFields, Vault } from '../ports.ts';
import type { Phase } from './phase.ts';
import { secretOf } from './place.ts';
import { checkWritable } from './writable.ts';

export interface StagePorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'keepVersion' | 'readVersion'>;
  readonly acm: Pick<AcmActor, 'exportKey'>;
}

/** The temporary secret was deleted before the delivery: what was issued for its key can never be used. */
export const KEY_IS_GONE = 'the key is gone';

/** Stores what is delivered where it waits for the delivery; undefined where there is nothing to store. */
type Stage = (
  ports: StagePorts,
  issuance: Issuance,
  pem: CertificatePem,
) => Promise<KeptVersion | typeof KEY_IS_GONE | undefined>;

export const STAGE: Phase<Stage> = {
  /** ACM gives no key back: what is imported is kept, as the way back of the next time. */
  'acm-import': stageWithFreshKey,
  secret: stageWithFreshKey,
  'same-key': ({ vault }, issuance, { certificate, chain }) =>
    stageVersion(vault, issuance, { certificate, certificateChain: chain }),
  'acm-managed': () => Promise.resolve(undefined),
  export: async ({ vault, acm }, issuance, renewed) => {
    const { certificateArn } = issuance.replaces;
    const { privateKey, certificate, chain } = await acm.exportKey(certificateArn);
    if (certificate.trim() !== renewed.certificate.trim())
      throw new DeliveryRefused(`${certificateArn} was renewed once more while it was exported`);
    return stageVersion(vault, issuance, { privateKey, certificate, certificateChain: chain });
  },
};

async function stageWithFreshKey({ vault }: StagePorts, issuance: Issuance, { certificate, chain }: CertificatePem) {
  const { key } = issuance;
  const fields = key && (await vault.readVersion(key.secretArn, { id: key.versionId }));
  if (fields?.privateKey === undefined) return KEY_IS_GONE;
  return stageVersion(vault, issuance, { privateKey: fields.privateKey, certificate, certificateChain: chain });
}

/** AWSPENDING until it may be used. Where imports are kept is RenewGuard's own, and nobody's to name. */
async function stageVersion(
  vault: StagePorts['vault'],
  issuance: Issuance,
  fields: SecretFields,
): Promise<KeptVersion> {
  const { certificateArn, content } = issuance.replaces;
  const secret = secretOf(issuance);
  if (issuance.strategy !== 'acm-import') await checkWritable(vault, secret, issuance);
  return vault.keepVersion(secret, secretTokenOf(issuance, 'delivery'), fields, {
    stage: 'AWSPENDING',
    tags: { [NAMED.madeBy]: certificateArn },
    description: `Certificate ${content.subjectText.slice(0, 200)}, delivered by RenewGuard`,
  });
}
