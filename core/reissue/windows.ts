import { isDate } from '../domain/reissue/calendar-rules.ts';
import { RouteUnusable } from '../domain/reissue/refusals.ts';
import type { ChangeWindow, Freeze, Route } from '../domain/reissue/route.ts';
import { momentOf, nextOpening } from './cron.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** So many days before the end nothing holds a delivery, unless the route says another number … */
const DEFAULT_OVERRIDE_DAYS = 3;

/** … but never more than this share of the lifetime: a certificate of a week would never wait for a window. */
const LARGEST_OVERRIDE_SHARE = 0.1;

/** What is to be delivered by its route, and the lifetime of the certificate that it replaces. Times are ISO 8601. */
export interface Deliverable {
  readonly route: Pick<Route, 'windows' | 'freezes' | 'approval' | 'overrideDays'>;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** Whether a delivery may happen now. `overridden`: the end is so near that neither window, freeze nor approval counts. */
export type DeliveryGate =
  | { readonly open: true; readonly why?: string; readonly overridden?: true }
  | { readonly open: false; readonly opensAt: string; readonly why: string };

/** When the end of the certificate is so near that nothing holds its replacement any more. @returns ISO 8601 */
export function overrideAt({ route, notBefore, notAfter }: Deliverable): string {
  const end = Date.parse(notAfter);
  const usual = Math.min(DEFAULT_OVERRIDE_DAYS * DAY, (end - Date.parse(notBefore)) * LARGEST_OVERRIDE_SHARE);
  const before = route.overrideDays === undefined ? usual : route.overrideDays * DAY;
  return new Date(end - before).toISOString();
}

/**
 * Whether a certificate may be delivered now, by the change windows and freezes of its route; if not, when it may be: at the
 * latest when the end of the old one is near.
 * @param now ISO 8601
 * @throws RouteUnusable where a window or freeze can't be read; not once the end is near
 */
export function deliveryGate(deliverable: Deliverable, now: string): DeliveryGate {
  const { route, notAfter } = deliverable;
  const { windows = [], freezes = [], approval = false } = route;
  const override = Date.parse(overrideAt(deliverable));
  const at = Date.parse(now);
  if (windows.length + freezes.length === 0 && !approval) return { open: true };
  if (at >= override)
    return { open: true, overridden: true, why: `the old certificate ends on ${notAfter}: nothing holds it` };
  const opening = readable(() => firstOpening(windows, freezes, at, override));
  if (opening.at > at) return { open: false, opensAt: new Date(opening.at).toISOString(), why: opening.why };
  return windows.length === 0 ? { open: true } : { open: true, why: 'a change window is open' };
}

interface Opening {
  readonly at: number;
  /** What holds it until then. */
  readonly why: string;
}

/** The first moment from `from` on in which a window is open and no freeze lasts, or the override where that comes first. */
function firstOpening(
  windows: readonly ChangeWindow[],
  freezes: readonly Freeze[],
  from: number,
  override: number,
): Opening {
  let opening: Opening = { at: from, why: '' };
  // Each freeze is passed once at most, for its end lies behind it from then on.
  while (opening.at < override) {
    const held = frozenUntil(freezes, opening.at) ?? closedUntil(windows, opening.at);
    if (held === undefined) return opening;
    opening = { at: held.at, why: opening.why === '' ? held.why : opening.why };
  }
  const limit = new Date(override).toISOString();
  return {
    at: override,
    why: `${opening.why}; it is delivered on ${limit} at the latest, before the old certificate ends`,
  };
}

function frozenUntil(freezes: readonly Freeze[], at: number): Opening | undefined {
  const lasting = freezes
    .map((freeze) => ({ ...freeze, ...spanOf(freeze) }))
    .filter(({ begins, ends }) => begins <= at && at < ends);
  return lasting
    .map(({ from, to, timeZone, ends }) => ({
      at: ends,
      why: `deliveries are frozen from ${from} to ${to} (${timeZone})`,
    }))
    .toSorted((one, other) => other.at - one.at)[0];
}

function spanOf({ from, to, timeZone }: Freeze): { readonly begins: number; readonly ends: number } {
  return { begins: known(momentOf(from, timeZone)), ends: known(momentOf(isDate(to) ? dayAfter(to) : to, timeZone)) };
}

const dayAfter = (date: string): string => new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);

function closedUntil(windows: readonly ChangeWindow[], at: number): Opening | undefined {
  if (windows.length === 0 || windows.some((window) => isOpen(window, at))) return undefined;
  const next = windows.map((window) => nextOpening(window, at) ?? Number.POSITIVE_INFINITY);
  const named = windows.map(({ cron, minutes, timeZone }) => `"${cron}" (${minutes} minutes, ${timeZone})`);
  return { at: Math.min(...next), why: `it waits for the change window ${named.slice(0, 3).join(' or ')}` };
}

/** Whether it opened less than its length ago. */
function isOpen(window: ChangeWindow, at: number): boolean {
  const opened = nextOpening(window, at - window.minutes * MINUTE);
  return opened !== undefined && opened <= at;
}

function known(moment: number): number {
  if (Number.isNaN(moment)) throw new RangeError('a time that is none');
  return moment;
}

/** Routes are checked where they come in: what can't be read came another way, or the time zone is gone. */
function readable(opening: () => Opening): Opening {
  try {
    return opening();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RouteUnusable(`a change window or freeze of the route can't be read: ${why.slice(0, 300)}`, {
      cause: error,
    });
  }
}
