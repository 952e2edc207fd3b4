import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { pageOf } from '../../state/paging.ts';
import { acmNextToken } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { KEY_ALGORITHMS } from '../../x509/keys.ts';
import { type AcmCertificate, keyPairOrigin, materialOf, statusOf } from '../certificate.ts';
import { summaryOf } from '../description.ts';
import {
  EXPORT_OPTIONS,
  EXTENDED_KEY_USAGES,
  KEY_PAIR_ORIGINS,
  KEY_USAGES,
  MANAGERS,
  STATUSES,
} from '../enumerations.ts';
import { extendedKeyUsagesOf, keyUsagesOf } from '../facts.ts';

const input = z.strictObject({
  CertificateStatuses: z.array(z.enum(STATUSES)).optional(),
  CertificateKeyPairOrigins: z.array(z.enum(KEY_PAIR_ORIGINS)).min(1).max(3).optional(),
  Includes: z
    .strictObject({
      extendedKeyUsage: z.array(z.enum(EXTENDED_KEY_USAGES)).optional(),
      keyUsage: z.array(z.enum(KEY_USAGES)).optional(),
      keyTypes: z.array(z.enum(KEY_ALGORITHMS)).optional(),
      exportOption: z.enum(EXPORT_OPTIONS).optional(),
      managedBy: z.enum(MANAGERS).optional(),
    })
    .default({}),
  NextToken: acmNextToken,
  MaxItems: z.int().min(1).max(1000).default(1000),
  SortBy: z.enum(['CREATED_AT']).optional(),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});

type Input = z.output<typeof input>;
type Filter = (certificate: AcmCertificate, request: Input, now: Date) => boolean;

/**
 * The trap: without key types only RSA_1024 and RSA_2048 certificates that have at least one domain are listed (API
 * reference, Filters).
 */
const listedByDefault = ({ keyAlgorithm, domainName }: AcmCertificate): boolean =>
  (keyAlgorithm === 'RSA_1024' || keyAlgorithm === 'RSA_2048') && domainName !== undefined;

/** Without origins, ACME clients' certificates are left out (API reference, ListCertificates). */
const DEFAULT_ORIGINS = ['AWS_MANAGED', 'CUSTOMER_PROVIDED'];

/** An empty or absent list filters nothing, but for key types and origins. */
const among = (wanted: readonly string[] | undefined, found: () => readonly string[]): boolean =>
  !wanted?.length || found().some((each) => wanted.includes(each));

/** What an issued certificate says; nothing of one that is not issued. */
const read = (certificate: AcmCertificate, reading: (issued: Certificate) => string[]): string[] => {
  const material = materialOf(certificate);
  return material ? reading(material.certificate) : [];
};

const purposesOf = (issued: Certificate): string[] => extendedKeyUsagesOf(issued).map(({ Name }) => Name);

const FILTERS: readonly Filter[] = [
  (certificate, { Includes: { keyTypes } }) =>
    keyTypes?.length ? keyTypes.includes(certificate.keyAlgorithm) : listedByDefault(certificate),
  (certificate, { CertificateStatuses }, now) => among(CertificateStatuses, () => [statusOf(certificate, now)]),
  (certificate, { CertificateKeyPairOrigins }) =>
    among(CertificateKeyPairOrigins ?? DEFAULT_ORIGINS, () => [keyPairOrigin(certificate)]),
  (certificate, { Includes: { keyUsage } }) => among(keyUsage, () => read(certificate, keyUsagesOf)),
  (certificate, { Includes: { extendedKeyUsage } }) => among(extendedKeyUsage, () => read(certificate, purposesOf)),
  (certificate, { Includes: { exportOption } }) =>
    exportOption === undefined || (certificate.type !== 'IMPORTED' && certificate.export === exportOption),
  // Nothing here is managed by CloudFront.
  (_, { Includes: { managedBy } }) => managedBy === undefined,
];

/** What a token belongs to: the same filters and order, the number of items may change. */
function listingOf({ NextToken: _token, MaxItems: _items, ...rest }: Input): string {
  return `certificates-${createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 16)}`;
}

/** A page of the caller's certificates in this region, oldest first unless sorted otherwise. */
export const listCertificates = operation({
  name: 'ListCertificates',
  changes: false,
  input,
  answer(request, call) {
    const now = call.world.clock.now();
    if ((request.SortBy === undefined) !== (request.SortOrder === undefined)) {
      throw invalid('SortBy and SortOrder must be given together.');
    }
    const { certificates } = call.world.state.scope(call.account, call.region);
    const direction = request.SortOrder === 'DESCENDING' ? -1 : 1;
    const listing = {
      name: listingOf(request),
      items: certificates.values(),
      oldestFirst: true,
      direction,
      fits: (certificate: AcmCertificate) => FILTERS.every((filter) => filter(certificate, request, now)),
    } as const;
    const page = pageOf(listing, request.MaxItems, request.NextToken);
    if (!page) throw invalid("Value at 'nextToken' is not a token of this listing.");
    return {
      CertificateSummaryList: page.items.map((certificate) => summaryOf(certificate, now)),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
});
