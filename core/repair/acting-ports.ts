import { underMode } from '../reissue/under-mode.ts';
import type { ModeReader } from '../reissue/ports.ts';
import type { AuthorityActor } from './ports.ts';

/** Every side effect of a repair, with what it does, for people. */
export const REPAIR_EFFECTS = {
  createGrant: 'creating ACM’s permission on a CA',
  deleteGrant: 'deleting ACM’s permission on a CA',
  putPolicy: 'putting a CA’s policy',
} as const satisfies Record<keyof AuthorityActor, string>;

/**
 * The actor, of which every side effect happens only while the mode is `act`; and the part of it that puts back what was taken
 * away already: the mode must not keep a CA without what it had.
 */
export const repairingUnderMode = (modes: ModeReader, actor: AuthorityActor) => ({
  actor: underMode(modes, actor, REPAIR_EFFECTS),
  restorer: actor,
});
