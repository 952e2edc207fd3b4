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

export function placeOf(certificate: AcmCertificate, key: SortKey, now: Date): Place {
  const valueOf: (certificate: AcmCertificate, now: Date) => Value = VALUES[key];
  return [valueOf(certificate, now) ?? null, certificate.sequence];
}

/** Ascending; what has no value comes last. */
export function compare([a, first]: Place, [b, second]: Place): number {
  if (a === b) return first - second;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
