import { isManaged, mayBeServed, type Certificate } from '../certificates/certificate.ts';
import type { CertificateVerdict } from '../certificates/certificate-verdict.ts';
import { firstAttemptOn, hasCome, PRIVATE_VALIDITY_DAYS } from '../certificates/renewal-dates.ts';
import { planFor } from '../certificates/renewal-plan.ts';
import type { Strategy } from '../reissue/strategy.ts';

/**
 * What becomes of a certificate until a day to come, if nobody does anything and all else stays as it is: nothing; ACM renews it;
 * RenewGuard replaces it, by the route that is set and if its mode lets it; it ends, and nobody serves it; it ends, or a copy of
 * it, where it may be served; nobody can tell.
 */
export const FATES = ['stays', 'renews', 'replaced', 'ends', 'breaks', 'unknown'] as const;

export type Fate = (typeof FATES)[number];

/** Times are ISO 8601. */
export interface Projection {
  readonly fate: Fate;
  /** By when it is replaced, when it ends or breaks, or from when on nobody can tell. */
  readonly at?: string;
  /** How often ACM has renewed it by then. */
  readonly renewals: number;
  /** Its end, where it is in force then. */
  readonly notAfter?: string;
  /** Of what doesn't stay: why. */
  readonly why?: string;
}

/** What is known now. */
export interface Projected {
  readonly certificate: Certificate;
  readonly verdict: Pick<CertificateVerdict, 'verdict' | 'code' | 'message' | 'outage'>;
  /** The end of the CA that it is renewed from; absent: not known. */
  readonly authorityEnds?: string;
  /** What the route that is set replaces it by. */
  readonly route?: Strategy;
}

/** ACM's public certificates last so long since 2026-02-18 (service-facts 2.3). */
const PUBLIC_VALIDITY_DAYS = 198;

const DAY = 24 * 60 * 60 * 1000;

/** After it, no more can be said. */
interface Ending {
  readonly at: string;
  readonly fate: Exclude<Fate, 'stays' | 'renews'>;
  readonly why: string;
}

/** What happens to it at some time. */
type Turn = Ending | { readonly at: string; readonly notAfter: string };

/**
 * Plays the renewals of a certificate until a day to come. What has broken by a day is broken on every later one.
 * @param now and asOf ISO 8601
 */
export function projected(known: Projected, now: string, asOf: string): Projection {
  let { notAfter } = known.certificate;
  let renewals = 0;
  for (const turn of turnsOf(known, now)) {
    if (!hasCome(turn.at, asOf)) break;
    if ('fate' in turn) return { ...turn, renewals };
    notAfter = turn.notAfter;
    renewals += 1;
  }
  return {
    fate: renewals === 0 ? 'stays' : 'renews',
    renewals,
    ...(notAfter !== undefined && { notAfter }),
    ...(renewals > 0 && { why: `ACM renews it ${renewals === 1 ? 'once' : `${renewals} times`}.` }),
  };
}

/** In the order of time. Renewals go on for ever, where nothing stops them. */
function* turnsOf(known: Projected, now: string): Generator<Turn> {
  const { certificate, verdict, route } = known;
  const last = verdict.verdict === 'renewable' ? undefined : lastTurn(known, now);
  if (last !== undefined) yield last;
  let end = certificate.notAfter;
  let from = now;
  while (verdict.verdict === 'renewable') {
    const next = renewalOf(known, end, from);
    yield next;
    if ('fate' in next || end === undefined) return;
    // Hosts go on serving the copy that was exported before.
    if (!certificate.inUse && route !== 'export') {
      yield {
        at: end,
        fate: 'breaks',
        why: 'ACM renews it; unless it is exported again, the copy that is served ends.',
      };
      return;
    }
    [from, end] = [next.at, next.notAfter];
  }
}

/** The next renewal of what ACM will renew, or why there is none. */
function renewalOf({ certificate: { kind }, authorityEnds }: Projected, end: string | undefined, from: string): Turn {
  const first = end === undefined ? undefined : firstAttemptOn({ kind, notAfter: end });
  if (end === undefined || first === undefined) return { at: from, fate: 'unknown', why: 'Its end is not known.' };
  const at = hasCome(first, from) ? from : first;
  if (kind === 'public') return { at, notAfter: later(at, PUBLIC_VALIDITY_DAYS) };
  const notAfter = later(at, PRIVATE_VALIDITY_DAYS);
  if (authorityEnds === undefined)
    return { at: end, fate: 'unknown', why: 'When its certificate authority ends is not known.' };
  return hasCome(notAfter, authorityEnds)
    ? { at, notAfter }
    : {
        at: end,
        fate: 'breaks',
        why: `The certificate authority ends on ${authorityEnds}, before a certificate of ${at} would, on ${notAfter}.`,
      };
}

/** What is not renewed comes to its end; nothing where it has none. */
function lastTurn(known: Projected, now: string): Turn | undefined {
  const { certificate, verdict } = known;
  const end = earlier(verdict.outage, certificate.notAfter);
  if (verdict.verdict === 'out-of-force') return overBy(known, now);
  if (verdict.verdict === 'undeterminable') return { at: end ?? now, fate: 'unknown', why: verdict.message };
  return end === undefined ? undefined : { at: end, ...endingOf(known) };
}

/** What is not in force now. What never was has no end to come. */
function overBy({ certificate, verdict: { code, message: why, outage } }: Projected, now: string): Turn | undefined {
  const isMissed = code !== undefined && (code !== 'Expired' || mayBeServed(certificate));
  if (!isMissed && certificate.notAfter === undefined) return undefined;
  return { at: outage ?? now, fate: isMissed ? 'breaks' : 'ends', why };
}

function endingOf({ certificate, verdict: { code, message }, route }: Projected): Pick<Ending, 'fate' | 'why'> {
  if (route !== undefined && route !== 'notify' && isToBeReplaced(certificate, code))
    return { fate: 'replaced', why: `RenewGuard replaces it by ${route}. ${message}` };
  if (certificate.kind === 'acme')
    return { fate: 'unknown', why: 'An ACME client obtained it, and may renew it: that is not seen here.' };
  return { fate: isServed(certificate) ? 'breaks' : 'ends', why: message };
}

/** Whether a route is used for it: what only has to be mended is not replaced. */
const isToBeReplaced = (certificate: Certificate, code: CertificateVerdict['code']): boolean =>
  !isManaged(certificate) || (code !== undefined && planFor({ code }, certificate).action === 'reissue');

/** Of what ACM did not make, nobody knows where it is served. */
const isServed = (certificate: Certificate): boolean =>
  certificate.inUse || mayBeServed(certificate) || !isManaged(certificate);

/** A copy ends before its certificate, never after it: when it was exported is not told to the minute. */
const earlier = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined || hasCome(one, other) ? (one ?? other) : other;

const later = (time: string, days: number): string => new Date(Date.parse(time) + days * DAY).toISOString();
