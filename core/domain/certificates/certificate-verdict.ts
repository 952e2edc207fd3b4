import { certificateSeverity, type CertificateFindingCode } from '../findings/certificate-finding-codes.ts';
import { isManaged, mayBeServed, type Certificate, type CertificateFacts } from './certificate.ts';
import { describeUnreadable, type Unreadable } from '../fact.ts';
import type { Severity } from '../findings/finding-codes.ts';
import { RENEWAL_CHECKS } from './renewal-checks/index.ts';
import type { CertificateVerdictName, CheckResult, Settlement } from './renewal-checks/check.ts';
import { firstAttemptOn } from './renewal-dates.ts';

/** One verdict, one reason, the dates, one remedy. Times are ISO 8601. */
export interface CertificateVerdict {
  readonly verdict: CertificateVerdictName;
  /** Absent where nobody has to act. */
  readonly code?: CertificateFindingCode;
  readonly reason: string;
  readonly severity?: Severity;
  readonly message: string;
  readonly remedy: readonly string[];
  /** When ACM first tries to renew it; absent where it never will. */
  readonly firstAttempt?: string;
  /** When the certificate, or a copy of it, ends if it is not renewed; absent for revoked ones, whose outage has come. */
  readonly outage?: string;
  /** What AWS did not tell, where that leaves the verdict open. */
  readonly unread: readonly Unreadable[];
  /** Each check with what was seen. */
  readonly checks: readonly AnsweredCheck[];
}

export type AnsweredCheck = { readonly name: string } & CheckResult;

/**
 * Judges whether a certificate will be renewed. Pure; nothing is read here.
 *
 * What is certain comes first: a check that settles the matter does so whatever else could not be read, and what was not read
 * makes the verdict `undeterminable`, never good or bad.
 * @param now ISO 8601
 */
export function judgeCertificate(facts: CertificateFacts, now: string): CertificateVerdict {
  const checks = answersOn(facts, now);
  const settlement = checks.find((each) => each.result === 'settled');
  const unread = checks.flatMap((each) => (each.result === 'unknown' ? [each.why] : []));
  const { verdict, code, reason, message, remedy, outage } = settlement ?? unsettled(facts.certificate, unread);
  return {
    verdict,
    reason,
    message,
    remedy,
    unread: settlement === undefined ? unread : [],
    checks,
    ...(code === undefined ? {} : { code, severity: weigh(code, facts.certificate) }),
    ...datesOf(facts.certificate, verdict, outage),
  };
}

/** The checks in their order; of what is not in force, or managed by nobody here, no more is asked. */
function answersOn(facts: CertificateFacts, now: string): readonly AnsweredCheck[] {
  const answers: AnsweredCheck[] = [];
  for (const { name, check } of RENEWAL_CHECKS.filter((each) => each.appliesTo(facts))) {
    const answer = { name, ...check(facts, now) };
    answers.push(answer);
    if (answer.result === 'settled' && answer.verdict !== 'not-renewable') break;
  }
  return answers;
}

/** The verdict where the certificate itself could not be read. */
export function judgeUnread(why: Unreadable): CertificateVerdict {
  return {
    ...undeterminable([why]),
    severity: certificateSeverity('RenewalUndeterminable'),
    unread: [why],
    checks: [],
  };
}

/** The verdict where there is no such certificate any more. */
export const GONE: CertificateVerdict = {
  verdict: 'out-of-force',
  reason: 'Gone',
  message: 'The certificate does not exist any more.',
  remedy: [],
  unread: [],
  checks: [],
};

function unsettled(certificate: Certificate, unread: readonly Unreadable[]): Settlement {
  if (unread.length > 0) return undeterminable(unread);
  const first = firstAttemptOn(certificate);
  const message = `ACM will renew the certificate${first === undefined ? '' : `, from ${first} on`}.`;
  return { verdict: 'renewable', reason: 'Renewable', message, remedy: [] };
}

function undeterminable(unread: readonly Unreadable[]) {
  const doubts = [...new Set(unread.map(describeUnreadable))].join('. ');
  return {
    verdict: 'undeterminable',
    code: 'RenewalUndeterminable',
    reason: 'RenewalUndeterminable',
    message: `Whether the certificate will be renewed could not be determined. ${doubts}`,
    remedy: [],
  } as const satisfies Settlement;
}

function datesOf(
  certificate: Certificate,
  verdict: CertificateVerdictName,
  outage = certificate.notAfter,
): Pick<CertificateVerdict, 'firstAttempt' | 'outage'> {
  const first = verdict === 'out-of-force' ? undefined : firstAttemptOn(certificate);
  // Clients refuse a revoked certificate long before its end.
  if (certificate.status === 'REVOKED') return {};
  return {
    ...(first === undefined ? {} : { firstAttempt: first }),
    ...(outage === undefined ? {} : { outage }),
  };
}

/** A renewal that nobody waits for can wait; an expired certificate that hosts may still serve can't. */
function weigh(code: CertificateFindingCode, certificate: Certificate): Severity {
  const unused = isManaged(certificate) && !certificate.inUse && certificate.eligibility === 'INELIGIBLE';
  if (unused && code === 'RenewalBlocked') return 'medium';
  if (code === 'ImportedExpiring' && !certificate.inUse) return 'medium';
  if (code === 'UnmanagedExpiring' && certificate.kind === 'crl') return 'medium';
  return code === 'Expired' && mayBeServed(certificate) ? 'high' : certificateSeverity(code);
}
