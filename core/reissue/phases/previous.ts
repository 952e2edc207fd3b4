import type { Issuance } from '../../domain/reissue/issuance.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import type { Vault } from '../ports.ts';
import type { Phase } from './phase.ts';
import { secretOf } from './place.ts';

export interface PreviousPorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'readVersion'>;
}

/** The version of the secret that is in use now, and can be put back. */
type Previous = (ports: PreviousPorts, issuance: Issuance) => Promise<string | undefined>;

export const PREVIOUS: Phase<Previous> = {
  /** Only what is in ACM now can be put back, and only where its key is kept. */
  'acm-import': async ({ vault }, issuance) => {
    const current = await currentVersion({ vault }, issuance);
    const kept = current === undefined ? undefined : await vault.readVersion(secretOf(issuance), { id: current });
    return kept?.certificate !== undefined &&
      readCertificate(kept.certificate).serial === issuance.replaces.content.serial
      ? current
      : undefined;
  },
  secret: currentVersion,
  'same-key': currentVersion,
  export: currentVersion,
  'acm-managed': () => Promise.resolve(undefined),
};

/** The version in use, unless that is the new one already. */
async function currentVersion({ vault }: PreviousPorts, issuance: Issuance): Promise<string | undefined> {
  const current = (await vault.describeSecret(secretOf(issuance)))?.versions['AWSCURRENT'];
  return current === issuance.collected?.versionId ? undefined : current;
}
