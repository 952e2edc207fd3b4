import type { Certificate } from '../certificates/certificate.ts';
import type { Route } from './route.ts';
import type { Strategy } from './strategy.ts';

/** What the choice of a strategy depends on. */
export interface ChoosingFacts {
  readonly certificate: Pick<
    Certificate,
    'arn' | 'kind' | 'status' | 'inUse' | 'exported' | 'eligibility' | 'renewal' | 'isAuthority'
  >;
  readonly route: Route;
  /** Whether the CA is known that would issue the replacement. */
  readonly hasKnownAuthority: boolean;
  /** Whether that CA lets ACM of the certificate's account renew from it; absent where no CA is known. */
  readonly verdictOfAuthority?: 'granted' | 'missing' | 'undeterminable';
  /** Whether a record told the CSR that the certificate was issued for. */
  readonly recordedCsr?: boolean;
}

/** ACM holds the key, and renews the certificate as long as it may. */
export const isHeldByAcm = ({ certificate: { kind } }: ChoosingFacts): boolean =>
  kind === 'private' || kind === 'public';

/** ACM's last word is not that it can't: what it holds stays in force. Undefined: it could not be read. */
export function isRenewedByAcm(facts: ChoosingFacts): boolean | undefined {
  const { status, renewal } = facts.certificate;
  if (!isHeldByAcm(facts) || status !== 'ISSUED') return false;
  if (!renewal.known) return undefined;
  return renewal.value === undefined || renewal.value.status === 'SUCCESS';
}

/** How somebody gives a certificate a route: the command, and the tags where the certificate can have some. */
export function howToRoute({ certificate: { arn, kind } }: ChoosingFacts, strategy: Strategy): string {
  const command = `npx renewguard route set ${arn} --strategy ${strategy}`;
  const tag = `tag it renewguard:strategy=${strategy}`;
  const [option, more] = strategy === 'acm-managed' ? ['', ''] : [' --secret <name>', ' and renewguard:secret=<name>'];
  return kind === 'issued' ? `${command}${option}` : `${command}${option}, or ${tag}${more}`;
}
