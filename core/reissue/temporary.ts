import type { Issuance } from '../domain/reissue/issuance.ts';
import { later } from '../domain/reissue/progress.ts';
import { deliverableOf } from './deliverable.ts';
import { NAMED } from './names.ts';
import type { Vault } from './ports.ts';
import { overrideAt } from './windows.ts';

/** A temporary secret is gone by then, whatever happens: it is tagged with it, and hunted. */
const TEMPORARY_SECONDS = 14 * 24 * 60 * 60;

/**
 * How a temporary secret is made. What a window, freeze or person may hold lasts until nothing holds it any more, and the usual
 * time longer: were it deleted before, another certificate would have to be issued.
 * @param now ISO 8601
 */
export function asTemporary(issuance: Issuance, now: string): Parameters<Vault['keepVersion']>[3] {
  const { certificateArn } = issuance.replaces;
  const heldUntil = isHeld(issuance) ? overrideAt(deliverableOf(issuance)) : now;
  return {
    stage: 'AWSCURRENT',
    tags: {
      [NAMED.madeBy]: certificateArn,
      [NAMED.deadline]: later(heldUntil > now ? heldUntil : now, TEMPORARY_SECONDS),
    },
    description: `A key or certificate on its way to ${certificateArn}: deleted after the delivery`,
  };
}

const isHeld = ({ route: { windows = [], freezes = [], approval = false } }: Issuance): boolean =>
  approval || windows.length + freezes.length > 0;
