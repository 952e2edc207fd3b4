import { describeUnreadable } from '../../core/domain/fact.ts';
import type { Colors } from '../text/colors.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { recordLines, routeLines } from '../text/route.ts';
import { section, sectioned } from '../text/sections.ts';
import type { RouteReport } from './route.ts';

/** The version of the answer's form; docs/schemas/delivery-route.v1.json describes it. */
const ROUTE_VERSION = '1';

export const routeJson = (report: RouteReport): string => safeJson({ schemaVersion: ROUTE_VERSION, ...report });

/** What is set, and what counts with where it comes from. */
export function routeText(
  { arn, kind, changed, record, route, problem, unreadable }: RouteReport,
  colors: Colors,
): string {
  const what = kind === 'certificate' ? 'for it' : 'for all that it issued';
  const none = changed === undefined ? `Nothing is set ${what}.` : `Nothing is set ${what} any more.`;
  const counts = route === undefined ? [] : route.length === 0 ? ['Nothing: what fits is chosen.'] : routeLines(route);
  const problems = [
    ...(problem === undefined ? [] : [`✗ ${problem}`]),
    ...unreadable.map((gap) => `? ${describeUnreadable(gap)}; ${gap.advice}`),
  ];
  const next = kind === 'certificate' ? [colors.dim(`What comes of it: npx renewguard plan ${arn}`)] : [];
  return sectioned([
    [colors.bold(safeLines([arn]).join(''))],
    record === undefined
      ? [none]
      : section(changed === undefined ? 'Set' : `Set ${what} now`, recordLines(record), colors),
    section(
      kind === 'certificate' ? 'What counts' : 'What counts where a certificate says nothing else',
      counts,
      colors,
    ),
    section('Not known', safeLines(problems), colors),
    next,
  ]);
}
