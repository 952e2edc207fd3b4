import type { Certificate, CertificateKind } from './certificate.ts';

/** ACM first tries to renew a private certificate this long before it ends (service-facts 2.3). */
export const FIRST_ATTEMPT_DAYS_BEFORE_END = 60;

/** … and a public one, since 2026-02-18 (service-facts 2.3). */
export const PUBLIC_FIRST_ATTEMPT_DAYS_BEFORE_END = 45;

/** ACM requests private certificates for this long: the next one must fit into the CA's life (service-facts 2.2). */
export const PRIVATE_VALIDITY_DAYS = 395;

/** An attempt that gets stuck is given up and started again after this (service-facts 2.3). */
const ATTEMPT_HOURS = 72;

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** When ACM first tries to renew a certificate. @param notAfter and result: ISO 8601 */
export function firstAttempt(notAfter: string, days = FIRST_ATTEMPT_DAYS_BEFORE_END): string {
  return moved(notAfter, -days * DAY);
}

/** How long before its end ACM first tries to renew such a certificate; undefined: it never does. */
function daysBeforeEnd(kind: CertificateKind): number | undefined {
  if (kind === 'private') return FIRST_ATTEMPT_DAYS_BEFORE_END;
  return kind === 'public' ? PUBLIC_FIRST_ATTEMPT_DAYS_BEFORE_END : undefined;
}

/** When ACM first tries to renew this certificate. @returns undefined for what it doesn't renew, or hasn't issued */
export function firstAttemptOn({ kind, notAfter }: Pick<Certificate, 'kind' | 'notAfter'>): string | undefined {
  const days = daysBeforeEnd(kind);
  return notAfter === undefined || days === undefined ? undefined : firstAttempt(notAfter, days);
}

/** From when on a renewal without success is late: one whole attempt has passed. @param first the first attempt, ISO 8601 */
export const overdueFrom = (first: string): string => moved(first, ATTEMPT_HOURS * HOUR);

/**
 * Whether ACM may have begun to renew a certificate, as far as a listing shows: its time has come, or it was exported and so
 * may be renewed on request at any time, or it is younger than its request and so was renewed before.
 * @param now ISO 8601
 */
export function renewalMayHaveBegun(certificate: Certificate, now: string): boolean {
  const { exported = true, createdAt, notBefore } = certificate;
  const first = firstAttemptOn(certificate);
  if (first === undefined) return false;
  const wasRenewed = createdAt === undefined || notBefore === undefined || hasCome(moved(createdAt, DAY), notBefore);
  return exported || hasCome(first, now) || wasRenewed;
}

/** How long a CA must live so that ACM can issue the next certificate from it. Times: ISO 8601. */
export function nextCertificateEnds(notAfter: string, now: string): string {
  const issued = Math.max(Date.parse(now), Date.parse(firstAttempt(notAfter)));
  return new Date(issued + PRIVATE_VALIDITY_DAYS * DAY).toISOString();
}

/**
 * Nobody renews it, so people need time: this many days, as ACM's daily events (service-facts 2.5); of what ACM doesn't hold, the
 * last third of a shorter life.
 */
const NOTICE_DAYS = 45;

/** From when on the end of a certificate that nobody renews is news. @returns ISO 8601 */
export function noticeFrom({ kind, notBefore }: Pick<Certificate, 'kind' | 'notBefore'>, notAfter: string): string {
  const life = kind === 'imported' || notBefore === undefined ? Infinity : Date.parse(notAfter) - Date.parse(notBefore);
  return moved(notAfter, -Math.min(NOTICE_DAYS * DAY, life / 3));
}

/**
 * When the copy that was exported before a renewal ends: of a first renewal exactly, of later ones as if ACM had renewed when it
 * was due; then RenewCertificate makes the date too early, and what held ACM up too late. @param renewedAt and result: ISO 8601
 */
export function exportedCopyEnds({ kind, createdAt }: Certificate, renewedAt: string): string {
  const window = moved(renewedAt, (daysBeforeEnd(kind) ?? 0) * DAY);
  if (kind !== 'private' || createdAt === undefined) return window;
  // The first certificate lasts as long as ACM's private ones do: where it was still valid, it is what was renewed.
  const first = moved(createdAt, PRIVATE_VALIDITY_DAYS * DAY);
  return hasCome(renewedAt, first) ? first : window;
}

/** Whether a moment has come. Both ISO 8601, of any offset. */
export const hasCome = (moment: string, now: string): boolean => Date.parse(moment) <= Date.parse(now);

const moved = (time: string, milliseconds: number): string => new Date(Date.parse(time) + milliseconds).toISOString();
