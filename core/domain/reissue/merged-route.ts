import { ROUTE_SOURCES, type Route, type RouteSource } from './route.ts';

/** What one source says. */
export interface RoutePart {
  readonly source: RouteSource;
  readonly route: Route;
}

/** The route that counts, and which source decided each of its members. */
export interface MergedRoute {
  readonly route: Route;
  readonly from: Partial<Record<keyof Route, RouteSource>>;
}

const MEMBERS = {
  strategy: true,
  secret: true,
  authority: true,
  endpoint: true,
  hostReports: true,
  proofMinutes: true,
  revokeAfterDays: true,
  approval: true,
  windows: true,
  freezes: true,
  overrideDays: true,
  renewAtShare: true,
  csr: true,
  template: true,
} as const satisfies Record<keyof Route, true>;

/** The names of a route's members. */
export const ROUTE_MEMBERS = Object.keys(MEMBERS) as readonly (keyof Route)[];

/** Puts routes together: the nearest source that says something about a member decides it, whatever the others say. */
export function mergedRoute(parts: readonly RoutePart[]): MergedRoute {
  const nearestFirst = parts.toSorted((one, other) => nearness(one) - nearness(other));
  const decided = ROUTE_MEMBERS.flatMap((member) => {
    const part = nearestFirst.find(({ route }) => route[member] !== undefined);
    return part === undefined ? [] : [{ member, value: part.route[member], source: part.source }];
  });
  return {
    route: Object.fromEntries(decided.map(({ member, value }) => [member, value])),
    from: Object.fromEntries(decided.map(({ member, source }) => [member, source])),
  };
}

const nearness = ({ source }: RoutePart): number => ROUTE_SOURCES.indexOf(source);
