import type { Issuance } from '../../domain/reissue/issuance.ts';
import { importOnce } from './import-once.ts';
import type { Phase } from './phase.ts';
import type { PutInUsePorts } from './put-in-use.ts';

/** Puts back what was in use. @returns what was put back, for people; undefined: nothing could be */
type PutBack = (ports: PutInUsePorts, issuance: Issuance) => Promise<string | undefined>;

export const PUT_BACK: Phase<PutBack> = {
  'acm-import': async (ports, issuance) => {
    const previous = previousOf(issuance);
    if (previous === undefined) return undefined;
    const { certificateArn, content } = issuance.replaces;
    for (let notYet = await importOnce(ports, certificateArn, previous); notYet !== undefined;) {
      await ports.pause(notYet.wait * 1000);
      notYet = await importOnce(ports, certificateArn, previous);
    }
    await ports.vault.promoteVersion(previous);
    return `what was imported before (serial ${content.serial}) is imported again`;
  },
  secret: promotePrevious,
  'same-key': promotePrevious,
  export: promotePrevious,
  'acm-managed': () => Promise.resolve('the old certificate is still there, and still used'),
};

async function promotePrevious({ vault }: PutInUsePorts, issuance: Issuance): Promise<string | undefined> {
  const previous = previousOf(issuance);
  if (previous === undefined) return undefined;
  await vault.promoteVersion(previous);
  return 'the secret’s previous version is the current one again';
}

function previousOf({ delivery }: Issuance) {
  const { version, previousVersionId } = delivery ?? {};
  return version === undefined || previousVersionId === undefined
    ? undefined
    : { secretArn: version.secretArn, versionId: previousVersionId };
}
