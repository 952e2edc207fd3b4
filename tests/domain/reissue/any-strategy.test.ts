import fc from 'fast-check';
import type { RenewalStatus } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { chooseStrategy } from '../../../core/domain/reissue/choose-strategy.ts';
import type { ChoosingFacts } from '../../../core/domain/reissue/choosing-facts.ts';
import { RouteUnusable } from '../../../core/domain/reissue/refusals.ts';
import type { Route } from '../../../core/domain/reissue/route.ts';
import { STRATEGIES } from '../../../core/domain/reissue/strategy.ts';
import { AUTHORITY_ARN } from '../../builders/accounts.ts';
import { certificateFacts } from '../../builders/certificate-arbitraries.ts';

describe('whatever is known of a certificate', () => {
  const routes: fc.Arbitrary<Route> = fc.record(
    {
      strategy: fc.constantFrom(...STRATEGIES),
      secret: fc.constant('web/tls'),
      csr: fc.constant('a CSR'),
      authority: fc.constant(AUTHORITY_ARN),
      hostReports: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const renewals = fc.option(
    fc.constantFrom<RenewalStatus>('SUCCESS', 'FAILED', 'PENDING_AUTO_RENEWAL').map((status) => ({ status })),
    { nil: undefined },
  );
  const facts: fc.Arbitrary<ChoosingFacts> = fc
    .record({
      facts: certificateFacts,
      renewal: renewals,
      route: routes,
      verdictOfAuthority: fc.constantFrom('granted', 'missing', 'undeterminable', undefined),
      recordedCsr: fc.boolean(),
    })
    .map(({ facts: { certificate }, renewal, route, verdictOfAuthority, recordedCsr }) => ({
      certificate: { ...certificate, renewal: known(renewal) },
      route,
      recordedCsr,
      hasKnownAuthority: verdictOfAuthority !== undefined,
      ...(verdictOfAuthority && { verdictOfAuthority }),
    }));

  test('a strategy is chosen with a reason, or the route is refused; what is chosen by itself is never what a route may not ask for', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { strategy: _, ...route } = given.route;
        const fitting = chooseStrategy({ ...given, route });
        expect(fitting.why).not.toBe('');
        const asked = { ...given, route: { ...route, strategy: fitting.strategy } };
        expect(chooseStrategy(asked).strategy).toBe(fitting.strategy);
        if (given.route.strategy === undefined) return;
        try {
          expect(chooseStrategy(given).strategy).toBe(given.route.strategy);
        } catch (error) {
          expect(error).toBeInstanceOf(RouteUnusable);
        }
      }),
    );
  });

  test('same-key is never chosen by itself, nor acm-managed where the CA does not grant it', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { strategy: _, ...route } = given.route;
        const { strategy } = chooseStrategy({ ...given, route });
        expect(strategy).not.toBe('same-key');
        if (strategy === 'acm-managed') expect(given.verdictOfAuthority).toBe('granted');
      }),
    );
  });
});
