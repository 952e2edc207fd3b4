import { describeUnreadable } from '../../core/domain/fact.ts';
import { CERTIFICATE_VERDICTS } from '../../core/domain/certificates/renewal-checks/check.ts';
import { EXIT, exitCodeFor } from '../exit-codes.ts';
import type { Gap } from '../gap.ts';
import { bySeverity, type Colors } from '../text/colors.ts';
import { columns } from '../text/columns.ts';
import { counted, dayOf, safeLines } from '../text/lines.ts';
import type { AuditFinding, AuditReport } from './report.ts';

const HEAD = ['severity', 'finding', 'certificate', 'reason', 'first attempt', 'outage'];

/** A DNS name may have 253 characters; the ARN below it tells which one it is. */
const LONGEST_NAME = 48;

/** The report for a person: what could not be read first, then what to do, then how many of what. */
export function auditText(report: AuditReport, colors: Colors): string {
  const sections = [gapLines(report.unreadable, colors), findingLines(report, colors), summaryLines(report, colors)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function gapLines(gaps: readonly Gap[], colors: Colors): readonly string[] {
  if (gaps.length === 0) return [];
  const lines = gaps.flatMap((gap) => {
    const open = gap.certificates === undefined ? 'everything there' : counted(gap.certificates, 'certificate');
    const [what = '', advice = ''] = safeLines([describeUnreadable(gap), gap.advice]);
    return [`  ${colors.yellow('?')} ${what}`, `    ${gap.region}, leaves ${open} open; ${advice}`];
  });
  return [colors.bold(`Not read: ${gaps.length}`), ...lines];
}

/** What the same commands mend stands together, with the commands once. */
function findingLines({ findings }: AuditReport, colors: Colors): readonly string[] {
  if (findings.length === 0) return [];
  const groups = groupedByRemedy(findings);
  const [head = '', ...rows] = columns(
    HEAD,
    groups.flat().map((each) => rowOf(each, colors)),
    colors,
  );
  const lines = [colors.bold(`Findings: ${findings.length}`), `  ${head}`];
  for (const group of groups) {
    for (const { arn } of group) lines.push(`  ${rows.shift() ?? ''}`, `    ${colors.dim(safeLines([arn]).join())}`);
    lines.push(...remedyLines(group, colors));
  }
  return lines;
}

function groupedByRemedy(findings: readonly AuditFinding[]): readonly (readonly AuditFinding[])[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const group = groups.get(remedyKey(finding)) ?? [];
    groups.set(remedyKey(finding), group);
    group.push(finding);
  }
  return [...groups.values()];
}

const remedyKey = ({ code, reason, remedy, arn }: AuditFinding): string =>
  JSON.stringify(remedy.length === 0 ? [code, arn] : [code, reason, remedy]);

function rowOf(finding: AuditFinding, colors: Colors): readonly string[] {
  const { severity, code, name, reason, firstAttempt, outage, verdict } = finding;
  const [shownName = '', shownReason = ''] = safeLines([name ?? '(no name)', reason]);
  return [
    bySeverity(colors, severity),
    code,
    shortened(shownName),
    shownReason === code ? '' : shownReason,
    dayOf(firstAttempt) ?? '',
    dayOf(outage) ?? (verdict === 'out-of-force' ? 'now' : 'unknown'),
  ];
}

function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

function remedyLines(group: readonly AuditFinding[], colors: Colors): readonly string[] {
  const [first] = group;
  const [command, ...more] = safeLines(first?.remedy ?? []);
  // What could not be read is told above, with its reason.
  if (command === undefined)
    return first === undefined || first.verdict === 'undeterminable'
      ? []
      : [`    ${safeLines([first.message]).join()}`];
  const notes = [
    ...(group.length > 1 ? [`for all ${group.length}`] : []),
    ...(more.length > 0 ? [`${counted(more.length, 'more line')}: renewguard explain <ARN>`] : []),
  ];
  const note = notes.length > 0 ? colors.dim(`  # ${notes.join('; ')}`) : '';
  return [`    ${colors.cyan('→')} ${command}${note}`];
}

const ENDINGS: Readonly<Record<number, string>> = {
  [EXIT.clean]: 'clean, nobody has to act',
  [EXIT.findings]: 'somebody has to act',
  [EXIT.unread]: 'not everything could be read',
};

function summaryLines(report: AuditReport, colors: Colors): readonly string[] {
  const { account, regions, at, counts, findings, unreadable, certificates } = report;
  const verdicts = CERTIFICATE_VERDICTS.map((name) => `${counts[name]} ${name}`).join(', ');
  const code = exitCodeFor(findings.length, unreadable.length);
  const paint = code === EXIT.clean ? colors.green : code === EXIT.findings ? colors.red : colors.yellow;
  return [
    `Account ${account}, ${regions.join(', ')}, ${at}: ${counted(certificates.length, 'certificate')}: ${verdicts}.`,
    paint(`Exit code ${code}: ${ENDINGS[code] ?? ''}.`),
  ];
}
