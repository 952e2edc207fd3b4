import { z } from 'zod';
import { DAY } from '../schedule/calendar.ts';
import { invalid, invalidArgs } from '../errors.ts';

/** Validity of IssueCertificate (API reference, Validity). */
export const validityInput = z.strictObject({
  Value: z.int().min(1),
  Type: z.enum(['END_DATE', 'ABSOLUTE', 'DAYS', 'MONTHS', 'YEARS']),
});

export type Validity = z.output<typeof validityInput>;

const LAST_MOMENT = Date.UTC(9999, 11, 31, 23, 59, 59);

/** A certificate is valid from an hour before its issue unless ValidityNotBefore says otherwise (API reference). */
const BACKDATED_MILLISECONDS = 60 * 60_000;

const wholeSeconds = (time: number): Date => new Date(Math.floor(time / 1000) * 1000);

/** The end of a validity that is counted from `now`, the moment of issue. @throws ServiceError */
export function endOf(validity: Validity, now: Date): Date {
  const end = END_OF[validity.Type](validity.Value, now);
  if (Number.isNaN(end) || end > LAST_MOMENT)
    throw invalid(`The validity ${validity.Value} is no date X.509 can hold.`);
  const relative = validity.Type !== 'END_DATE' && validity.Type !== 'ABSOLUTE';
  if (!relative && end < now.getTime() + 1000)
    throw invalid('The certificate validity must end at least one second from now.');
  return wholeSeconds(end);
}

const END_OF: Readonly<Record<Validity['Type'], (value: number, now: Date) => number>> = {
  ABSOLUTE: (value) => value * 1000,
  END_DATE: (value) => momentOf(String(value)),
  DAYS: (value, now) => now.getTime() + value * DAY,
  MONTHS: (value, now) => monthsAfter(now, value),
  YEARS: (value, now) => monthsAfter(now, value * 12),
};

/** Calendar months later; a day that month has not becomes its last day. */
function monthsAfter(now: Date, months: number): number {
  const moved = new Date(now);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  return moved.setUTCDate(Math.min(now.getUTCDate(), lastDay));
}

/** YYMMDDHHMMSS (UTCTime: 50–99 are the twentieth century, RFC 5280, 4.1.2.5.1) or YYYYMMDDHHMMSS. */
function momentOf(digits: string): number {
  const full = fullYear(digits);
  const iso = full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  // The parser lets 30 February pass as 2 March; written back, it shows.
  const written = Number.isNaN(time) ? '' : new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
  return written === full ? time : NaN;
}

function fullYear(digits: string): string {
  if (digits.length > 12) return digits;
  const short = digits.padStart(12, '0'); // A number loses the leading zeros of a two-digit year.
  return `${short >= '5' ? '19' : '20'}${short}`;
}

/** The start of a validity. @throws ServiceError InvalidArgsException: only ABSOLUTE can say it */
export function startOf(notBefore: Validity | undefined, now: Date): Date {
  if (!notBefore) return wholeSeconds(now.getTime() - BACKDATED_MILLISECONDS);
  if (notBefore.Type !== 'ABSOLUTE') throw invalidArgs('ValidityNotBefore must be of type ABSOLUTE.');
  if (notBefore.Value * 1000 > LAST_MOMENT) throw invalidArgs('ValidityNotBefore is no date X.509 can hold.');
  return new Date(notBefore.Value * 1000);
}
