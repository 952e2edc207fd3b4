import type { Colors } from '../text/colors.ts';
import { columns } from '../text/columns.ts';
import { counted, dayOf, safeJson, safeLines } from '../text/lines.ts';
import type { ListedFinding } from './findings.ts';

/** The version of the answer's form; docs/schemas/open-findings.v1.json describes it. */
const OPEN_FINDINGS_VERSION = '1';

const HEAD = ['severity', 'code', 'age', 'deadline', 'state', 'subject'];
const DAY = 24 * 60 * 60 * 1000;

/** What is open, for people. @param now ISO 8601 */
export function findingsText(findings: readonly ListedFinding[], now: string, colors: Colors): string {
  if (findings.length === 0) return 'Nothing that fits is open.\n';
  const rows = findings.map((each) => [...safeLines(cellsOf(each, now))]);
  return `${[...columns(HEAD, rows, colors), '', counted(findings.length, 'finding')].join('\n')}\n`;
}

export const findingsJson = (findings: readonly ListedFinding[]): string =>
  safeJson({ schemaVersion: OPEN_FINDINGS_VERSION, findings });

function cellsOf(each: ListedFinding, now: string): readonly string[] {
  const { severity, code, openedAt, deadline, subject } = each;
  const days = Math.floor((Date.parse(now) - Date.parse(openedAt)) / DAY);
  return [severity, code, counted(Math.max(0, days), 'day'), dayOf(deadline) ?? '', stateOf(each), subject];
}

function stateOf({ state, remindedDays, muted }: ListedFinding): string {
  if (muted !== undefined) return `muted until ${dayOf(muted.until) ?? ''} by ${muted.by}: ${muted.reason}`;
  if (state === 'told-with-authority') return 'told with its CA';
  return state === 'reminded' && remindedDays !== undefined ? `reminded ${counted(remindedDays, 'day')}` : state;
}
