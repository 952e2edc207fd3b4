import type { ChangeWindow, Freeze } from './route.ts';

/** An opening lasts a week at most: longer ones would never close. */
export const LONGEST_OPENING_MINUTES = 10_080;

export const EXPECTED_MINUTES = `whole minutes from 1 to ${LONGEST_OPENING_MINUTES}`;
export const EXPECTED_ZONE = 'a time zone by its IANA name, such as Europe/Berlin';
export const EXPECTED_MOMENT = "a date or time of the freeze's time zone, 2026-12-20 or 2026-12-20T18:00";

export const isOpeningMinutes = (minutes: unknown): minutes is ChangeWindow['minutes'] =>
  Number.isInteger(minutes) && (minutes as number) >= 1 && (minutes as number) <= LONGEST_OPENING_MINUTES;

const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;

/** Whether it is a time zone's name; offsets such as +01:00 are none. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || name.length > 64 || !ZONE.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false; // RangeError: there is no such zone
  }
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/;

/** Whether it is a date or a local time that a freeze may begin or end with. */
export function isMoment(text: unknown): text is string {
  const date = typeof text === 'string' ? MOMENT.exec(text)?.[1] : undefined;
  if (date === undefined) return false;
  const midnight = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
}

/** Whether a freeze ends after it begins; a date as its end is included. */
export const isForward = ({ from, to }: Pick<Freeze, 'from' | 'to'>): boolean =>
  isDate(to) ? from.slice(0, to.length) <= to : from < to;

export const isDate = (moment: string): boolean => !moment.includes('T');
