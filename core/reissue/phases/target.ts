import type { Issuance, KeptVersion } from '../../domain/reissue/issuance.ts';
import { NAMED, secretTokenOf } from '../names.ts';
import type { SecretFields, Vault } from '../ports.ts';
import { secretOf } from './place.ts';

/** The version that is delivered: its id is known before it is stored. */
export const deliveryToken = (issuance: Issuance): string => secretTokenOf(issuance, 'delivery');

/**
 * Stores what is delivered in the secret where it is used: AWSPENDING until it may be. The first version of a secret is in use at
 * once, whatever is asked for.
 */
export function keepInTarget(
  vault: Pick<Vault, 'keepVersion'>,
  issuance: Issuance,
  fields: SecretFields,
): Promise<KeptVersion> {
  const { certificateArn, content } = issuance.replaces;
  return vault.keepVersion(secretOf(issuance), deliveryToken(issuance), fields, {
    stage: 'AWSPENDING',
    tags: { [NAMED.madeBy]: certificateArn },
    description: `Certificate ${content.subjectText.slice(0, 200)}, delivered by RenewGuard`,
  });
}
