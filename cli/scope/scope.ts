import type { SweepRecords } from '../../core/sweep/ports.ts';
import { LATEST_SWEEPS } from '../../core/sweep/missed-sweeps.ts';
import { totalCounts } from '../../core/domain/sweep/counts.ts';
import { scopeStandings, type ScopeStanding } from '../../core/domain/sweep/missed.ts';
import { parseScope } from '../../core/domain/sweep/scope.ts';
import type { ScanOutcome, Scope } from '../../core/domain/sweep/sweep.ts';
import { asUsage } from '../subject.ts';
import { WrongUsage } from '../wrong-usage.ts';

/** The members that a scope can be without. */
export const SCOPE_MEMBERS = ['organizationalUnits', 'include', 'businessUnit', 'tags'] as const;

export type ScopeMember = (typeof SCOPE_MEMBERS)[number];

/** Members of a scope as they were typed. */
export type ScopeGiven = Readonly<Record<string, unknown>>;

export interface ScopePorts {
  readonly sweeps: Pick<SweepRecords, 'scopes' | 'setScope' | 'latest' | 'lastBegun' | 'outcomes'>;
  /** What is swept where no scope of its name is set. */
  readonly defaultScope: Scope;
  /** ISO 8601. */
  readonly now: string;
}

/** A scope, how it stands, and what its last sweep found there. */
export interface ShownScope extends Scope {
  /** `deployed`: nobody has set it. */
  readonly source: 'set' | 'deployed';
  readonly standing: Omit<ScopeStanding, 'scope' | 'everyHours'>;
  /** Of the last sweep that ended; absent: there was none. */
  readonly found?: { readonly places: number; readonly unreadable: number; readonly certificates: number };
}

export interface ScopeReport {
  readonly at: string;
  readonly changed?: 'set' | 'removed';
  readonly scopes: readonly ShownScope[];
}

/** @param name absent: all @throws WrongUsage where there is none of that name */
export async function showScopes(ports: ScopePorts, name?: string): Promise<ScopeReport> {
  const all = await allScopes(ports);
  const wanted = name === undefined ? all : all.filter((scope) => scope.name === name);
  if (wanted.length === 0) throw noSuchScope(name ?? '', all);
  return { at: ports.now, scopes: await shown(ports, wanted) };
}

/**
 * Sets members of a scope beside those that are set already, or were deployed.
 * @throws WrongUsage where nothing is given, or what is given makes no scope
 */
export async function setScope(ports: ScopePorts, name: string, given: ScopeGiven): Promise<ScopeReport> {
  if (Object.keys(given).length === 0)
    throw new WrongUsage('nothing to set: name at least one part of the scope, such as --every-hours 12');
  const before = (await allScopes(ports)).find((scope) => scope.name === name);
  const { source: _, ...kept } = before ?? { source: 'set' };
  const scope = asUsage(() => parseScope(merged(kept, { ...given, name })));
  await ports.sweeps.setScope(name, scope);
  return { at: ports.now, changed: 'set', scopes: await shown(ports, [{ ...scope, source: 'set' }]) };
}

/**
 * Takes members of a scope away, or all of it; of the default one what was deployed is left.
 * @param members none: all
 * @throws WrongUsage where nobody has set such a scope
 */
export async function removeScope(
  ports: ScopePorts,
  name: string,
  members: readonly ScopeMember[],
): Promise<ScopeReport> {
  const set = await ports.sweeps.scopes();
  const before = set.find((scope) => scope.name === name);
  if (before === undefined) throw noSuchScope(name, set);
  const left = Object.entries(before).filter(([member]) => !(members as readonly string[]).includes(member));
  const scope = members.length === 0 ? undefined : asUsage(() => parseScope(Object.fromEntries(left)));
  await ports.sweeps.setScope(name, scope);
  const standing = (await allScopes(ports)).filter((each) => each.name === name);
  return { at: ports.now, changed: 'removed', scopes: await shown(ports, standing) };
}

/** Units go with the organisation only: another answer to which accounts takes them away. */
function merged(kept: object, given: ScopeGiven): object {
  const { include = {}, ...before } = kept as { include?: object };
  const scope = { ...before, ...given, include: { ...include, ...(given['include'] as object | undefined) } };
  if (given['accounts'] === undefined || given['accounts'] === 'organization' || 'organizationalUnits' in given)
    return scope;
  const { organizationalUnits: _, ...withoutUnits } = scope as { organizationalUnits?: unknown };
  return withoutUnits;
}

type Sourced = Scope & Pick<ShownScope, 'source'>;

/** The scopes that are set; the deployed one where none of them is called so. */
export async function allScopes({
  sweeps,
  defaultScope,
}: Pick<ScopePorts, 'sweeps' | 'defaultScope'>): Promise<readonly Sourced[]> {
  const set = (await sweeps.scopes()).map((scope) => ({ ...scope, source: 'set' as const }));
  const isSet = set.some(({ name }) => name === defaultScope.name);
  return isSet ? set : [...set, { ...defaultScope, source: 'deployed' }];
}

async function shown({ sweeps, now }: ScopePorts, scopes: readonly Sourced[]): Promise<readonly ShownScope[]> {
  if (scopes.length === 0) return [];
  const [latest, begun] = await Promise.all([sweeps.latest(LATEST_SWEEPS), sweeps.lastBegun()]);
  const standings = scopeStandings(scopes, latest, begun, now);
  const ids = [...new Set(standings.flatMap(({ finished }) => finished?.id ?? []))];
  const outcomes = new Map(await Promise.all(ids.map(async (id) => [id, await sweeps.outcomes(id)] as const)));
  return scopes.map((scope, index) => {
    const { scope: _, everyHours: __, ...standing } = standings[index] ?? { scope: '', everyHours: 0, state: 'never' };
    const its = outcomes.get(standing.finished?.id ?? '')?.filter(({ place }) => place.scope === scope.name);
    return { ...scope, standing, ...(its && { found: foundIn(its) }) };
  });
}

function foundIn(outcomes: readonly ScanOutcome[]): NonNullable<ShownScope['found']> {
  const places = outcomes.filter(({ place }) => place.authorityArn === undefined);
  const { certificates } = totalCounts(outcomes.map(({ counts }) => counts));
  return {
    places: places.length,
    unreadable: outcomes.filter(({ outcome }) => outcome === 'unreadable').length,
    certificates,
  };
}

const noSuchScope = (name: string, all: readonly Scope[]): WrongUsage =>
  new WrongUsage(
    all.length === 0
      ? `there is no scope ${name}: nobody has set any`
      : `there is no scope ${name}: there are ${all.map((scope) => scope.name).join(', ')}`,
  );
