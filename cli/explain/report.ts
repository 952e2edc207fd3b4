import type { Caller } from '../../core/aws/caller.ts';
import { judgeCertificate, type CertificateVerdict } from '../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate, CertificateFacts } from '../../core/domain/certificates/certificate.ts';
import { firstAttempt } from '../../core/domain/certificates/renewal-dates.ts';
import { planFor, type RenewalPlan } from '../../core/domain/certificates/renewal-plan.ts';
import { gapsIn, type Gap } from '../gap.ts';

/** ACM's first event about a private certificate whose renewal fails comes this long before its end (service-facts 2.5). */
const FIRST_EVENT_DAYS_BEFORE_END = 45;

/** What ACM itself shows of a certificate that it counts as ELIGIBLE, whatever its CA allows (service-facts 2.4). */
export interface AcmView {
  readonly renewalEligibility: 'ELIGIBLE';
  /** Absent until a renewal has begun, or where ACM did not tell. */
  readonly renewalStatus?: string;
  readonly renewalStatusReason?: string;
  /** When ACM's first event about a failing renewal comes. ISO 8601. */
  readonly firstEvent: string;
}

/** All there is to say about one certificate. Times are ISO 8601. */
export interface Explanation {
  readonly at: string;
  readonly certificate: Certificate;
  readonly authorityArn?: string;
  readonly verdict: CertificateVerdict;
  readonly plan: RenewalPlan;
  readonly acm?: AcmView;
  readonly unreadable: readonly Gap[];
}

/**
 * Judges one certificate. Pure; nothing is read here.
 * @param now ISO 8601
 */
export function explanationOf(facts: CertificateFacts, caller: Caller, now: string): Explanation {
  const { certificate, authority } = facts;
  const verdict = judgeCertificate(facts, now);
  const acm = acmViewOf(certificate);
  return {
    at: now,
    certificate,
    ...(authority?.known === true ? { authorityArn: authority.value.authority.arn } : {}),
    verdict,
    plan: planFor(verdict, certificate),
    ...(acm === undefined ? {} : { acm }),
    unreadable: gapsIn(certificate.region, [verdict.unread], caller),
  };
}

function acmViewOf({ kind, eligibility, notAfter, renewal }: Certificate): AcmView | undefined {
  if (kind !== 'private' || eligibility !== 'ELIGIBLE' || notAfter === undefined) return undefined;
  const { status, reason } = (renewal.known ? renewal.value : undefined) ?? {};
  return {
    renewalEligibility: eligibility,
    ...(status === undefined ? {} : { renewalStatus: status }),
    ...(reason === undefined ? {} : { renewalStatusReason: reason }),
    firstEvent: firstAttempt(notAfter, FIRST_EVENT_DAYS_BEFORE_END),
  };
}
