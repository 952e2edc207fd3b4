import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addTags, type Tags } from '../../tags.ts';
import { parseAuthorityArn } from '../../arns.ts';
import { interned } from '../../interned.ts';
import { partitionOf } from '../../partition.ts';
import { Pending } from '../../state/pending.ts';
import { matching, oneOf, refusedMember } from '../../validation/constraints.ts';
import { domainName, tags } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import type { AcmCertificate } from '../certificate.ts';
import { countCertificate } from '../certificate-quotas.ts';
import { EXPORT_OPTIONS, LOGGING_PREFERENCES, VALIDATION_METHODS } from '../enumerations.ts';
import { KEY_ALGORITHMS } from '../../x509/keys.ts';
import { issuePrivately } from '../private-issuance.ts';
import { checkLogging, checkNames, checkPrivateOptions, requireDnsValidation } from '../request-checks.ts';

const input = z.strictObject({
  DomainName: domainName,
  ValidationMethod: z.enum(VALIDATION_METHODS).optional(),
  SubjectAlternativeNames: z.array(domainName).min(1).max(100).optional(),
  IdempotencyToken: matching('\\w+', 1, 32).optional(),
  DomainValidationOptions: refusedMember(),
  Options: z
    .strictObject({
      CertificateTransparencyLoggingPreference: z.enum(LOGGING_PREFERENCES).optional(),
      Export: z.enum(EXPORT_OPTIONS).optional(),
      ValidationMethod: refusedMember(),
    })
    .optional(),
  CertificateAuthorityArn: z.string().min(20).max(2048).optional(),
  Tags: tags.optional(),
  // "Other listed algorithms are for imported certificates only" (API reference).
  KeyAlgorithm: oneOf(KEY_ALGORITHMS, ['RSA_2048', 'EC_prime256v1', 'EC_secp384r1']).default('RSA_2048'),
  ManagedBy: refusedMember(),
});

type Input = z.output<typeof input>;

/** ACM remembers the token for an hour (API reference). */
const TOKEN_MINUTES = 60;

/** Requests a certificate: from a private CA it is issued soon, a public one waits for its validation. */
export const requestCertificate = operation({
  name: 'RequestCertificate',
  changes: true,
  input,
  answer(request, call) {
    const { clock, state } = call.world;
    if (request.CertificateAuthorityArn !== undefined) parseAuthorityArn(request.CertificateAuthorityArn);
    const { tokens, certificates } = state.scope(call.account, call.region);
    // ACM compares neither the CA nor its ARN when it knows the token: hashicorp/terraform-provider-aws#6666.
    const names = domainNamesOf(request);
    const remembered = JSON.stringify([call.operation, request.IdempotencyToken, names]);
    const known = request.IdempotencyToken && tokens.recall(remembered, clock.now());
    if (known && certificates.has(known)) return { CertificateArn: known };
    const certificate = newCertificate(request, names, call);
    certificates.set(certificate.arn, certificate);
    if (request.IdempotencyToken) tokens.remember(remembered, certificate.arn, clock.now(), TOKEN_MINUTES);
    return { CertificateArn: certificate.arn };
  },
});

const domainNamesOf = ({ DomainName, SubjectAlternativeNames }: Input): string[] => [
  ...new Set([DomainName, ...(SubjectAlternativeNames ?? [])]),
];

function newCertificate(request: Input, names: readonly string[], call: Call): AcmCertificate {
  checkNames(names);
  const { clock, settleMilliseconds, state } = call.world;
  const tagged: Tags = new Map();
  addTags(tagged, request.Tags ?? []);
  const common = {
    arn: `arn:${partitionOf(call.region)}:acm:${call.region}:${call.account}:certificate/${randomUUID()}`,
    sequence: state.nextSequence(),
    domainName: request.DomainName,
    alternativeNames: names,
    keyAlgorithm: request.KeyAlgorithm,
    createdAt: clock.now(),
    tags: tagged,
    inUseBy: [],
    export: request.Options?.Export ?? 'DISABLED',
  };
  const authorityArn = request.CertificateAuthorityArn;
  if (authorityArn === undefined) {
    requireDnsValidation(request);
    checkLogging(request.Options?.CertificateTransparencyLoggingPreference);
    countCertificate('requests', call);
    const waiting = { domainValidated: false, exported: false };
    return { ...common, ...waiting, type: 'AMAZON_ISSUED', transparencyLogging: 'ENABLED' };
  }
  checkPrivateOptions(request);
  const work = issuePrivately({ authorityArn, domainNames: names, keyAlgorithm: request.KeyAlgorithm }, call);
  const issuance = new Pending(clock, settleMilliseconds, work);
  call.world.time.track(work.finally(() => call.world.agenda.plan(common.arn)));
  // Not beginning with the spread: V8 would give each certificate a hidden class of its own, of several hundred bytes.
  return {
    type: 'PRIVATE',
    ...common,
    authorityArn: interned(authorityArn),
    issuance,
    announced: false,
    exported: false,
    // Whatever was asked for: transparency logs take public certificates only.
    transparencyLogging: 'DISABLED',
  };
}
