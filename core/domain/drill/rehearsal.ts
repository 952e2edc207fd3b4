import type { AuthorityArn } from '../arn.ts';
import type { RelationVerdict } from '../authorities/authority-verdict.ts';
import type { Dependents } from '../authorities/dependents.ts';
import { withoutPermission } from '../authorities/needs/acm-permission.ts';
import { conclude } from '../authorities/observation.ts';
import { certificateSeverity } from '../findings/certificate-finding-codes.ts';
import {
  certificateChanges,
  troubleOf,
  type CertificateTrouble,
  type JudgedCertificate,
} from '../findings/certificate-finding.ts';
import { certificateNotice } from '../findings/certificate-notice.ts';
import { changesOf } from '../findings/finding.ts';
import { noticeOf } from '../findings/notice.ts';
import type { OutgoingNotice } from '../findings/outgoing-notice.ts';

/**
 * What would be told if ACM had lost its permission on a CA, with the certificates that really depend on it.
 * @param now ISO 8601
 */
export function rehearsedRemoval(authority: AuthorityArn, dependents: Dependents, now: string): OutgoingNotice {
  const unmet = [withoutPermission(authority)];
  const owner: RelationVerdict = {
    account: authority.account,
    standing: 'owner',
    verdict: 'missing',
    unmet,
    unjudged: [],
    moot: [],
  };
  const [change] = changesOf([], conclude(authority, [owner], dependents), now);
  if (change === undefined) throw new Error('A missing permission of the owner is always a finding.');
  return noticeOf(change);
}

/**
 * What is told of a certificate that is not well, as if for the first time; of one that is well, what would be if something kept
 * it from being renewed.
 * @param now ISO 8601
 */
export function rehearsedBlock(judged: JudgedCertificate, now: string): OutgoingNotice {
  const [change] = certificateChanges(undefined, troubleOf(judged) ?? supposedBlock(judged), false, now);
  if (change === undefined) throw new Error('A trouble that is new is always a finding.');
  return certificateNotice(change);
}

function supposedBlock({ certificate, verdict }: JudgedCertificate): CertificateTrouble {
  const { arn: certificateArn, account, domainName } = certificate;
  const { firstAttempt, outage } = verdict;
  return {
    certificateArn,
    account,
    ...(domainName === undefined ? {} : { domainName }),
    code: 'RenewalBlocked',
    severity: certificateSeverity('RenewalBlocked'),
    verdict: 'not-renewable',
    reason: 'supposed by the drill',
    message: 'ACM will not renew this certificate: what keeps it from being renewed would stand here.',
    remedy: [],
    plan: { action: 'alert', why: 'the certificate can stay: what keeps it from being renewed has to be mended' },
    ...(firstAttempt === undefined ? {} : { firstAttempt }),
    ...(outage === undefined ? {} : { outage }),
  };
}
