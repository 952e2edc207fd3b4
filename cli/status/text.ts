import { SEVERITIES } from '../../core/domain/findings/finding-codes.ts';
import { EXIT } from '../exit-codes.ts';
import { standingText } from '../scope/text.ts';
import { bySeverity, type Colors } from '../text/colors.ts';
import { counted, safeJson, safeLines } from '../text/lines.ts';
import { listed, section, sectioned, shortened } from '../text/sections.ts';
import { statusExitCode, type OpenCounts, type StatusReport, type UnfinishedSweep, type Unseen } from './status.ts';

/** The version of the answer's form; docs/schemas/status.v1.json describes it. */
const STATUS_VERSION = '1';

export const statusJson = (report: StatusReport): string => safeJson({ schemaVersion: STATUS_VERSION, ...report });

/** What is not seen first, then the sweeps, then how many findings are open. */
export function statusText(report: StatusReport, colors: Colors): string {
  const { unseen, scopes, unfinished, findings, at } = report;
  const standings = scopes.map(
    (standing) => `${safeLines([standing.scope]).join('')}: ${standingText(standing, colors)}`,
  );
  return sectioned([
    section(
      `Not seen: ${unseen.length}`,
      unseen.flatMap((each) => unseenLines(each, colors)),
      colors,
    ),
    section('Scopes', standings, colors),
    section(
      'Sweeps',
      unfinished.map((sweep) => unfinishedLine(sweep, colors)),
      colors,
    ),
    section('Findings that are open', findingLines(findings, colors), colors),
    [endingOf(report, colors), colors.dim(`As of ${at}.`)],
  ]);
}

function unseenLines({ code, severity, message, remedy, openedAt }: Unseen, colors: Colors): readonly string[] {
  const since = openedAt === undefined ? '' : ` since ${openedAt}`;
  return [
    `${colors.yellow('?')} ${bySeverity(colors, severity)} ${safeLines([`${code}${since}`]).join('')}`,
    ...safeLines([`  ${shortened(message, 1000)}`]),
    ...safeLines(remedy).map((command) => `  ${colors.cyan('→')} ${command}`),
  ];
}

function unfinishedLine(
  { id, startedAt, state, why = '', ended, planned, scopes }: UnfinishedSweep,
  colors: Colors,
): string {
  const [shown = '', told = ''] = safeLines([id, shortened(why, 500)]);
  const where = safeLines([listed(scopes)]).join('');
  return state === 'running'
    ? `${shown} (${where}) runs since ${startedAt}: ${ended} of ${planned} places looked at`
    : `${colors.red(`${shown} (${where}) of ${startedAt} did not come to its end`)}: ${told}`;
}

function findingLines({ total, severities, codes }: OpenCounts, colors: Colors): readonly string[] {
  if (total === 0) return ['none'];
  const bySeverities = SEVERITIES.filter((severity) => severities[severity] > 0).map(
    (severity) => `${severities[severity]} ${bySeverity(colors, severity)}`,
  );
  const byCodes = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  return [`${total}: ${bySeverities.join(', ')}`, ...safeLines([listed(byCodes)])];
}

function endingOf(report: StatusReport, colors: Colors): string {
  const code = statusExitCode(report);
  if (code === EXIT.clean) return colors.green('Exit code 0: swept in time, all was read, no finding is open.');
  if (code === EXIT.findings)
    return colors.red(`Exit code 1: ${counted(report.findings.total, 'finding')} open, somebody has to act.`);
  return colors.yellow('Exit code 2: something is not seen, so nobody knows.');
}
