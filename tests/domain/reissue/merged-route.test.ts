import fc from 'fast-check';
import { mergedRoute, type RoutePart } from '../../../core/domain/reissue/merged-route.ts';
import { ROUTE_SOURCES, type Route, type RouteSource } from '../../../core/domain/reissue/route.ts';

const part = (source: RouteSource, route: Route): RoutePart => ({ source, route });

const routes: fc.Arbitrary<Route> = fc.record(
  {
    strategy: fc.constantFrom('secret' as const, 'notify' as const),
    secret: fc.constantFrom('a', 'b'),
    approval: fc.boolean(),
    overrideDays: fc.nat(3),
    windows: fc.constantFrom([], [{ cron: '0 2 * * *', minutes: 60, timeZone: 'UTC' }]),
  },
  { requiredKeys: [] },
);

const parts = fc.array(fc.record({ source: fc.constantFrom(...ROUTE_SOURCES), route: routes }));

describe('routes put together', () => {
  test('each member comes from the nearest source that says it', () => {
    const merged = mergedRoute([
      part('authority tags', { strategy: 'notify', approval: true, overrideDays: 5 }),
      part('certificate tags', { strategy: 'secret', secret: 'tagged' }),
      part('record', { secret: 'recorded' }),
      part('execution', {}),
    ]);
    expect(merged).toEqual({
      route: { strategy: 'secret', secret: 'recorded', approval: true, overrideDays: 5 },
      from: {
        strategy: 'certificate tags',
        secret: 'record',
        approval: 'authority tags',
        overrideDays: 'authority tags',
      },
    });
  });

  test('false, 0 and an empty list are said as well', () => {
    const nearest = part('record', { approval: false, overrideDays: 0, windows: [] });
    const windows = [{ cron: '0 2 * * *', minutes: 60, timeZone: 'UTC' }];
    const { route } = mergedRoute([part('authority record', { approval: true, overrideDays: 3, windows }), nearest]);
    expect(route).toEqual(nearest.route);
  });

  test('nothing said is an empty route', () => {
    expect(mergedRoute([])).toEqual({ route: {}, from: {} });
  });

  test('what no route has is left out, whoever wrote it', () => {
    const hostile = JSON.parse('{"__proto__": {"secret": "x"}, "constructor": 1, "secret": "mine"}') as Route;
    expect(mergedRoute([part('record', hostile)])).toEqual({ route: { secret: 'mine' }, from: { secret: 'record' } });
  });

  test('whatever is put together, every member stands as its source said it, and no nearer source said another', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const { route, from } = mergedRoute(given);
        expect(Object.keys(from)).toEqual(Object.keys(route));
        for (const [member, source] of Object.entries(from) as [keyof Route, RouteSource][]) {
          const saying = given.filter((each) => each.route[member] !== undefined);
          const first = saying.find((each) => each.source === source);
          expect(route[member]).toBe(first?.route[member]);
          const nearest = Math.min(...saying.map((each) => ROUTE_SOURCES.indexOf(each.source)));
          expect(ROUTE_SOURCES.indexOf(source)).toBe(nearest);
        }
        expect(mergedRoute([part('execution', route)]).route).toEqual(route);
      }),
    );
  });
});
