import { z } from 'zod';
import { matching } from '../../validation/constraints.ts';
import { KEY_ALGORITHMS } from '../../x509/keys.ts';
import {
  EXPORT_OPTIONS,
  EXTENDED_KEY_USAGES,
  KEY_PAIR_ORIGINS,
  KEY_USAGES,
  MANAGERS,
  STATUSES,
} from '../enumerations.ts';

/** A filter has no error of its own for a malformed ARN, as operations on one certificate have. */
const acmArn = matching('arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*', 20, 2048);

/** A structure of which exactly one member is set (the model's unions). */
const union = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z
    .strictObject(shape)
    .partial()
    .superRefine((value, context) => {
      const given = Object.values(value).filter((member) => member !== undefined);
      if (given.length === 1) return;
      const message = `Member must have exactly one of the members [${Object.keys(shape).join(', ')}]`;
      context.addIssue({ code: 'custom', message, input: value });
    });

const text = z.strictObject({
  Value: z.string().min(1).max(256),
  ComparisonOperator: z.enum(['CONTAINS', 'EQUALS']),
});

/** Epoch seconds; both ends are inclusive. */
const range = z
  .strictObject({ Start: z.number().optional(), End: z.number().optional() })
  .refine(({ Start = -Infinity, End = Infinity }) => Start <= End, { error: 'Member must not end before it starts' });

const x509AttributeFilter = union({
  Subject: union({ CommonName: text }),
  SubjectAlternativeName: union({ DnsName: text }),
  ExtendedKeyUsage: z.enum(EXTENDED_KEY_USAGES),
  KeyUsage: z.enum(KEY_USAGES),
  KeyAlgorithm: z.enum(KEY_ALGORITHMS),
  SerialNumber: matching('[0-9a-f]{2}(:[0-9a-f]{2}){1,19}', 2, 59),
  NotAfter: range,
  NotBefore: range,
});

const metadataFilter = union({
  Status: z.enum(STATUSES),
  RenewalStatus: z.enum(['PENDING_AUTO_RENEWAL', 'PENDING_VALIDATION', 'SUCCESS', 'FAILED']),
  Type: z.enum(['IMPORTED', 'AMAZON_ISSUED', 'PRIVATE']),
  InUse: z.boolean(),
  Exported: z.boolean(),
  ExportOption: z.enum(EXPORT_OPTIONS),
  ManagedBy: z.enum(MANAGERS),
  ValidationMethod: z.enum(['EMAIL', 'DNS', 'HTTP']),
  CertificateKeyPairOrigin: z.enum(KEY_PAIR_ORIGINS),
  AcmeEndpointArn: acmArn,
  AcmeAccountId: z.string().length(36),
});

const filter = union({
  CertificateArn: acmArn,
  X509AttributeFilter: x509AttributeFilter,
  AcmCertificateMetadataFilter: metadataFilter,
});

export type TextFilter = z.output<typeof text>;
export type TimeRange = z.output<typeof range>;
export type X509AttributeFilter = z.output<typeof x509AttributeFilter>;
export type MetadataFilter = z.output<typeof metadataFilter>;
export type Filter = z.output<typeof filter>;

export interface Statement {
  readonly And?: Statement[] | undefined;
  readonly Or?: Statement[] | undefined;
  readonly Not?: Statement | undefined;
  readonly Filter?: Filter | undefined;
}

/** No limit of the nesting is documented; the length of the lists serves as one. */
const DEEPEST = 15;

const tooDeep = z.unknown().transform((_, context): Statement => {
  context.addIssue({ code: 'custom', message: `Member must not be nested deeper than ${DEEPEST} levels` });
  return z.NEVER;
});

function nested(levels: number): z.ZodType<Statement> {
  if (levels === 0) return tooDeep;
  const below = nested(levels - 1);
  const list = z.array(below).min(1).max(15);
  return union({ And: list, Or: list, Not: below, Filter: filter });
}

/** How many filters a statement may have in all. None is documented, but each is tried on each certificate. */
const MOST_FILTERS = 100;

const filtersIn = ({ And, Or, Not }: Statement): number =>
  [...(And ?? []), ...(Or ?? []), ...(Not ? [Not] : [])].reduce((sum, each) => sum + filtersIn(each), 1);

/** CertificateFilterStatement (service model 2015-12-08). */
export const filterStatement: z.ZodType<Statement> = nested(DEEPEST).refine(
  (statement) => filtersIn(statement) <= MOST_FILTERS,
  { error: `Member must not have more than ${MOST_FILTERS} statements in all` },
);
