import type { Issuance } from '../../domain/reissue/issuance.ts';
import type { Vault } from '../ports.ts';
import { importOnce, type ImportPorts } from './import-once.ts';
import type { NotYet, Phase } from './phase.ts';

export interface PutInUsePorts extends ImportPorts {
  readonly vault: Pick<Vault, 'readVersion' | 'promoteVersion'>;
}

/** Puts the new certificate where it is used. */
type PutInUse = (ports: PutInUsePorts, issuance: Issuance) => Promise<NotYet | undefined>;

export const PUT_IN_USE: Phase<PutInUse> = {
  'acm-import': async (ports, { collected, replaces }) => {
    if (collected === undefined) return undefined;
    const notYet = await importOnce(ports, replaces.certificateArn, collected);
    if (notYet === undefined) await ports.vault.promoteVersion(collected);
    return notYet;
  },
  secret: promoteCollected,
  'same-key': promoteCollected,
  export: promoteCollected,
  /** Which certificate a service uses, only its owner changes. */
  'acm-managed': () => Promise.resolve(undefined),
};

async function promoteCollected({ vault }: PutInUsePorts, { collected }: Issuance): Promise<undefined> {
  if (collected !== undefined) await vault.promoteVersion(collected);
}
