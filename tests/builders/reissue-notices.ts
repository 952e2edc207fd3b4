import * as notices from '../../core/domain/reissue/notices.ts';
import type { Doubt, Issuance } from '../../core/domain/reissue/issuance.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { PKI } from './accounts.ts';
import { anIssuance } from './issuances.ts';

export const NEW_SERIAL = '0a1b0a1b0a1b0a1b0a1b0a1b0a1b0a1b';
export const INTENT = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const SECRET_ARN = `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:web/tls-AbCdEf`;
export const TEMPORARY_ARN = `arn:aws:secretsmanager:eu-west-1:${PKI}:secret:renewguard/temporary/${INTENT}-1-GhIjKl`;
export const NOTICE_TIME = '2026-11-28T12:00:00.000Z';

export const DOUBT: Doubt = { token: '0f'.repeat(18), sentAt: '2026-11-28T10:00:00.000Z' };

/** The replacement of a certificate by secret, delivered and found there, changed as told. */
export const aProvenIssuance = (different: Partial<Issuance> = {}): Issuance => {
  const issuance = anIssuance({ intent: INTENT });
  return {
    ...issuance,
    state: 'proven',
    deliveries: 1,
    wayBack: 'the version of web/tls that is current now',
    issued: {
      certificateArn: `${issuance.request?.authorityArn ?? ''}/certificate/${NEW_SERIAL}`,
      serial: NEW_SERIAL,
      notAfter: '2027-12-28T12:00:00.000Z',
    },
    delivery: { at: NOTICE_TIME, version: { secretArn: SECRET_ARN, versionId: 'v2' }, previousVersionId: 'v1' },
    proof: {
      at: NOTICE_TIME,
      serial: NEW_SERIAL,
      seen: [`AWSCURRENT of web/tls: serial ${NEW_SERIAL}`, `www.example.com:443 serves serial ${NEW_SERIAL}`],
    },
    doubts: [DOUBT],
    ...different,
  };
};

/** Every notice that an issuance can cause, by name. */
export const everyNoticeOf = (issuance: Issuance, text = 'some text'): Readonly<Record<string, OutgoingNotice>> => ({
  replaced: notices.replacedNotice(issuance, NOTICE_TIME),
  failed: notices.failedNotice(issuance, { error: 'DeliveryRefused', message: text }, NOTICE_TIME),
  'put back': notices.failedNotice(issuance, { error: 'DeliveryUnproven', message: text }, NOTICE_TIME, text),
  waiting: notices.waitingNotice(issuance, text, 1800, NOTICE_TIME),
  approval: notices.approvalNotice(issuance, `${INTENT.slice(0, 12)}-1-1`, '2027-03-24T12:00:00.000Z', NOTICE_TIME),
  adoption: notices.adoptionNotice(issuance, NOTICE_TIME),
  install: notices.installNotice(issuance, NOTICE_TIME),
  doubt: notices.doubtNotice(issuance, DOUBT, NOTICE_TIME),
  'settled without orphans': notices.settledNotice(issuance, [], NOTICE_TIME),
  'settled with orphans': notices.settledNotice(issuance, [issuance.issued?.certificateArn ?? ''], NOTICE_TIME),
  'left-overs': notices.leftOversNotice([TEMPORARY_ARN], NOTICE_TIME),
});
