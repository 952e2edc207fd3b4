import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { HttpRequest } from './messages.ts';
import type { Operation, Service } from './operation.ts';

export type RestInput = Readonly<Record<string, unknown>>;

/** One method on one path of a service that speaks REST with JSON. */
export interface Route {
  readonly method: string;
  /** `/trustanchor/{trustAnchorId}/enable`: labels take one segment each. */
  readonly template: string;
  readonly operation: Operation;
  /** Members that the query has; a list is a parameter that may come several times. */
  readonly query?: Readonly<Record<string, 'text' | 'integer' | 'list'>>;
  /** Who calls, where that is not told by Signature Version 4. */
  readonly caller?: (
    request: HttpRequest,
    what: Pick<Call, 'service' | 'operation' | 'requestId'>,
    from: { readonly world: World; readonly input: () => RestInput },
  ) => Call;
}

export interface RestService extends Service {
  readonly routes: readonly Route[];
}

/** A route, and the labels of a path that is its. */
export interface Routed {
  readonly route: Route;
  readonly labels: Readonly<Record<string, string>>;
}

export function routed({ method, path }: HttpRequest, routes: readonly Route[]): Routed | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    const labels = route.method === method ? labelsIn(segments, route.template) : undefined;
    if (labels) return { route, labels };
  }
  return undefined;
}

/** Is there a route for this path, whatever the method? */
export const isRouted = ({ path }: HttpRequest, routes: readonly Route[]): boolean =>
  routes.some(({ template }) => labelsIn(path.split('/'), template) !== undefined);

function labelsIn(segments: readonly string[], template: string): Record<string, string> | undefined {
  const parts = template.split('/');
  if (parts.length !== segments.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = segments[index] ?? '';
    const label = /^\{(.+)\}$/.exec(part)?.[1];
    if (label === undefined && given !== part) return undefined;
    if (label === undefined) continue;
    const value = decoded(given);
    if (value === undefined || value === '') return undefined;
    labels[label] = value;
  }
  return labels;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
