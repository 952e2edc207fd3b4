import type { Issuance, KeptVersion } from '../../domain/reissue/issuance.ts';
import { importOnce, type ImportPorts } from './import-once.ts';
import type { Phase } from './phase.ts';
import type { Vault } from '../ports.ts';

export interface PutBackPorts extends ImportPorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'readVersion' | 'promoteVersion'>;
}

/**
 * Puts back what was in use, unless somebody has put something else there since.
 * @returns what was put back, for people; undefined: nothing was
 */
type PutBack = (ports: PutBackPorts, issuance: Issuance) => Promise<string | undefined>;

export const PUT_BACK: Phase<PutBack> = {
  'acm-import': importPrevious,
  secret: promotePrevious,
  'same-key': promotePrevious,
  export: promotePrevious,
  'acm-managed': () => Promise.resolve('the old certificate is still there, and still used'),
};

async function importPrevious(ports: PutBackPorts, issuance: Issuance): Promise<string | undefined> {
  const { certificateArn, content } = issuance.replaces;
  const previous = previousOf(issuance);
  const serial = (await ports.acm.acmStanding(certificateArn))?.serial;
  const isOurs = serial === issuance.issued?.serial || serial === content.serial;
  if (previous === undefined || !isOurs) return undefined;
  for (let notYet = await importOnce(ports, certificateArn, previous); notYet !== undefined;) {
    await ports.pause(notYet.wait * 1000);
    notYet = await importOnce(ports, certificateArn, previous);
  }
  await ports.vault.promoteVersion(previous);
  return `what was imported before (serial ${content.serial}) is imported again`;
}

async function promotePrevious({ vault }: PutBackPorts, issuance: Issuance): Promise<string | undefined> {
  const previous = previousOf(issuance);
  if (previous === undefined) return undefined;
  const current = (await vault.describeSecret(previous.secretArn))?.versions['AWSCURRENT'];
  const isOurs = current === issuance.delivery?.version?.versionId || current === previous.versionId;
  if (!isOurs) return undefined;
  await vault.promoteVersion(previous);
  return 'the secret’s previous version is the current one again';
}

function previousOf({ delivery }: Issuance): KeptVersion | undefined {
  const { version, previousVersionId } = delivery ?? {};
  return version === undefined || previousVersionId === undefined
    ? undefined
    : { secretArn: version.secretArn, versionId: previousVersionId };
}
