import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { pageOf } from '../../state/paging.ts';
import { matching } from '../../validation/constraints.ts';
import { operation } from '../../wire/operation.ts';
import { KEY_ALGORITHMS } from '../../x509/keys.ts';
import { type AcmCertificate, keyPairOrigin, materialOf, statusOf } from '../certificate.ts';
import { summaryOf } from '../description.ts';
import { extendedKeyUsagesOf, keyUsagesOf } from '../facts.ts';

const KEY_USAGES = [
  'DIGITAL_SIGNATURE',
  'NON_REPUDIATION',
  'KEY_ENCIPHERMENT',
  'DATA_ENCIPHERMENT',
  'KEY_AGREEMENT',
  'CERTIFICATE_SIGNING',
  'CRL_SIGNING',
  'ENCIPHER_ONLY',
  'DECIPHER_ONLY',
  'ANY',
  'CUSTOM',
] as const;

const EXTENDED_KEY_USAGES = [
  'TLS_WEB_SERVER_AUTHENTICATION',
  'TLS_WEB_CLIENT_AUTHENTICATION',
  'CODE_SIGNING',
  'EMAIL_PROTECTION',
  'TIME_STAMPING',
  'OCSP_SIGNING',
  'IPSEC_END_SYSTEM',
  'IPSEC_TUNNEL',
  'IPSEC_USER',
  'ANY',
  'NONE',
  'CUSTOM',
] as const;

const STATUSES = [
  'PENDING_VALIDATION',
  'ISSUED',
  'INACTIVE',
  'EXPIRED',
  'VALIDATION_TIMED_OUT',
  'REVOKED',
  'FAILED',
] as const;

const input = z.strictObject({
  CertificateStatuses: z.array(z.enum(STATUSES)).optional(),
  CertificateKeyPairOrigins: z
    .array(z.enum(['AWS_MANAGED', 'ACME', 'CUSTOMER_PROVIDED']))
    .min(1)
    .max(3)
    .optional(),
  Includes: z
    .strictObject({
      extendedKeyUsage: z.array(z.enum(EXTENDED_KEY_USAGES)).optional(),
      keyUsage: z.array(z.enum(KEY_USAGES)).optional(),
      keyTypes: z.array(z.enum(KEY_ALGORITHMS)).optional(),
      exportOption: z.enum(['ENABLED', 'DISABLED']).optional(),
      managedBy: z.enum(['CLOUDFRONT']).optional(),
    })
    .default({}),
  NextToken: matching('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]*', 1, 10_000).optional(),
  MaxItems: z.int().min(1).max(1000).default(1000),
  SortBy: z.enum(['CREATED_AT']).optional(),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});

type Input = z.output<typeof input>;
type Filter = (certificate: AcmCertificate, request: Input, now: Date) => boolean;

/** "The default filtering returns only RSA_1024 and RSA_2048 certificates" (API reference, Filters): the trap. */
const DEFAULT_KEY_TYPES: readonly string[] = ['RSA_1024', 'RSA_2048'];

/** An empty or absent list filters nothing, but for the key types. */
const among = (wanted: readonly string[] | undefined, found: readonly string[]): boolean =>
  !wanted?.length || found.some((each) => wanted.includes(each));

const FILTERS: readonly Filter[] = [
  (certificate, { Includes: { keyTypes } }) =>
    (keyTypes?.length ? keyTypes : DEFAULT_KEY_TYPES).some((type) => type === certificate.keyAlgorithm),
  (certificate, { CertificateStatuses }, now) => among(CertificateStatuses, [statusOf(certificate, now)]),
  (certificate, { CertificateKeyPairOrigins }) => among(CertificateKeyPairOrigins, [keyPairOrigin(certificate)]),
  (certificate, { Includes: { keyUsage } }) => {
    const material = materialOf(certificate);
    return among(keyUsage, material ? keyUsagesOf(material.certificate) : []);
  },
  (certificate, { Includes: { extendedKeyUsage } }) => {
    const material = materialOf(certificate);
    return among(extendedKeyUsage, material ? extendedKeyUsagesOf(material.certificate).map(({ Name }) => Name) : []);
  },
  (certificate, { Includes: { exportOption } }) =>
    exportOption === undefined || (certificate.type !== 'IMPORTED' && certificate.export === exportOption),
  // Nothing here is managed by CloudFront.
  (_, { Includes: { managedBy } }) => managedBy === undefined,
];

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
    const found = [...certificates.values()].filter((each) => FILTERS.every((filter) => filter(each, request, now)));
    const direction = request.SortOrder === 'DESCENDING' ? -1 : 1;
    const page = pageOf(found, `certificates${direction}`, request.MaxItems, request.NextToken, direction);
    if (!page) throw invalid("Value at 'nextToken' is not a token of this listing.");
    return {
      CertificateSummaryList: page.items.map((certificate) => summaryOf(certificate, now)),
      ...(page.nextToken ? { NextToken: page.nextToken } : {}),
    };
  },
});
