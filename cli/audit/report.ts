import type { Caller } from '../../core/aws/caller.ts';
import type { AccountId } from '../../core/domain/arn.ts';
import type { CertificateFindingCode } from '../../core/domain/findings/certificate-finding-codes.ts';
import { judgeCertificate, type CertificateVerdict } from '../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate, CertificateFacts, CertificateKind } from '../../core/domain/certificates/certificate.ts';
import type { Fact, Unreadable } from '../../core/domain/fact.ts';
import { isWorse, type Severity } from '../../core/domain/findings/finding-codes.ts';
import {
  CERTIFICATE_VERDICTS,
  type CertificateVerdictName,
} from '../../core/domain/certificates/renewal-checks/check.ts';
import { planFor, type RenewalPlan } from '../../core/domain/certificates/renewal-plan.ts';
import { gapOf, gapsIn, type Gap } from '../gap.ts';
import { runbookOf } from '../runbook.ts';

/** What was read of one region; unknown: ACM could not be listed there. */
export interface ReadRegion {
  readonly region: string;
  readonly facts: Fact<readonly CertificateFacts[]>;
}

/** One certificate with its verdict. Times are ISO 8601. */
export interface AuditedCertificate {
  readonly arn: string;
  readonly kind: CertificateKind;
  readonly verdict: CertificateVerdictName;
  readonly reason: string;
  readonly firstAttempt?: string;
  readonly outage?: string;
}

/** A certificate that somebody has to do something about. */
export interface AuditFinding extends AuditedCertificate {
  readonly code: CertificateFindingCode;
  readonly account: AccountId;
  readonly region: string;
  readonly name?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: readonly string[];
  readonly plan: RenewalPlan;
  readonly runbook: string;
}

export interface AuditReport {
  readonly account: AccountId;
  readonly regions: readonly string[];
  readonly at: string;
  /** Whether nothing was left open. */
  readonly complete: boolean;
  readonly counts: Readonly<Record<CertificateVerdictName, number>>;
  readonly findings: readonly AuditFinding[];
  readonly certificates: readonly AuditedCertificate[];
  readonly unreadable: readonly Gap[];
}

/**
 * Judges all that was read. Pure; nothing is read here.
 * @param now ISO 8601
 */
export function auditReport(caller: Caller, read: readonly ReadRegion[], now: string): AuditReport {
  const judged = read.map(({ region, facts }) => ({ region, facts, certificates: judgedIn(facts, now) }));
  const all = judged.flatMap(({ certificates }) => certificates);
  const unreadable = judged.flatMap(({ region, facts, certificates }) => [
    ...(facts.known ? [] : [gapOf({ ...facts.why, account: caller.account }, region, caller)]),
    ...gapsIn(
      region,
      certificates.map(({ verdict }) => unreadOf(verdict)),
      caller,
    ),
  ]);
  return {
    account: caller.account,
    regions: read.map(({ region }) => region),
    at: now,
    complete: unreadable.length === 0,
    counts: countsOf(all.map(({ verdict }) => verdict.verdict)),
    findings: all.flatMap(findingOf).toSorted(mostUrgentFirst),
    certificates: all.map(({ certificate, verdict }) => auditedOf(certificate, verdict)),
    unreadable,
  };
}

/** What nobody told of a certificate that is in force, whether or not its verdict hangs on that. */
const unreadOf = ({ verdict, checks }: CertificateVerdict): readonly Unreadable[] =>
  verdict === 'out-of-force' ? [] : checks.flatMap((each) => (each.result === 'unknown' ? [each.why] : []));

interface Judged {
  readonly certificate: Certificate;
  readonly verdict: CertificateVerdict;
}

const judgedIn = (facts: ReadRegion['facts'], now: string): readonly Judged[] =>
  facts.known
    ? facts.value.map((each) => ({ certificate: each.certificate, verdict: judgeCertificate(each, now) }))
    : [];

function countsOf(verdicts: readonly CertificateVerdictName[]): AuditReport['counts'] {
  const counts = CERTIFICATE_VERDICTS.map((name) => [name, verdicts.filter((verdict) => verdict === name).length]);
  return Object.fromEntries(counts) as AuditReport['counts'];
}

const auditedOf = (
  { arn, kind }: Certificate,
  { verdict, reason, firstAttempt, outage }: CertificateVerdict,
): AuditedCertificate => ({
  arn,
  kind,
  verdict,
  reason,
  ...(firstAttempt === undefined ? {} : { firstAttempt }),
  ...(outage === undefined ? {} : { outage }),
});

function findingOf({ certificate, verdict }: Judged): readonly AuditFinding[] {
  const { code, severity = 'medium', message, remedy } = verdict;
  if (code === undefined) return [];
  const { account, region, domainName } = certificate;
  return [
    {
      code,
      ...auditedOf(certificate, verdict),
      account,
      region,
      ...(domainName === undefined ? {} : { name: domainName }),
      severity,
      message,
      remedy,
      plan: planFor(verdict, certificate),
      runbook: runbookOf(code),
    },
  ];
}

function mostUrgentFirst(a: AuditFinding, b: AuditFinding): number {
  if (a.severity !== b.severity) return isWorse(a.severity, b.severity) ? -1 : 1;
  return orderOf(outageOf(a), outageOf(b)) || orderOf(a.arn, b.arn);
}

/** What is out of force without a date, a revoked certificate, is out now; an outage that nobody knows comes last. */
const outageOf = ({ outage, verdict }: AuditFinding): string => outage ?? (verdict === 'out-of-force' ? '' : '~');

const orderOf = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
