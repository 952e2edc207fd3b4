import type { ChangeWindow, Freeze, RouteSource } from '../../core/domain/reissue/route.ts';
import type { RoutedMember } from '../plan/report.ts';
import { rows, shortened } from './sections.ts';

/** Where a member of a route came from, for people. @param given how a route that came with the command is called */
const SOURCES: Record<RouteSource, string> = {
  execution: 'given here',
  record: 'set for it (renewguard route)',
  'certificate tags': 'a tag of it',
  'authority record': 'set for its CA (renewguard route)',
  'authority tags': 'a tag of its CA',
};

/** A route with the source of each member. */
export const routeLines = (route: readonly RoutedMember[]): readonly string[] =>
  rows(route.map(({ member, value, source }) => [member, `${valueText(member, value)}  ← ${SOURCES[source]}`]));

/** A route as it was set: members without sources. */
export const recordLines = (route: object): readonly string[] =>
  rows(Object.entries(route).map(([member, value]) => [member, valueText(member, value)]));

function valueText(member: string, value: unknown): string {
  if (member === 'csr') return `a signing request of ${String(value).length} characters`;
  if (member === 'windows') return (value as readonly ChangeWindow[]).map(windowText).join(' or ');
  if (member === 'freezes') return (value as readonly Freeze[]).map(freezeText).join(' and ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return shortened(String(value), 600);
}

export const windowText = ({ cron, minutes, timeZone }: ChangeWindow): string =>
  `"${cron}" for ${minutes} minutes (${timeZone})`;

const freezeText = ({ from, to, timeZone }: Freeze): string => `${from} to ${to} (${timeZone})`;
