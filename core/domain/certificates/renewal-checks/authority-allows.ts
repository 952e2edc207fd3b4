import { standingOf } from '../../authorities/authority-standing.ts';
import { describeUnreadable } from '../../fact.ts';
import type { CertificateFacts } from '../certificate.ts';
import { noAuthorityNamed, passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** The CA is there, ACTIVE, general purpose, and lets ACM of the certificate's account use it (service-facts 1.2, 1.3, 1.6). */
export const authorityAllows: Check = {
  name: 'the CA lets ACM renew',
  appliesTo: ({ certificate }) => certificate.kind === 'private',
  check,
};

function check({ certificate, authority }: CertificateFacts): CheckResult {
  if (authority === undefined) return unknownBecause(noAuthorityNamed(certificate));
  if (!authority.known) return unknownBecause(authority.why);
  const { unmet, unjudged } = standingOf(authority.value, certificate.account);
  const [first, ...others] = unmet;
  if (first !== undefined) {
    const also = others.length === 0 ? '' : ` Also: ${others.map(({ message }) => message).join(' ')}`;
    return settled([first, ...others].map(({ code, missing }) => `${code}: ${missing.join(', ')}`).join('; '), {
      verdict: 'not-renewable',
      code: 'RenewalBlocked',
      reason: first.code,
      message: `ACM will not be able to renew the certificate. ${first.message}${also}`,
      remedy: [...new Set(unmet.flatMap(({ remedy }) => remedy))],
    });
  }
  const doubt = unjudged[0];
  if (doubt !== undefined) {
    const message = [...new Set(unjudged.map(({ why }) => describeUnreadable(why)))].join('. ');
    return unknownBecause(unjudged.length === 1 ? doubt.why : { ...doubt.why, message });
  }
  return passed(`${authority.value.authority.arn}: ACTIVE, general purpose, granted`);
}
