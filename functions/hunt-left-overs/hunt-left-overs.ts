import * as z from 'zod/mini';
import { leftOversNotice } from '../../core/domain/reissue/notices.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import { intentOfTemporary, NAMED } from '../../core/reissue/names.ts';
import type { Ledger, SecretDescription, Vault } from '../../core/reissue/ports.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** A schedule starts it; what it hands in does not matter. */
export const huntLeftOversInput = z.unknown();

/** How many temporary secrets there are, and how many were removed. */
export interface HuntedLeftOvers {
  readonly temporary: number;
  readonly removed: number;
}

export interface HuntLeftOversPorts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'issuanceOf'>;
  readonly vault: Pick<Vault, 'temporarySecrets' | 'removeSecret'>;
  readonly outbox: { tell(notice: OutgoingNotice): Promise<void> };
  readonly count: (metric: string, amount?: number) => void;
}

/**
 * Removes temporary secrets that nobody needs any more: their issuance is finished, or their deadline has passed; and tells
 * people of them, because each is a key that lay around for longer than it should.
 */
export const huntLeftOvers = (ports: HuntLeftOversPorts) => async (): Promise<HuntedLeftOvers> => {
  const now = (await ports.clock.now()).toISOString();
  // A tag of that name may stand on anybody's secret: only those by our name are ours to delete.
  const temporary = (await ports.vault.temporarySecrets()).filter(isOurs);
  const leftOver: SecretDescription[] = [];
  for (const secret of temporary) if (await isLeftOver(ports, secret, now)) leftOver.push(secret);
  if (leftOver.length > 0) {
    const arns = leftOver.map(({ secretArn }) => secretArn);
    await ports.outbox.tell(leftOversNotice(arns, now));
    for (const secretArn of arns) await ports.vault.removeSecret(secretArn);
  }
  ports.count('LeftOversRemoved', leftOver.length);
  return { temporary: temporary.length, removed: leftOver.length };
};

const isOurs = ({ secretArn }: SecretDescription): boolean => intentOfTemporary(secretArn) !== undefined;

async function isLeftOver({ ledger }: HuntLeftOversPorts, { secretArn, tags }: SecretDescription, now: string) {
  if ((tags[NAMED.deadline] ?? now) <= now) return true;
  const intent = intentOfTemporary(secretArn);
  const issuance = intent === undefined ? undefined : await ledger.issuanceOf(intent);
  return issuance !== undefined && (issuance.isAbandoned === true || hasReached(issuance, 'finished'));
}
