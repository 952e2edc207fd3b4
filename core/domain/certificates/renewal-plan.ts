import { isIssuanceRecord } from './certificate-trigger.ts';
import type { CertificateFindingCode } from '../findings/certificate-finding-codes.ts';
import type { Certificate } from './certificate.ts';
import { outsideAcm } from './outside-acm.ts';
import type { CertificateVerdict } from './certificate-verdict.ts';
import type { Strategy } from '../reissue/strategy.ts';

/** What is to be done about a certificate. The Choice states branch on these names. */
export const PLAN_ACTIONS = ['leave', 'alert', 'reissue'] as const;

/** What is to be done, and why; `strategy` names how a replacement would be delivered. */
export interface RenewalPlan {
  readonly action: (typeof PLAN_ACTIONS)[number];
  readonly strategy?: Strategy;
  readonly why: string;
  /** RenewGuard replaces it now, and tells how that ends: nobody has to act before. */
  readonly underWay?: true;
}

/**
 * What a verdict calls for: leave it, tell somebody what only they can mend, or replace the certificate. Replacing is planned
 * here and carried out by a reissue; until a delivery route is known, what fits the certificate is named.
 */
export const planFor = ({ code }: Pick<CertificateVerdict, 'code'>, certificate: Plannable = NOT_READ): RenewalPlan =>
  code === undefined ? { action: 'leave', why: 'nobody has to act' } : PLANS[code](certificate);

/**
 * Whether a finding would come too early: ACM announces a certificate the moment it is issued, before anybody could have put it
 * to use; and of one that a private CA issued directly nothing has to be known yet, should it not be readable, or have failed in
 * the end. Whoever asks by hand wants to know all the same, and later events ask again.
 */
export const isTooEarly = ({ code }: Pick<CertificateVerdict, 'code'>, eventName: string): boolean =>
  (code === 'NotEligible' && eventName === 'ACM Certificate Available') ||
  (code === 'RenewalUndeterminable' && isIssuanceRecord(eventName));

export const JUST_ISSUED: RenewalPlan = { action: 'leave', why: 'it was issued just now: it is too early to tell' };

/** What a plan depends on beside the verdict. */
type Plannable = Pick<Certificate, 'kind' | 'inUse'>;

/** Of what could not be read nothing is planned that depends on it. */
const NOT_READ: Plannable = { kind: 'private', inUse: false };

const reissue = (strategy: Strategy, why: string): RenewalPlan => ({ action: 'reissue', strategy, why });

const alert =
  (why: string): (() => RenewalPlan) =>
  () => ({ action: 'alert', why });

const mended = alert('the certificate can stay: what keeps it from being renewed has to be mended');

const replaced = ({ kind, inUse }: Plannable): RenewalPlan => {
  if (outsideAcm({ kind }) !== undefined)
    return {
      action: 'alert',
      why: 'RenewGuard replaces nothing in IAM: whoever put it there puts another one in its place',
    };
  if (!inUse) return reissue('notify', 'nothing tells where it is served: whoever made it must replace it');
  return kind === 'imported'
    ? reissue('acm-import', 'the services that use it keep its ARN: a new certificate is imported into the same')
    : reissue('acm-managed', 'a new certificate is requested through ACM and put in its place');
};

const PLANS: Readonly<Record<CertificateFindingCode, (certificate: Plannable) => RenewalPlan>> = {
  RenewalBlocked: mended,
  RenewalStuck: mended,
  RenewalOverdue: mended,
  RenewalUndeterminable: alert('nobody knows whether it will be renewed: what AWS did not tell has to be asked again'),
  NotEligible: alert('only whoever made it knows whether anybody needs it: then it is exported, else deleted'),
  Expired: alert('it has ended: whoever still needs it replaces it, and it can be deleted'),
  ReexportNeeded: () =>
    reissue('export', 'the renewed certificate must be exported and installed where the old one is served'),
  RenewalFailed: replaced,
  ImportedExpiring: replaced,
  UnmanagedExpiring: replaced,
  ExpiredInUse: replaced,
  RevokedInUse: replaced,
};
