import { notAfterOf, notBeforeOf } from '../../x509/chains.ts';
import {
  type AcmCertificate,
  hasBeenExported,
  keyPairOrigin,
  materialOf,
  renewalStatusOf,
  statusOf,
} from '../certificate.ts';
import { acmeOf, eligibility, validationMethodOf } from '../description.ts';
import { commonNameIn } from './matching.ts';

type Value = string | number | undefined;

/** What SearchCertificates can sort by (SearchCertificatesSortBy of the service model). */
const VALUES = {
  CREATED_AT: ({ createdAt }) => createdAt.getTime(),
  NOT_AFTER: (certificate) => issued(certificate, notAfterOf),
  STATUS: statusOf,
  RENEWAL_STATUS: renewalStatusOf,
  EXPORTED: (certificate) => Number(hasBeenExported(certificate)),
  IN_USE: ({ inUseBy }) => Number(inUseBy.length > 0),
  NOT_BEFORE: (certificate) => issued(certificate, notBeforeOf),
  KEY_ALGORITHM: ({ keyAlgorithm }) => keyAlgorithm,
  TYPE: ({ type }) => type,
  CERTIFICATE_ARN: ({ arn }) => arn,
  COMMON_NAME: commonNameIn,
  REVOKED_AT: ({ revocation }) => revocation?.at.getTime(),
  RENEWAL_ELIGIBILITY: eligibility,
  ISSUED_AT: (certificate) =>
    certificate.type === 'IMPORTED' ? undefined : materialOf(certificate)?.issuedAt.getTime(),
  MANAGED_BY: () => undefined,
  EXPORT_OPTION: (certificate) => (certificate.type === 'IMPORTED' ? undefined : certificate.export),
  VALIDATION_METHOD: validationMethodOf,
  IMPORTED_AT: (certificate) => (certificate.type === 'IMPORTED' ? certificate.importedAt.getTime() : undefined),
  ACME_ENDPOINT_ARN: (certificate) => acmeOf(certificate).AcmeEndpointArn,
  ACME_ACCOUNT_ID: (certificate) => acmeOf(certificate).AcmeAccountId,
  CERTIFICATE_KEY_PAIR_ORIGIN: keyPairOrigin,
} satisfies Record<string, (certificate: AcmCertificate, now: Date) => Value>;

export type SortKey = keyof typeof VALUES;

export const SORT_KEYS = Object.keys(VALUES) as [SortKey, ...SortKey[]];

function issued(certificate: AcmCertificate, moment: typeof notAfterOf): number | undefined {
  const material = materialOf(certificate);
  return material && moment(material.certificate).getTime();
}

/** A certificate's place in a sorted listing: its value, and its age among those of the same value. */
export type Place = readonly [value: string | number | null, sequence: number];

export const placeOf = (certificate: AcmCertificate, key: SortKey, now: Date): Place => [
  valueOf(certificate, key, now),
  certificate.sequence,
];

function valueOf(certificate: AcmCertificate, key: SortKey, now: Date): Place[0] {
  const value: (certificate: AcmCertificate, now: Date) => Value = VALUES[key];
  return value(certificate, now) ?? null;
}

/** Compares certificates with each other and with a place; without making places, for a page passes over all there are. */
export interface Order {
  compare(a: AcmCertificate, b: AcmCertificate): number;
  isAfter(certificate: AcmCertificate, place: Place): boolean;
}

/** @param direction 1: ascending, what has no value comes last; -1: the other way round */
export const orderBy = (key: SortKey, direction: 1 | -1, now: Date): Order => ({
  compare: (a, b) => direction * compared(valueOf(a, key, now), a.sequence, valueOf(b, key, now), b.sequence),
  isAfter: (certificate, [value, sequence]) =>
    // Who came later has the higher number: the most asked order needs no more than that.
    key === 'CREATED_AT'
      ? direction * (certificate.sequence - sequence) > 0
      : direction * compared(valueOf(certificate, key, now), certificate.sequence, value, sequence) > 0,
});

function compared(a: Place[0], first: number, b: Place[0], second: number): number {
  if (a === b) return first - second;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
