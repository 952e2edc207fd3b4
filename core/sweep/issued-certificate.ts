import { parseCertificateArn } from '../domain/arn.ts';
import type { Certificate, CertificateStatus } from '../domain/certificates/certificate.ts';
import { hasCome } from '../domain/certificates/renewal-dates.ts';
import { known } from '../domain/fact.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { readCertificate } from '../pki/certificate-content.ts';
import type { FoundCertificate, IssuedRow } from './ports.ts';
import type { ScanPorts } from './scan-ports.ts';

/** Names and key stand in the certificate alone: it is read once, when it is first seen. */
export async function readRow(
  { reader }: Pick<ScanPorts, 'reader'>,
  row: IssuedRow,
  now: string,
): Promise<FoundCertificate> {
  const plain = { certificate: certificateIn(row, now), names: [], subject: row.subject, ...revocation(row) };
  const pem = await reader.pemOf(parseCertificateArn(row.arn));
  if (!pem.known || pem.value === undefined) return plain;
  const content = readCertificate(pem.value.certificate);
  const names = content.names.map(({ value }) => value);
  const domainName = content.names.find(({ kind }) => kind === 'dns')?.value ?? plain.certificate.domainName;
  const certificate = {
    ...plain.certificate,
    keyAlgorithm: content.keyType,
    isAuthority: content.isAuthority,
    ...(domainName === undefined ? {} : { domainName }),
  };
  return { ...plain, certificate, names, subject: content.subjectText };
}

/** A record with what a row may have changed. */
export const foundIn = (
  row: Pick<IssuedRow, 'revokedAt'>,
  record: CertificateRecord,
  now: string,
): FoundCertificate => ({
  certificate: ofRecord(record, statusOf({ ...row, notAfter: record.notAfter ?? now }, now)),
  names: record.names,
  ...(record.moreNames === undefined ? {} : { moreNames: record.moreNames }),
  ...(record.subject === undefined ? {} : { subject: record.subject }),
  ...(record.issuer === undefined ? {} : { issuer: record.issuer }),
  ...revocation(row),
});

const revocation = ({ revokedAt }: Pick<IssuedRow, 'revokedAt'>) => (revokedAt === undefined ? {} : { revokedAt });

function ofRecord(record: CertificateRecord, status: CertificateStatus): Certificate {
  const { arn, account, region, domainName, serial, keyAlgorithm, createdAt, notBefore, notAfter } = record;
  return {
    arn,
    account,
    region,
    kind: 'issued',
    status,
    ...(domainName === undefined ? {} : { domainName }),
    ...(serial === undefined ? {} : { serial }),
    ...(keyAlgorithm === undefined ? {} : { keyAlgorithm }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(notAfter === undefined ? {} : { notAfter }),
    inUse: false,
    isAuthority: isOfAuthority(record.templateArn),
    renewal: known(undefined),
  };
}

const statusOf = (
  { revokedAt, notAfter }: Pick<IssuedRow, 'revokedAt' | 'notAfter'>,
  now: string,
): CertificateStatus => (revokedAt !== undefined ? 'REVOKED' : hasCome(notAfter, now) ? 'EXPIRED' : 'ISSUED');

/** What a row says of a certificate. @param now ISO 8601 */
export function certificateIn(row: IssuedRow, now: string): Certificate {
  const { arn, account, region } = parseCertificateArn(row.arn);
  const [, commonName] = /(?:^|,)CN=((?:\\.|[^,\\])+)/.exec(row.subject) ?? [];
  return {
    arn,
    account,
    region,
    kind: 'issued',
    status: statusOf(row, now),
    serial: row.serial,
    notBefore: row.notBefore,
    notAfter: row.notAfter,
    createdAt: row.issuedAt,
    inUse: false,
    isAuthority: isOfAuthority(row.templateArn),
    renewal: known(undefined),
    ...(commonName === undefined ? {} : { domainName: commonName }),
  };
}

/** The templates of CA certificates (service-facts 1.4). */
const isOfAuthority = (templateArn = ''): boolean => /\/(Root|Subordinate)CACertificate/.test(templateArn);
