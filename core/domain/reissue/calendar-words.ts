import { isForward, isMoment, isOpeningMinutes, isTimeZone } from './calendar-rules.ts';
import type { ChangeWindow, Freeze } from './route.ts';

/*
 * Change windows and freezes in the letters that a tag may have: neither `*` nor `,` nor `;` is among them.
 */

export const EXPECTED_WINDOW =
  'change windows such as "sun 02:00 120m Europe/Berlin" (days, time, length in minutes or hours, time zone; the days are ' +
  'daily, mon-fri or sat sun), joined by " + "';

export const EXPECTED_FREEZE = 'freezes such as "2026-12-20/2027-01-02 Europe/Berlin", joined by " + "';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Reads change windows; undefined: one of them is none. */
export const windowsOf = (text: string): readonly ChangeWindow[] | undefined => each(text, windowOf);

/** Reads freezes; undefined: one of them is none. */
export const freezesOf = (text: string): readonly Freeze[] | undefined => each(text, freezeOf);

function each<Part>(text: string, partOf: (words: readonly string[]) => Part | undefined): readonly Part[] | undefined {
  const parts = text.split(/\s\+\s/).map((part) => partOf(part.trim().split(/\s+/)));
  const read = parts.filter((part) => part !== undefined);
  return read.length === parts.length ? read : undefined;
}

function windowOf(words: readonly string[]): ChangeWindow | undefined {
  const [time = '', length = '', timeZone] = words.slice(-3);
  const days = daysOf(words.slice(0, -3));
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  const [, count, unit] = /^(\d{1,5})([mh])$/.exec(length) ?? [];
  const minutes = Number(count) * (unit === 'h' ? 60 : 1);
  if (days === undefined || hour === undefined || !isOpeningMinutes(minutes) || !isTimeZone(timeZone)) return undefined;
  return { cron: `${Number(minute)} ${Number(hour)} * * ${days}`, minutes, timeZone };
}

/** The days of the week as cron names them; undefined: something else stood there. */
function daysOf(words: readonly string[]): string | undefined {
  if (words.length === 1 && words[0]?.toLowerCase() === 'daily') return '*';
  const days = words.map((word) => daysFrom(word.toLowerCase()));
  return words.length === 0 || days.includes(undefined) ? undefined : days.join(',');
}

/** `sat`, or `fri-mon`: cron knows no range over the end of a week, so each day is named. */
function daysFrom(word: string): string | undefined {
  const [first = '', last = first, ...more] = word.split('-');
  const from = DAYS.indexOf(first);
  const to = DAYS.indexOf(last);
  if (from < 0 || to < 0 || more.length > 0) return undefined;
  const length = ((to - from + DAYS.length) % DAYS.length) + 1;
  return [...DAYS, ...DAYS].slice(from, from + length).join(',');
}

function freezeOf(words: readonly string[]): Freeze | undefined {
  const [span = '', timeZone, ...rest] = words;
  const [from, to, ...more] = span.split('/');
  if (!isMoment(from) || !isMoment(to) || !isTimeZone(timeZone) || rest.length + more.length > 0) return undefined;
  return isForward({ from, to }) ? { from, to, timeZone } : undefined;
}
