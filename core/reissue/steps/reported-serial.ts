import type { Issuance } from '../../domain/reissue/issuance.ts';
import { NAMED } from '../names.ts';
import type { Vault } from '../ports.ts';

/**
 * What the host that fetched a certificate tells by a tag on the secret: the serial of the one that it serves, hex, however it
 * writes it.
 * @returns undefined: it tells nothing
 */
export async function reportedSerial(
  { vault }: { readonly vault: Pick<Vault, 'describeSecret'> },
  { delivery }: Issuance,
): Promise<string | undefined> {
  const described = delivery?.version && (await vault.describeSecret(delivery.version.secretArn));
  return described?.tags[NAMED.installed]
    ?.toLowerCase()
    .replaceAll(':', '')
    .replace(/^(00)+(?=..)/, '');
}
