/** For a person; the sentence goes on after "expected". */
export const EXPECTED_MOMENT = 'a date, 2027-03-01, or a time with its zone, 2027-03-01T12:00:00Z';

const TIME = 'T(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,9})?)?(?:Z|[+-](?:0\\d|1[0-4]):[0-5]\\d)';
const MOMENT = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})(${TIME})?$`);

const DAY = 24 * 60 * 60 * 1000;

/**
 * A moment that people write: a day, of which it is the beginning in UTC, or a time with its zone.
 * @returns ISO 8601 in UTC; undefined where it is neither, or there is no such day
 */
export function momentIn(value: unknown): string | undefined {
  const [text, day] = (typeof value === 'string' && MOMENT.exec(value)) || [];
  if (text === undefined || day === undefined || !isDay(day)) return undefined;
  return new Date(text).toISOString();
}

/** The same as the end of a span of time, which a day belongs to wholly. */
export function endIn(value: unknown): string | undefined {
  const moment = momentIn(value);
  const isWholeDay = typeof value === 'string' && !value.includes('T');
  return moment !== undefined && isWholeDay ? new Date(Date.parse(moment) + DAY - 1).toISOString() : moment;
}

function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
