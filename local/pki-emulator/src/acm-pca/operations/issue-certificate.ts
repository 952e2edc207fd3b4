import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalidArgs, ServiceError } from '../../errors.ts';
import { blob, matching } from '../../validation/constraints.ts';
import { pcaArn, pcaToken } from '../../validation/members.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { EXTENSION } from '../../x509/extension.ts';
import { type KeyAlgorithm, keyAlgorithmOf } from '../../x509/keys.ts';
import { isEmptyName } from '../../x509/names.ts';
import { type CertificateRequest, readRequest } from '../../x509/requests.ts';
import { authorityFor } from '../access.ts';
import { apiPassthrough, passedExtensions, passedSubject } from '../api-passthrough.ts';
import type { Authority } from '../authority.ts';
import { type Issuance, issue } from '../issuance.ts';
import { signingAlgorithm } from '../signing-algorithm.ts';
import { END_ENTITY, templateArn, templateOf } from '../templates.ts';
import { endOf, startOf, validityInput } from '../validity.ts';

const templateArnInput = matching(
  'arn:[\\w+=/,.@-]+:acm-pca:[\\w+=/,.@-]*:[0-9]*:[\\w+=,.@-]+(/[\\w+=,.@-]+)*',
  5,
  200,
);

const input = z.strictObject({
  ApiPassthrough: apiPassthrough.optional(),
  CertificateAuthorityArn: pcaArn,
  Csr: blob(1, 32_768),
  SigningAlgorithm: signingAlgorithm,
  TemplateArn: templateArnInput.optional(),
  Validity: validityInput,
  ValidityNotBefore: validityInput.optional(),
  IdempotencyToken: pcaToken.optional(),
});

type Input = z.output<typeof input>;

/** "Idempotency tokens for IssueCertificate time out after five minutes" (API reference). */
const TOKEN_MINUTES = 5;

/** Issues a certificate for a CSR: answers with its ARN at once, GetCertificate has it later. */
export const issueCertificate = operation({
  name: 'IssueCertificate',
  changes: true,
  buffers: ['Csr'],
  input,
  answer(request, call) {
    const template = request.TemplateArn ?? templateArn(END_ENTITY, call.region);
    const authority = authorityFor(call, request.CertificateAuthorityArn, template);
    const csr = requestIn(request.Csr);
    // Nothing is awaited from here on, so that equal requests at the same moment get one certificate.
    const { clock, state } = call.world;
    const { tokens } = state.scope(call.account, call.region);
    const remembered = fingerprint(request);
    const known = request.IdempotencyToken && tokens.recall(remembered, clock.now());
    if (known) return { CertificateArn: known };
    const { arn } = issue(issuanceOf(request, authority, csr, call), call.world);
    if (request.IdempotencyToken) tokens.remember(remembered, arn, clock.now(), TOKEN_MINUTES);
    return { CertificateArn: arn };
  },
});

const malformed = (message: string): ServiceError => new ServiceError('MalformedCSRException', message);

/** Keys that a CA of the service can have, certificates can be issued for (user guide, "Supported algorithms"). */
const CERTIFIABLE: readonly (KeyAlgorithm | undefined)[] = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

/** @throws ServiceError MalformedCSRException */
function requestIn(pem: Buffer): CertificateRequest {
  const csr = readRequest(pem.toString());
  if (!csr) throw malformed('The certificate signing request is malformed or not signed by its key.');
  if (CERTIFIABLE.includes(keyAlgorithmOf(csr.publicKey))) return csr;
  throw malformed('The public key of the certificate signing request is of a kind that is not supported.');
}

function issuanceOf(request: Input, authority: Authority, csr: CertificateRequest, call: Call): Issuance {
  const now = call.world.clock.now();
  const arn = request.TemplateArn ?? templateArn(END_ENTITY, call.region);
  const template = templateOf(arn, call.region);
  if (!template) throw invalidArgs(`There is no template ${arn}.`);
  // With other templates the service ignores ApiPassthrough (API reference).
  const passthrough = template.fromApi ? request.ApiPassthrough : undefined;
  const subject = passthrough?.Subject && passedSubject(passthrough.Subject);
  const apiExtensions = passedExtensions(passthrough?.Extensions);
  const named = [...csr.extensions, ...apiExtensions].some(({ type }) => type === EXTENSION.subjectAlternativeName);
  if (isEmptyName(csr.subject) && !subject && !named) {
    throw malformed('The certificate signing request has neither subject nor subject alternative name.');
  }
  return {
    authority,
    request: csr,
    template,
    templateArn: arn,
    signingAlgorithm: request.SigningAlgorithm,
    notBefore: startOf(request.ValidityNotBefore, now),
    notAfter: endOf(request.Validity, now),
    subject,
    apiExtensions,
    requester: call.account,
  };
}

/** Two requests are one when token and everything else are equal; a rebuilt CSR makes another request. */
const fingerprint = (request: Input): string =>
  createHash('sha256')
    .update(JSON.stringify(['IssueCertificate', request]))
    .digest('hex');
