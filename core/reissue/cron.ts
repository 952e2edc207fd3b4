import { Cron } from 'croner';
import type { ChangeWindow } from '../domain/reissue/route.ts';

export const EXPECTED_CRON =
  'a cron expression of five fields that comes up some day (minute, hour, day of month, month, day of week), such as 0 2 * * sun';

const LONGEST_CRON = 200;
const FIELDS = /^\S+(\s+\S+){4}$/;

/** Any moment: whether an expression ever comes up depends on none. */
const SOME_DAY = new Date(0);

/** Whether it is a cron expression of five fields, and comes up some day: `0 0 30 2 *` never does. */
export function isCron(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > LONGEST_CRON || !FIELDS.test(text.trim())) return false;
  try {
    return readCron(text, 'UTC').nextRun(SOME_DAY) !== null;
  } catch {
    return false; // which part is wrong, only its own language tells
  }
}

/**
 * When a window opens next after a moment, in milliseconds since 1970; undefined: never again. What lies in the hour that a
 * clock leaps over in spring opens when it has leapt; what the hour in autumn brings twice opens once.
 * @throws what croner throws for an expression or a time zone that it can't read
 */
export function nextOpening({ cron, timeZone }: ChangeWindow, after: number): number | undefined {
  return readCron(cron, timeZone).nextRun(new Date(after))?.getTime();
}

/**
 * A date or local time of a time zone, in milliseconds since 1970. A time that the zone's clocks leap over is as far behind the
 * leap as it is into the gap; of one that they show twice it is the first.
 * @throws what croner throws for what it can't read
 */
export function momentOf(local: string, timeZone: string): number {
  const [date, time = '00:00'] = local.split('T');
  const moment = new Cron(`${date}T${time.length === 5 ? `${time}:00` : time}`, { paused: true, timezone: timeZone });
  return moment.getOnce()?.getTime() ?? Number.NaN;
}

const readCron = (cron: string, timezone: string): Cron =>
  new Cron(cron.trim(), { paused: true, timezone, mode: '5-part', fixedTimeRule: 'no-wildcard' });
