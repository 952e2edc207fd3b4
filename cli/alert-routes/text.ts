import type { AlertRoute } from '../../core/domain/alerts/alert-routes.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import type { AlertRoutesReport, Told } from './alert-routes.ts';

/** The version of the answers' form; docs/schemas/alert-routes.v1.json describes it. */
const ALERT_ROUTES_VERSION = '1';

const SOURCES: Readonly<Record<AlertRoutesReport['source'], string>> = {
  set: 'set',
  deployed: 'as deployed (parameter AlertRoutes)',
  none: 'there are none: the default topic is told of everything',
};

/** The routing table, for people. */
export function alertRoutesText({ source, routes, by, at, problem }: AlertRoutesReport): string {
  const who = `${by === undefined ? '' : ` by ${by}`}${at === undefined ? '' : ` on ${at}`}`;
  return lines([
    `Alert routes: ${SOURCES[source]}${who}`,
    ...(problem === undefined ? [] : [`What was deployed does not count: ${problem}`]),
    ...routes.flatMap((route) => ['', ...routeLines(route)]),
    ...(routes.length === 0
      ? []
      : ['', 'What no route fits goes to the default topic; programs hear of everything on the bus.']),
  ]);
}

/** Who would be told, for people. */
export const toldText = ({ channels, routes }: Told): string =>
  lines([
    routes.length === 0 ? 'No route fits.' : `Routes that fit: ${routes.join(', ')}`,
    ...channels.map((channel) => `  ${channel}`),
  ]);

export const alertRoutesJson = (report: AlertRoutesReport | Told): string =>
  safeJson({ schemaVersion: ALERT_ROUTES_VERSION, ...report });

const CONDITIONS = [
  ['owners', 'owner'],
  ['businessUnits', 'business unit'],
  ['accounts', 'account'],
  ['severities', 'severity'],
  ['codes', 'code'],
  ['kinds', 'kind'],
] as const;

function routeLines(route: AlertRoute): readonly string[] {
  const conditions = CONDITIONS.flatMap(([member, name]) => {
    const values = route[member];
    return values === undefined ? [] : [`  ${name.padEnd(13)} ${values.join(', ')}`];
  });
  return [
    route.name,
    ...(conditions.length === 0 ? ['  everything'] : conditions),
    ...route.channels.map((channel) => `  → ${channel}`),
  ];
}

const lines = (all: readonly string[]): string => `${safeLines(all).join('\n')}\n`;
