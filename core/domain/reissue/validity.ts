import type { AuthorityDescription } from '../authorities/authority.ts';
import { noticeFrom } from '../certificates/renewal-dates.ts';
import { InvalidInput } from '../invalid-input.ts';
import type { CertificateContent } from './certificate-content.ts';
import { AuthorityCannotIssue } from './refusals.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Private CA dates certificates back by so much, whatever validity is asked for (service-facts 1.4). */
const BACKDATED = HOUR;

/** A shorter life can hardly be one that begins an hour before the certificate was issued. */
const SHORTEST_BACKDATED = 90 * MINUTE;

/** CAs in SHORT_LIVED_CERTIFICATE mode issue for so long at most (service-facts 1.2). */
const SHORT_LIVED = 7 * DAY;

/**
 * Lifetimes are asked for in round numbers, and a certificate is issued somewhat later than its end was fixed: what is missing
 * to the next round number, up to `slack`, is that delay. Otherwise each generation would be shorter than the one before.
 */
const ROUND = [
  { from: 2 * DAY, unit: DAY, slack: 2 * HOUR },
  { from: 2 * HOUR, unit: HOUR, slack: 5 * MINUTE },
  { from: 0, unit: MINUTE, slack: 20 * SECOND },
];

type Life = Pick<CertificateContent, 'notBefore' | 'notAfter'>;

/**
 * When the replacement of a certificate ends: as long after now as was asked for when the certificate itself was issued, yet a
 * second before the CA's own end at the latest, and within the seven days of a short-lived CA.
 * @param authorityNotAfter the end of the CA's certificate, ISO 8601; undefined where nobody told
 * @param now ISO 8601
 * @returns `notAfter` in ISO 8601, whole seconds
 * @throws AuthorityCannotIssue where that time has passed already; InvalidInput for a certificate that was never valid
 */
export function validityFor(
  content: Life,
  authorityNotAfter: string | undefined,
  usageMode: AuthorityDescription['usageMode'],
  now: string,
): { readonly notAfter: string; readonly cappedBy?: 'authority' | 'short-lived' } {
  const from = Date.parse(now);
  const limits = [
    { end: from + askedLifetime(content) },
    ...(usageMode === 'SHORT_LIVED_CERTIFICATE' ? [{ end: from + SHORT_LIVED, cappedBy: 'short-lived' as const }] : []),
    ...(authorityNotAfter === undefined
      ? []
      : [{ end: Date.parse(authorityNotAfter) - SECOND, cappedBy: 'authority' as const }]),
  ];
  const { end, ...capped } = limits.reduce((nearest, limit) => (limit.end < nearest.end ? limit : nearest));
  const whole = Math.floor(end / SECOND) * SECOND;
  if (whole <= from)
    throw new AuthorityCannotIssue(
      `Nothing can be issued any more: the CA's own certificate ends on ${authorityNotAfter ?? 'an unknown day'}`,
    );
  return { notAfter: new Date(whole).toISOString(), ...capped };
}

/** How long a certificate was to be valid from its issue on, in milliseconds. */
function askedLifetime({ notBefore, notAfter }: Life): number {
  const span = Date.parse(notAfter) - Date.parse(notBefore);
  if (!(span > 0)) throw new InvalidInput('certificate.notAfter', `a time after ${notBefore}`, notAfter);
  const left = span < SHORTEST_BACKDATED ? span : span - BACKDATED;
  const { unit, slack } = ROUND.find(({ from }) => left >= from) ?? { unit: 1, slack: 0 };
  const round = Math.ceil(left / unit) * unit;
  return round - left <= slack ? round : left;
}

/**
 * From when on a certificate is to be replaced: when findings begin to tell that it ends and nobody renews it (45 days before,
 * or in the last third of a shorter life), or after a share of its lifetime where one is set.
 * @param share above 0, below 1
 * @returns ISO 8601
 * @throws InvalidInput for another share
 */
export function reissueDueAt({ notBefore, notAfter }: Life, share?: number): string {
  if (share === undefined) return noticeFrom({ kind: 'issued', notBefore }, notAfter);
  if (!(share > 0 && share < 1)) throw new InvalidInput('renewAtShare', 'a number between 0 and 1', share);
  const from = Date.parse(notBefore);
  return new Date(from + (Date.parse(notAfter) - from) * share).toISOString();
}
