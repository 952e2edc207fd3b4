import { type Element, NotDer, TAG } from './der.ts';

const DIGITS = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** UTCTime or GeneralizedTime as RFC 5280 allows them (4.1.2.5): to the second, in UTC. @returns ISO 8601. @throws NotDer */
export function timeOf({ tag, content }: Element): string {
  if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) throw new NotDer('validity', 'no time');
  const text = content.toString('latin1');
  // UTCTime: 50 to 99 are the twentieth century.
  const full = tag === TAG.utcTime ? `${text < '5' ? '20' : '19'}${text}` : text;
  const iso = full.replace(DIGITS, '$1-$2-$3T$4:$5:$6.000Z');
  const time = Date.parse(iso);
  // The parser takes 30 February for 2 March, and 24:00 for the next day; written back, it shows.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new NotDer('validity', 'no time');
  return iso;
}
