import { ROUTE_SECRET_MISSING } from '../../domain/reissue/choose-strategy.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { RouteUnusable } from '../../domain/reissue/refusals.ts';
import { importedSecret, publishedSecret } from '../names.ts';

/** The secret that a certificate is delivered to; for `acm-import`, the one in which what was imported is kept. */
export function secretOf({ strategy, route, replaces }: Pick<Issuance, 'strategy' | 'route' | 'replaces'>): string {
  if (strategy === 'acm-import') return importedSecret(replaces.certificateArn);
  if (route.secret !== undefined) return route.secret;
  if (strategy === 'same-key') return publishedSecret(replaces);
  throw new RouteUnusable(ROUTE_SECRET_MISSING);
}
