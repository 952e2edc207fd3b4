import pMap from 'p-map';
import { isManaged, type Certificate } from '../domain/certificates/certificate.ts';
import { renewalMayHaveBegun } from '../domain/certificates/renewal-dates.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import type { DescribedCertificate } from '../gathering/ports.ts';
import { sha256Hex } from '../pki/digest.ts';
import type { Scan } from './phases/phase.ts';
import type { FoundCertificate } from './ports.ts';

/** DescribeCertificate's quota is 10 a second (service-facts 2.7); the pace is kept where the calls are made. */
const DESCRIPTIONS_AT_ONCE = 10;

/** A listed certificate with what is known of it beside the listing. */
export interface Known {
  readonly found: FoundCertificate;
  readonly listed: string;
  readonly record: CertificateRecord | undefined;
}

/** What a listing says of a certificate, in sixteen digits. */
export const digestOf = (found: FoundCertificate): string => sha256Hex(JSON.stringify(found)).slice(0, 16);

/**
 * Whether what a listing says is news, or a renewal is under way of which only the description tells more.
 * @param now ISO 8601
 */
export function hasToBeDescribed(
  { found: { certificate, renewalStatus }, listed, record }: Known,
  now: string,
): boolean {
  if (record?.listed !== listed) return true;
  // Where SearchCertificates is not offered, the listing tells nothing of renewals.
  if (!certificate.renewal.known) return isManaged(certificate) && renewalMayHaveBegun(certificate, now);
  return renewalStatus !== undefined && renewalStatus !== 'SUCCESS';
}

const KINDS_WITHOUT_AUTHORITY: ReadonlySet<Certificate['kind']> = new Set(['public', 'imported', 'acme']);
/** What is to come and what failed have more to tell: records that are awaited, or the reason. */
const SETTLED: ReadonlySet<Certificate['status']> = new Set(['ISSUED', 'INACTIVE', 'EXPIRED', 'REVOKED']);

/**
 * Whether a description would tell nothing beside a search: no CA, nobody who uses it, no reason of a renewal (service-facts 2.1).
 */
const isToldWhole = ({ certificate: { kind, status, inUse, domainName, renewal }, renewalStatus }: FoundCertificate) =>
  renewal.known &&
  renewalStatus === undefined &&
  !inUse &&
  domainName !== undefined &&
  KINDS_WITHOUT_AUTHORITY.has(kind) &&
  SETTLED.has(status);

/** What a description tells; undefined: the certificate is gone. */
export type Description = Fact<DescribedCertificate | undefined>;

/** Describes certificates, by ARN; those of which the search tells everything without a call. */
export async function describeAll(
  { ports }: Scan,
  wanted: readonly Known[],
): Promise<ReadonlyMap<string, Description>> {
  const describe = async ({ found }: Known): Promise<[string, Description]> => [
    found.certificate.arn,
    isToldWhole(found)
      ? known({ certificate: { ...found.certificate, usedBy: [] } })
      : await ports.certificates.describedCertificate(found.certificate),
  ];
  return new Map(await pMap(wanted, describe, { concurrency: DESCRIPTIONS_AT_ONCE }));
}

export const isGone = (fact: Description | undefined): boolean => fact?.known === true && fact.value === undefined;
