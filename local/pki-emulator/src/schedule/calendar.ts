/** When things are due, counted back from an end or on from a start. All moments are epoch milliseconds. */

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The first of these days before the end, the longest before it first, that lies after a moment. */
export function nextDayBefore(end: number, days: readonly number[], after: number): number | undefined {
  const left = days.find((each) => end - each * DAY > after);
  return left === undefined ? undefined : end - left * DAY;
}

/** The next of the daily moments that begin `first` days before the end; the last is a day before it. */
export function nextDaily(end: number, first: number, after: number): number | undefined {
  const left = Math.min(first, Math.ceil((end - after) / DAY) - 1);
  return left >= 1 ? end - left * DAY : undefined;
}

/** The next of the hourly moments that begin at `start`, before the end. */
export function nextHourly(start: number, end: number, after: number): number | undefined {
  const moment = after < start ? start : start + (Math.floor((after - start) / HOUR) + 1) * HOUR;
  return moment < end ? moment : undefined;
}

/** Whole days until a certificate ends, the day begun counted. */
export const daysLeft = (end: Date, now: Date): number => Math.ceil((end.getTime() - now.getTime()) / DAY);
