import type { AnsweredCheck } from '../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate } from '../../core/domain/certificates/certificate.ts';
import { describeUnreadable } from '../../core/domain/fact.ts';
import { runbookOf } from '../runbook.ts';
import { bySeverity, type Colors } from '../text/colors.ts';
import { KINDS } from '../text/kinds.ts';
import { safeLines } from '../text/lines.ts';
import { section, sectioned } from '../text/sections.ts';
import type { AcmView, Explanation } from './report.ts';

/** The explanation for a person: what it is, each check with what was seen, the verdict, what to do. */
export function explanationText(explanation: Explanation, colors: Colors): string {
  return sectioned([
    identityLines(explanation, colors),
    section(
      'Checks',
      explanation.verdict.checks.flatMap((check) => checkLines(check, colors)),
      colors,
    ),
    verdictLines(explanation, colors),
    acmLines(explanation, colors),
    remedyLines(explanation, colors),
    planLines(explanation, colors),
  ]);
}

function identityLines({ certificate, authorityArn }: Explanation, colors: Colors): readonly string[] {
  const { arn, domainName, account, region, kind, keyAlgorithm, serial } = certificate;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Name', domainName ?? '(none)'],
    ['Account', `${account}, ${region}`],
    ['Kind', KINDS[kind]],
    ['Status', statusOf(certificate)],
    ['Key', keyAlgorithm],
    ['Serial', serial],
    ['CA', authorityArn],
  ];
  const shown = rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(8)} ${value}`]));
  return safeLines([arn, ...shown]).map((line, index) => (index === 0 ? colors.bold(line) : line));
}

function statusOf({ status, notBefore, notAfter, inUse, kind }: Certificate): string {
  const life = notBefore === undefined || notAfter === undefined ? '' : `, ${notBefore} to ${notAfter}`;
  if (kind === 'issued') return `${status}${life}`;
  return `${status}${life}, ${inUse ? 'in use by an integrated service' : 'used by no integrated service'}`;
}

function checkLines(check: AnsweredCheck, colors: Colors): readonly string[] {
  switch (check.result) {
    case 'passed':
      return safeLines([`${check.name}: ${check.seen}`]).map((line) => `${colors.green('✓')} ${line}`);
    case 'settled':
      return safeLines([`${check.name}: ${check.seen}`]).map(
        (line) => `${check.code === undefined ? colors.yellow('✗') : colors.red('✗')} ${line}`,
      );
    case 'unknown':
      return safeLines([`${check.name}: ${describeUnreadable(check.why)}`]).map(
        (line) => `${colors.yellow('?')} ${line}`,
      );
  }
}

function verdictLines({ verdict: judged, unreadable, at }: Explanation, colors: Colors): readonly string[] {
  const { verdict, reason, code, severity, message, firstAttempt, outage } = judged;
  const found = code === undefined || severity === undefined ? '' : ` (${code}, ${bySeverity(colors, severity)})`;
  const end = outage ?? (verdict === 'out-of-force' ? undefined : 'unknown');
  const lines = [
    message,
    ...(firstAttempt === undefined ? [] : [`First renewal attempt: ${firstAttempt}`]),
    ...(end === undefined ? [] : [`Outage: ${end}`]),
    ...unreadable.map(({ advice }) => `To know it: ${advice}`),
  ];
  const told = reason === code || reason === 'Renewable' ? '' : `: ${safeLines([reason]).join()}`;
  return [
    `${colors.bold(`Verdict: ${verdict}`)}${told}${found}, as of ${at}`,
    ...safeLines(lines).map((line) => `  ${line}`),
  ];
}

/** What whoever asks ACM sees, against what the CA allows. */
function acmLines({ acm, verdict }: Explanation, colors: Colors): readonly string[] {
  if (acm === undefined) return [];
  const against =
    verdict.verdict === 'not-renewable'
      ? ['ELIGIBLE says that it is in use or was exported, and nothing of what its CA allows: see the checks.']
      : [];
  const lines = [
    `RenewalEligibility ${acm.renewalEligibility}, ${renewalOf(acm)}`,
    `its first event about a failing renewal: ${acm.firstEvent}, 45 days before the end`,
    ...against,
  ];
  return section('What ACM shows', safeLines(lines), colors);
}

function renewalOf({ renewalStatus, renewalStatusReason }: AcmView): string {
  if (renewalStatus === undefined) return 'no renewal';
  return `renewal ${renewalStatus}${renewalStatusReason === undefined ? '' : `, ${renewalStatusReason}`}`;
}

function remedyLines({ verdict: { remedy } }: Explanation, colors: Colors): readonly string[] {
  const where = remedy.every((line) => line.startsWith('DNS: '))
    ? "Records that must be in the domain's public zone"
    : 'Run with rights in the account that owns the resource';
  return section(where, safeLines(remedy), colors);
}

function planLines({ plan, verdict: { code } }: Explanation, colors: Colors): readonly string[] {
  const strategy = plan.strategy === undefined ? '' : ` by strategy ${plan.strategy}`;
  const lines = [`Plan: ${plan.action}${strategy}: ${plan.why}`];
  return [...safeLines(lines), ...(code === undefined ? [] : [colors.dim(`Runbook: ${runbookOf(code)}`)])];
}
