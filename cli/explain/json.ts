import type { AnsweredCheck } from '../../core/domain/certificates/certificate-verdict.ts';
import { describeUnreadable } from '../../core/domain/fact.ts';
import { runbookOf } from '../runbook.ts';
import { safeJson } from '../text/lines.ts';
import type { Explanation } from './report.ts';

/** The version of the answer's form; docs/schemas/certificate-explanation.v1.json describes it. */
const EXPLANATION_VERSION = '1';

/** The whole explanation, for programs. */
export function explanationJson({ at, certificate, authorityArn, verdict, ...more }: Explanation): string {
  const { domainName, renewal, ...described } = certificate;
  const { code, reason, severity, message, remedy, firstAttempt, outage, checks } = verdict;
  return safeJson({
    schemaVersion: EXPLANATION_VERSION,
    at,
    certificate: {
      ...described,
      name: domainName,
      renewal: renewal.known ? (renewal.value ?? null) : undefined,
      authorityArn,
    },
    verdict: verdict.verdict,
    reason,
    code,
    severity,
    message,
    firstAttempt,
    outage,
    checks: checks.map(checkOf),
    remedy,
    ...more,
    runbook: code === undefined ? undefined : runbookOf(code),
  });
}

function checkOf(check: AnsweredCheck): object {
  const { name, result } = check;
  if (check.result === 'unknown') return { name, result, seen: describeUnreadable(check.why) };
  return { name, result, seen: check.seen, ...(check.result === 'settled' ? { reason: check.reason } : {}) };
}
