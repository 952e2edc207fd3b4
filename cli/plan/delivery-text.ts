import type { Strategy } from '../../core/domain/reissue/strategy.ts';
import { rows, type Row } from '../text/sections.ts';
import type { PlannedDelivery, PlanReport } from './report.ts';

/** How a replacement would be made, delivered and proven. */
export function deliveryLines({ delivery, strategy, certificate }: PlanReport): readonly string[] {
  if (delivery === undefined || strategy === undefined || certificate === undefined) return [];
  return rows([
    ['Stays', STAYS[strategy]],
    ['Key', keyText(delivery, certificate.keyType)],
    ...requestRows(delivery),
    ['Put into', delivery.place],
    ['When', whenText(delivery)],
    ['Proof', delivery.proof.join('; ')],
    ['Way back', wayBackText(delivery, strategy)],
    ['The old one', oldText(delivery, strategy)],
  ]);
}

const ALL_OF_IT = 'subject, names, usages, further extensions, key type and size, lifetime';

/** What the replacement says as the certificate does. */
const STAYS: Record<Strategy, string> = {
  secret: ALL_OF_IT,
  'acm-import': `${ALL_OF_IT}, and the ARN`,
  'same-key': `${ALL_OF_IT}, and the key itself`,
  export: 'all of it: what ACM renewed is delivered, nothing is issued',
  'acm-managed': 'DNS names and key type; ACM decides the rest: the first name is the subject, and it lives 13 months',
  notify: 'all of it',
};

function keyText({ key }: PlannedDelivery, keyType: string): string {
  const texts: Record<PlannedDelivery['key'], string> = {
    fresh: `a fresh one, ${keyType}, made in memory and stored at once, with its CSR, as a secret that is deleted after the proof`,
    device: 'the present one, which stays on its device and is never seen',
    acm: "ACM's; RenewGuard makes none",
  };
  return texts[key];
}

function requestRows({ request }: PlannedDelivery): readonly Row[] {
  if (request === undefined) return [];
  const caps = {
    authority: "; capped: the CA's own certificate ends then",
    'short-lived': '; capped: the CA issues for seven days at most',
  };
  const capped = request.cappedBy === undefined ? '' : caps[request.cappedBy];
  return [
    ['CA', request.authorityArn],
    ['Template', request.templateArn],
    ['Signed with', request.signingAlgorithm],
    ['Valid until', `${request.notAfter}, if it is issued now${capped}`],
  ];
}

function whenText({ gate, approval, overrideAt }: PlannedDelivery): string {
  if (gate.open && gate.overridden === true) return `at once: ${gate.why ?? ''}`;
  const opening = gate.open ? 'at once' : `issued at once, delivered from ${gate.opensAt} on: ${gate.why}`;
  const why = gate.open && gate.why !== undefined ? `: ${gate.why}` : '';
  const asked = approval ? `; a person is asked before, and without an answer it is delivered on ${overrideAt}` : '';
  return `${opening}${why}${asked}`;
}

function wayBackText({ wayBack }: PlannedDelivery, strategy: Strategy): string {
  if (wayBack === undefined) return 'not known: what tells it could not be read';
  if (wayBack !== null) return wayBack;
  return strategy === 'acm-import'
    ? 'there is no way back: ACM gives no key back, and RenewGuard holds none of what was imported there'
    : 'there is no way back: nothing stands there yet that could be put back';
}

function oldText({ revokeAfterDays }: PlannedDelivery, strategy: Strategy): string | undefined {
  if (strategy === 'export') return undefined;
  return revokeAfterDays === undefined
    ? 'is marked as replaced after the proof, and never revoked'
    : `is marked as replaced after the proof, and revoked ${revokeAfterDays} days later if nobody serves it any more`;
}
