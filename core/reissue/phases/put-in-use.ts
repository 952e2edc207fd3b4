import type { Issuance, KeptVersion } from '../../domain/reissue/issuance.ts';
import { DeliveryRefused } from '../../domain/reissue/refusals.ts';
import type { Vault } from '../ports.ts';
import { importOnce, type ImportPorts } from './import-once.ts';
import type { NotYet, Phase } from './phase.ts';
import { keepInTarget } from './target.ts';
import { checkWritable } from './writable.ts';

export interface PutInUsePorts extends ImportPorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'readVersion' | 'keepVersion' | 'promoteVersion'>;
}

/** Puts the new certificate where it is used. */
type PutInUse = (ports: PutInUsePorts, issuance: Issuance) => Promise<NotYet | undefined>;

export const PUT_IN_USE: Phase<PutInUse> = {
  'acm-import': async (ports, issuance) => {
    const { collected, replaces } = issuance;
    if (collected === undefined) return undefined;
    await mustBeTheOld(ports, issuance);
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

/** What somebody imported meanwhile is newer than the plan: it is not overwritten. */
async function mustBeTheOld({ acm }: PutInUsePorts, { replaces, issued }: Issuance): Promise<void> {
  const { certificateArn, content } = replaces;
  const serial = (await acm.acmStanding(certificateArn))?.serial;
  if (serial === undefined || serial === content.serial || serial === issued?.serial) return;
  throw new DeliveryRefused(
    `${certificateArn} holds serial ${serial}, which somebody imported since: it is not overwritten by what was issued for serial ${content.serial}`,
  );
}

/** What is in the secret may have come since the plan was made. */
async function promoteCollected({ vault }: PutInUsePorts, issuance: Issuance): Promise<undefined> {
  const { collected, waitsIn } = issuance;
  if (collected === undefined) return;
  await checkWritable(vault, collected.secretArn, issuance);
  await vault.promoteVersion(waitsIn === undefined ? collected : await broughtOver(vault, issuance, waitsIn));
}

/** From where it waited into its secret, under the same id. */
async function broughtOver(
  vault: PutInUsePorts['vault'],
  issuance: Issuance,
  { secretArn, versionId }: KeptVersion,
): Promise<KeptVersion> {
  const fields = await vault.readVersion(secretArn, { id: versionId });
  if (fields === undefined) throw new DeliveryRefused(`${secretArn} was deleted before its certificate was delivered`);
  return keepInTarget(vault, issuance, fields);
}
