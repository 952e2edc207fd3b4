import { colons } from '../../hex.ts';
import { partsOf } from '../../x509/certificate.ts';
import type { IssuedCertificate, Revocation } from '../issued.ts';
import { reportName } from './report-names.ts';

/** What a report says of a certificate, in this order; what has no value is absent (service-facts 1.5). */
export interface ReportRow {
  readonly awsAccountId: string;
  readonly requestedByServicePrincipal?: string;
  readonly certificateArn: string;
  readonly serial: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly issuedAt: string;
  readonly revokedAt?: string;
  readonly revocationReason?: string;
  readonly templateArn: string;
}

/** A certificate as it is at the moment of the report: a revocation that comes while it is written is not in it. */
export interface ReportedCertificate {
  readonly issued: IssuedCertificate;
  readonly revocation: Revocation | undefined;
}

/** All certificates of a CA, also revoked and expired ones; what is being issued, or failed, is none yet. */
export const reported = (issued: Iterable<IssuedCertificate>): ReportedCertificate[] =>
  [...issued]
    .filter(({ signed }) => signed.value !== undefined)
    .map((each) => ({ issued: each, revocation: each.revocation }));

export function rowOf({ issued, revocation }: ReportedCertificate): ReportRow {
  const certificate = issued.signed.value?.certificate;
  if (!certificate) throw new Error(`${issued.arn} has no certificate`);
  const { notBefore, notAfter, subject } = partsOf(certificate);
  return {
    awsAccountId: issued.requester,
    ...(issued.requestedByService === undefined ? {} : { requestedByServicePrincipal: issued.requestedByService }),
    certificateArn: issued.arn,
    serial: colons(issued.serial),
    subject: reportName(subject),
    notBefore: moment(notBefore),
    notAfter: moment(notAfter),
    issuedAt: moment(issued.requestedAt),
    ...(revocation ? { revokedAt: moment(revocation.at), revocationReason: revocation.reason } : {}),
    templateArn: issued.templateArn,
  };
}

/** `2026-02-26T18:39:57+0000`. */
const moment = (time: Date): string => `${time.toISOString().slice(0, -'.000Z'.length)}+0000`;
