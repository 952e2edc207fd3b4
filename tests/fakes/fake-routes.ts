import type { Route } from '../../core/domain/reissue/route.ts';
import type { RouteRecords } from '../../core/reissue/ports.ts';

/** The routes that were set, as the table keeps them. */
export class FakeRoutes implements RouteRecords {
  readonly #routes = new Map<string, string>();

  routeOf(arn: string): Promise<Route | undefined> {
    const route = this.#routes.get(arn);
    return Promise.resolve(route === undefined ? undefined : (JSON.parse(route) as Route));
  }

  setRoute(arn: string, route: Route | undefined): Promise<void> {
    if (route === undefined) this.#routes.delete(arn);
    else this.#routes.set(arn, JSON.stringify(route));
    return Promise.resolve();
  }
}
