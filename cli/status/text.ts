import { SEVERITIES } from '../../core/domain/findings/finding-codes.ts';
import { EXIT } from '../exit-codes.ts';
import { standingText } from '../scope/text.ts';
import { bySeverity, type Colors } from '../text/colors.ts';
import { counted, dayOf, safeJson, safeLines } from '../text/lines.ts';
import { listed, section, sectioned, shortened } from '../text/sections.ts';
import { statusExitCode, type OpenCounts, type StatusReport, type UnfinishedSweep, type Unseen } from './status.ts';
import { stuckAlerts, type WaitingAlerts } from './waiting-alerts.ts';

/** The version of the answer's form; docs/schemas/status.v1.json describes it. */
const STATUS_VERSION = '1';

export const statusJson = (report: StatusReport): string => safeJson({ schemaVersion: STATUS_VERSION, ...report });

/** What is not seen first, then the sweeps, then how many findings are open, and which alerts wait. */
export function statusText(report: StatusReport, colors: Colors): string {
  const { unseen, scopes, unfinished, findings, waiting, at } = report;
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
    section('Alerts that wait', waitingLines(waiting), colors),
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

function findingLines(counts: OpenCounts, colors: Colors): readonly string[] {
  const { total, severities, codes, nextOutage, daysToNextOutage = 0 } = counts;
  if (total === 0) return ['none'];
  const bySeverities = SEVERITIES.filter((severity) => severities[severity] > 0).map(
    (severity) => `${severities[severity]} ${bySeverity(colors, severity)}`,
  );
  const byCodes = Object.entries(codes).map(([code, count]) => `${code} ${count}`);
  const outage =
    nextOutage === undefined
      ? 'no outage is foretold'
      : `next outage: in ${counted(daysToNextOutage, 'day')}, on ${dayOf(nextOutage) ?? ''}`;
  return [`${total}: ${bySeverities.join(', ')}`, ...safeLines([listed(byCodes), outage])];
}

/** A line a channel; what nobody could send stands last. */
function waitingLines({ channels, unsent }: WaitingAlerts): readonly string[] {
  const lines = channels.map(({ channel, count, since, refusals, nextTry, why }) => {
    const tried = why === undefined ? '' : `, not taken ${counted(refusals, 'time')}: ${shortened(why)}`;
    return `${channel}: ${count} since ${since}${tried}; tried again on ${nextTry}`;
  });
  const left =
    unsent && `topic, bus or a queue: ${unsent.count} since ${unsent.since}; the log of deliver-alerts says why`;
  return safeLines([...lines, ...(left === undefined ? [] : [left])]);
}

function endingOf(report: StatusReport, colors: Colors): string {
  const code = statusExitCode(report);
  if (code === EXIT.clean)
    return colors.green('Exit code 0: swept in time, all was read, no finding is open, no alert is stuck.');
  if (code === EXIT.findings) {
    const stuck = stuckAlerts(report.waiting);
    const alerts = stuck === 0 ? '' : `, ${counted(stuck, 'alert')} not delivered`;
    return colors.red(`Exit code 1: ${counted(report.findings.total, 'finding')} open${alerts}, somebody has to act.`);
  }
  return colors.yellow('Exit code 2: something is not seen, so nobody knows.');
}
