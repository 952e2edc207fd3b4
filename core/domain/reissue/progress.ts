import { ISSUANCE_STATES, type Issuance, type IssuanceState } from './issuance.ts';

/** Whether an issuance has come at least so far. */
export const hasReached = ({ state }: Pick<Issuance, 'state'>, reached: IssuanceState): boolean =>
  ISSUANCE_STATES.indexOf(state) >= ISSUANCE_STATES.indexOf(reached);

/** A token is sent again within this time after it was first sent: Private CA remembers it for five minutes (service-facts 1.4). */
const RESENT_WITHIN_SECONDS = 3 * 60;

/**
 * When nobody can be sending a token any more, and the CA has forgotten it: its five minutes, and the two that a function's try
 * may last at most.
 */
export const SETTLED_AFTER_SECONDS = 7 * 60;

/** For so long the CA is asked what it issued; then the issuance goes on, and the doubt is told. */
const DOUBTED_FOR_SECONDS = 2 * 60 * 60;

/**
 * What is to be done about a request that was sent, and whose answer nobody has: send the same again, which issues nothing
 * new; wait; find out what it did; or go on without knowing.
 * @param sentAt when the token was first sent, ISO 8601
 * @param now ISO 8601
 */
export function afterSending(sentAt: string, now: string): 'resend' | 'find-out' | 'go-on' | { readonly wait: number } {
  const age = secondsBetween(sentAt, now);
  if (age < RESENT_WITHIN_SECONDS) return 'resend';
  if (age < SETTLED_AFTER_SECONDS) return { wait: Math.ceil(SETTLED_AFTER_SECONDS - age) };
  return age < DOUBTED_FOR_SECONDS ? 'find-out' : 'go-on';
}

/** Whoever works on an issuance looks at it again within this time; afterwards somebody else does. */
const WORKED_ON_SECONDS = 60 * 60;
const TRIED_AGAIN_SECONDS = 24 * 60 * 60;

/** What fails is tried again when this share of what is left of the certificate's life has passed: in time, however short it is. */
const TRIED_AGAIN_SHARE = 0.25;

/**
 * When somebody has to look at an issuance again, should its execution have died or waited in vain.
 * @param waiting seconds that its execution waits for now
 * @param now ISO 8601
 * @returns ISO 8601
 */
export const lookedAtAgain = (now: string, waiting = 0): string => later(now, WORKED_ON_SECONDS + waiting);

/**
 * When what failed is tried again: within a day, and the sooner the nearer the end is of the certificate that is to be replaced;
 * not sooner once it has ended.
 * @param notAfter its end, ISO 8601
 * @param now ISO 8601
 * @returns ISO 8601
 */
export function triedAgain(notAfter: string, now: string): string {
  const left = secondsBetween(now, notAfter);
  const soon = Math.max(WORKED_ON_SECONDS, left * TRIED_AGAIN_SHARE);
  return later(now, left > 0 ? Math.min(soon, TRIED_AGAIN_SECONDS) : TRIED_AGAIN_SECONDS);
}

/** A time so many seconds later. Both ISO 8601. */
export const later = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + seconds * 1000).toISOString();

/** Both ISO 8601. */
export const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
