import type { AccountId } from '../arn.ts';
import { aspectOf, type CertificateFindingCode } from './certificate-finding-codes.ts';
import type { CertificateVerdict } from '../certificates/certificate-verdict.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { isWorse, type Severity } from './finding-codes.ts';
import { observed, resolved, type Change, type Lifecycle } from './lifecycle.ts';
import type { CertificateVerdictName } from '../certificates/renewal-checks/check.ts';
import type { ToldWith } from './quiet-notice.ts';
import type { RenewalPlan } from '../certificates/renewal-plan.ts';

/** What is wrong with a certificate: one thing at a time, the nearest to an outage. Times are ISO 8601. */
export interface CertificateTrouble {
  readonly certificateArn: string;
  readonly account: AccountId;
  readonly code: CertificateFindingCode;
  readonly severity: Severity;
  readonly verdict: CertificateVerdictName;
  readonly reason: string;
  readonly message: string;
  readonly remedy: readonly string[];
  readonly plan: RenewalPlan;
  /** The CA that issued it. */
  readonly authorityArn?: string;
  readonly domainName?: string;
  readonly firstAttempt?: string;
  readonly outage?: string;
}

/** Why a finding ended: what stood in the way is gone, or the certificate is. */
export type CertificateResolution = 'mended' | 'gone';

/** The one finding about the renewal of a certificate, as it is kept. Its code may change while it is open. */
export type CertificateFinding = CertificateTrouble &
  Lifecycle<CertificateResolution> & {
    /** People are told of it with this finding of its CA. */
    readonly toldWith?: ToldWith;
  };

export type CertificateFindingChange = Change<CertificateFinding>;

/** A certificate that was judged, and what is to be done about it. */
export interface JudgedCertificate {
  readonly certificate: Pick<Certificate, 'arn' | 'account' | 'domainName'> & { readonly authorityArn?: string };
  readonly verdict: Omit<CertificateVerdict, 'checks' | 'unread'>;
  readonly plan: RenewalPlan;
}

/** The longest a DNS name may be; whoever asked a private CA directly may have written anything (EventBridge takes 256 KB). */
const LONGEST_NAME = 253;

/** The trouble that a judged certificate is in; undefined where nobody has to act. */
export function troubleOf({ certificate, verdict: judged, plan }: JudgedCertificate): CertificateTrouble | undefined {
  const { code, severity = 'medium', verdict, reason, message, remedy, firstAttempt, outage } = judged;
  if (code === undefined) return undefined;
  const { arn: certificateArn, account, domainName, authorityArn } = certificate;
  return {
    certificateArn,
    account,
    ...(authorityArn === undefined ? {} : { authorityArn }),
    ...(domainName === undefined ? {} : { domainName: domainName.slice(0, LONGEST_NAME) }),
    code,
    severity,
    verdict,
    reason,
    message,
    remedy,
    plan,
    ...(firstAttempt === undefined ? {} : { firstAttempt }),
    ...(outage === undefined ? {} : { outage }),
  };
}

/**
 * What one inspection changes: nothing where a plan leaves a certificate that is not well to itself for now, or where RenewGuard
 * replaces it right now.
 */
export function changesAfter(
  stored: CertificateFinding | undefined,
  judged: JudgedCertificate,
  gone: boolean,
  now: string,
): readonly CertificateFindingChange[] {
  const { action, underWay } = judged.plan;
  const isLeft = judged.verdict.code !== undefined && (action === 'leave' || underWay === true);
  return isLeft ? [] : certificateChanges(stored, troubleOf(judged), gone, now);
}

/**
 * What one inspection changes in a certificate's finding, in order. The same trouble twice changes nothing, so that ACM's
 * daily events are told once. What could not be determined ends nothing: an open finding stays as it is.
 * @param trouble undefined: the certificate was seen to be well, or gone
 * @param now ISO 8601
 */
export function certificateChanges(
  stored: CertificateFinding | undefined,
  trouble: CertificateTrouble | undefined,
  gone: boolean,
  now: string,
): readonly CertificateFindingChange[] {
  const open = stored?.state === 'OPEN' ? stored : undefined;
  if (trouble === undefined) return open === undefined ? [] : [resolved(open, gone ? 'gone' : 'mended', now)];
  if (open !== undefined && trouble.verdict === 'undeterminable') return [];
  const isOver = open !== undefined && aspectOf(open.code) !== aspectOf(trouble.code);
  // An end is the end of what should have been prevented, not of the trouble.
  if (!isOver || trouble.verdict === 'out-of-force')
    return observed(stored, trouble, (before) => isNews(before, trouble), now);
  const ended = resolved<CertificateFinding, CertificateResolution>(open, 'mended', now);
  return [ended, ...observed(ended.finding, trouble, (before) => isNews(before, trouble), now)];
}

const isNews = (before: CertificateTrouble, seen: CertificateTrouble): boolean =>
  before.code !== seen.code ||
  before.reason !== seen.reason ||
  before.outage !== seen.outage ||
  isWorse(seen.severity, before.severity);
