import type { Scope } from './sweep.ts';

const HOUR = 60 * 60 * 1000;

/** Schedules are minutes late, or early: a scope that is due within so long is not left for another hour. */
const TOLERANCE = 10 * 60 * 1000;

/**
 * The scopes whose time has come.
 * @param lastBegun when each was last begun, by name, ISO 8601
 * @param now ISO 8601
 */
export const dueScopes = (
  scopes: readonly Scope[],
  lastBegun: ReadonlyMap<string, string>,
  now: string,
): readonly Scope[] =>
  scopes.filter(({ name, everyHours }) => {
    const last = lastBegun.get(name);
    return last === undefined || Date.parse(last) + everyHours * HOUR - TOLERANCE <= Date.parse(now);
  });
