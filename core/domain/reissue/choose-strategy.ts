import { howToRoute, isRenewedByAcm, type ChoosingFacts } from './choosing-facts.ts';
import { RouteUnusable } from './refusals.ts';
import { obstacleTo } from './strategy-obstacles.ts';
import type { Strategy } from './strategy.ts';

export { ROUTE_SECRET_MISSING } from './strategy-obstacles.ts';

/** How a certificate is replaced, and why so. */
export interface ChosenStrategy {
  readonly strategy: Strategy;
  readonly why: string;
}

/** A case, and what is done in it. */
interface Rule {
  readonly strategy: Strategy;
  readonly fits: (facts: ChoosingFacts) => boolean;
  readonly why: (facts: ChoosingFacts) => string;
}

/** What to do where no route says it: the first that fits. */
const RULES: readonly Rule[] = [
  {
    strategy: 'notify',
    fits: ({ certificate }) => certificate.isAuthority === true,
    why: () => "it is a CA's own certificate: whoever runs the CA renews it",
  },
  {
    strategy: 'acm-import',
    fits: ({ certificate, hasKnownAuthority }) =>
      certificate.kind === 'imported' && certificate.inUse && hasKnownAuthority,
    why: () => 'it was imported, and services use it: a new one is imported into the same ARN, which they keep',
  },
  {
    strategy: 'notify',
    fits: (facts) => isRenewedByAcm(facts) === undefined,
    why: () => 'whether ACM renewed it could not be read: nothing is done before that is known',
  },
  {
    strategy: 'export',
    fits: (facts) => isRenewedByAcm(facts) === true && isExportable(facts) && facts.route.secret !== undefined,
    why: ({ route }) =>
      `ACM renews it, and its hosts read it from ${route.secret ?? ''}: what ACM has is published there`,
  },
  {
    strategy: 'secret',
    fits: ({ route, hasKnownAuthority }) => route.secret !== undefined && hasKnownAuthority,
    why: ({ route }) => `its route names the secret ${route.secret ?? ''}: a new one with a fresh key is stored there`,
  },
  {
    strategy: 'notify',
    fits: ({ route }) => route.secret !== undefined,
    why: authorityWanted,
  },
  {
    strategy: 'notify',
    fits: (facts) => isRenewedByAcm(facts) === true,
    why: (facts) =>
      `ACM has not given it up: whether it will renew it, npx renewguard explain ${facts.certificate.arn} tells. ` +
      `Where hosts serve a copy of it: ${howToRoute(facts, 'export')}`,
  },
  {
    strategy: 'acm-managed',
    fits: (facts) => isAdoptable(facts) && facts.verdictOfAuthority === 'granted',
    why: () => 'services use it, and nobody renews it: a new one is requested through ACM, which renews that one',
  },
  {
    strategy: 'notify',
    fits: isAdoptable,
    why: (facts) => obstacleTo('acm-managed', facts) ?? '',
  },
  {
    strategy: 'notify',
    fits: ({ certificate }) => certificate.kind === 'imported' && certificate.inUse,
    why: authorityWanted,
  },
];

const NOTHING_FITS: Omit<Rule, 'fits'> = {
  strategy: 'notify',
  why: (facts) =>
    `nothing tells where it is served: ${howToRoute(facts, 'secret')}` +
    (facts.recordedCsr === true ? '; where its key lies on a device: --strategy same-key' : ''),
};

/**
 * Decides how a certificate is replaced: as its route says, else as fits what is known of it. Pure.
 * @throws RouteUnusable where the route asks for what can't be done with this certificate
 */
export function chooseStrategy(facts: ChoosingFacts): ChosenStrategy {
  const { strategy } = facts.route;
  if (strategy === undefined) return whatFits(facts);
  const obstacle = obstacleTo(strategy, facts);
  if (obstacle !== undefined) throw new RouteUnusable(`strategy ${strategy}: ${obstacle}`);
  return { strategy, why: strategy === 'notify' ? 'its route says that people replace it' : 'its route says so' };
}

function whatFits(facts: ChoosingFacts): ChosenStrategy {
  const { strategy, why } = RULES.find(({ fits }) => fits(facts)) ?? NOTHING_FITS;
  return { strategy, why: why(facts) };
}

/** Of public ones only those that were exported before: which others may be, ACM tells nobody (service-facts 2.1). */
function isExportable({ certificate: { kind, exported } }: ChoosingFacts): boolean {
  return kind === 'private' || (kind === 'public' && exported === true);
}

/** A private certificate that services use: they can use another one of ACM's just as well. */
function isAdoptable({ certificate: { kind, inUse } }: ChoosingFacts): boolean {
  return inUse && (kind === 'private' || kind === 'issued');
}

function authorityWanted({ certificate: { arn } }: ChoosingFacts): string {
  return `no CA is known here that could issue its replacement: npx renewguard route set ${arn} --authority <ARN of the CA>`;
}
