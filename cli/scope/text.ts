import type { ScopeStanding } from '../../core/domain/sweep/missed.ts';
import type { Colors } from '../text/colors.ts';
import { counted, safeJson, safeLines } from '../text/lines.ts';
import { listed, rows, section, sectioned } from '../text/sections.ts';
import type { ScopeReport, ShownScope } from './scope.ts';

/** The version of the answer's form; docs/schemas/scopes.v1.json describes it. */
const SCOPES_VERSION = '1';

export const scopesJson = (report: ScopeReport): string => safeJson({ schemaVersion: SCOPES_VERSION, ...report });

/** Each scope with what it reads, how it stands, and what was found there. */
export function scopesText({ scopes, changed }: ScopeReport, colors: Colors): string {
  if (scopes.length === 0) return 'It is removed: what it read is swept only where another scope reads it.\n';
  const done = changed === undefined ? [] : [changed === 'set' ? 'It is set.' : 'It is removed. What holds now:'];
  return sectioned([done, ...scopes.map((scope) => section(titleOf(scope), linesOf(scope, colors), colors))]);
}

const titleOf = ({ name, source }: ShownScope): string =>
  safeLines([source === 'set' ? name : `${name} (as deployed)`]).join('');

function linesOf(scope: ShownScope, colors: Colors): readonly string[] {
  const { accounts, organizationalUnits = [], regions, everyHours, include, businessUnit, tags = {}, found } = scope;
  const kept = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const included = [include.expired && 'expired', include.revoked && 'revoked'].filter((each) => each !== false);
  const lines = rows([
    ['accounts', typeof accounts === 'string' ? accounts : listed(accounts)],
    ['below', organizationalUnits.length === 0 ? undefined : listed(organizationalUnits)],
    ['regions', listed(regions)],
    ['swept', everyHours === 1 ? 'every hour' : `every ${everyHours} hours`],
    ['included', included.length === 0 ? undefined : included.join(', ')],
    ['business unit', businessUnit],
    ['tags', kept.length === 0 ? undefined : listed(kept)],
    [
      'found',
      found &&
        `${counted(found.certificates, 'certificate')} in ${counted(found.places, 'place')}` +
          (found.unreadable === 0 ? '' : `; ${found.unreadable} could not be read`),
    ],
  ]);
  return [...lines, standingText(scope.standing, colors)];
}

/** Whether a scope was swept in time, in one line. */
export function standingText(
  { state, finished, begun, dueBy = '' }: Omit<ScopeStanding, 'scope' | 'everyHours'>,
  colors: Colors,
): string {
  const last =
    finished === undefined
      ? begun === undefined
        ? 'no sweep of it ever began'
        : `begun on ${begun}, and no end is known`
      : `last swept on ${finished.startedAt}`;
  if (state === 'on-time') return `${colors.green('on time')}: ${last}, the next by ${dueBy}`;
  if (state === 'never') return `${colors.yellow('never swept')}: ${last}`;
  return `${colors.red('missed')}: ${last}, the next was due by ${dueBy}`;
}
