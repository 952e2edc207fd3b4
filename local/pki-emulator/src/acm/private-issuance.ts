import { createPublicKey } from 'node:crypto';
import { authorityFor } from '../acm-pca/access.ts';
import { issue } from '../acm-pca/issuance.ts';
import { END_ENTITY, templateArn, templateOf } from '../acm-pca/templates.ts';
import { endOf, startOf } from '../acm-pca/validity.ts';
import { recordIssuanceByAcm } from '../events/trail.ts';
import { invalidArgs, ServiceError } from '../errors.ts';
import type { Call } from '../wire/call.ts';
import { familyOfKey, type KeyAlgorithm, newPrivateKey } from '../x509/keys.ts';
import { x509 } from '../x509/library.ts';
import { nameOf } from '../x509/names.ts';
import { readRequest, writeRequest } from '../x509/requests.ts';
import { type SigningAlgorithm, signerFor } from '../x509/signing.ts';
import type { IssuanceResult } from './certificate.ts';

/** Private certificates are valid 13 months, 395 days (ACM user guide). */
const VALIDITY = { Type: 'DAYS', Value: 395 } as const;

/** X.520 ends common names at 64 characters; a longer domain is an alternative name only. */
const LONGEST_COMMON_NAME = 64;

const ACM = 'acm.amazonaws.com';

export interface PrivateRequest {
  readonly authorityArn: string;
  readonly domainNames: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
}

/** What acm-pca refuses, as ACM tells it in FailureReason (ACM user guide, "Failed private certificates"). */
const FAILURES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'PCA_ACCESS_DENIED',
  InvalidStateException: 'PCA_INVALID_STATE',
  RequestInProgressException: 'PCA_INVALID_STATE',
  ResourceNotFoundException: 'PCA_RESOURCE_NOT_FOUND',
  InvalidArnException: 'PCA_INVALID_ARN',
  InvalidArgsException: 'PCA_INVALID_ARGS',
  LimitExceededException: 'PCA_LIMIT_EXCEEDED',
  ValidationException: 'PCA_INVALID_DURATION',
};

/**
 * Issues a certificate for ACM from a private CA with the caller's rights: a key of ACM's own, the default template, 395
 * days. What the CA refuses is a result, not an exception: the certificate becomes FAILED.
 */
export async function issuePrivately(request: PrivateRequest, caller: Call): Promise<IssuanceResult> {
  const { clock, cloud, state } = caller.world;
  state.serviceLinkedRoles.create(caller.account, clock.now());
  await cloud?.createAcmServiceRole(caller.account, caller.region).catch(() => undefined); // Renewals will tell.
  try {
    return await issued(request, { ...caller, service: 'acm-pca', operation: 'IssueCertificate' });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { failure: FAILURES[error.code] ?? 'PCA_REQUEST_FAILED' };
  }
}

async function issued(request: PrivateRequest, call: Call): Promise<IssuanceResult> {
  const { authorityArn, keyAlgorithm } = request;
  const arn = templateArn(END_ENTITY, call.region);
  const authority = authorityFor(call, authorityArn, arn);
  const { SigningAlgorithm, KeyAlgorithm } = authority.configuration;
  if (familyOfKey(keyAlgorithm) !== familyOfKey(KeyAlgorithm)) {
    throw invalidArgs(`The key algorithm ${keyAlgorithm} is of another family than the CA's ${KeyAlgorithm}.`);
  }
  const { privateKey, csr } = await keyAndRequest(request);
  const template = templateOf(arn, call.region);
  const read = await readRequest(csr);
  if (!template || !read) throw new Error('ACM wrote a request that acm-pca cannot read');
  const now = call.world.clock.now();
  const certificate = issue(
    {
      authority,
      request: read,
      template,
      templateArn: arn,
      signingAlgorithm: SigningAlgorithm,
      notBefore: startOf(undefined, now),
      notAfter: endOf(VALIDITY, now),
      requester: call.account,
      requestedByService: ACM,
    },
    call.world,
  );
  recordIssuanceByAcm(
    call,
    recordedRequest(authorityArn, csr, SigningAlgorithm, arn),
    certificate.arn,
    authority.owner,
  );
  const signed = await certificate.signed.outcome;
  return { material: { ...signed, privateKey, issuedAt: now } };
}

/** A key of its own and a request for it, as ACM sends acm-pca. */
async function keyAndRequest({ domainNames, keyAlgorithm }: PrivateRequest) {
  const privateKey = await newPrivateKey(keyAlgorithm);
  const publicKey = createPublicKey(privateKey);
  const hash: SigningAlgorithm = familyOfKey(keyAlgorithm) === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
  const common = domainNames[0] ?? '';
  const subject = nameOf(common.length <= LONGEST_COMMON_NAME ? { CommonName: common } : {});
  const names = new x509.SubjectAlternativeNameExtension(domainNames.map((value) => ({ type: 'dns', value })));
  const csr = await writeRequest(subject, { publicKey, signer: await signerFor(privateKey, hash) }, [names]);
  return { privateKey, csr };
}

const recordedRequest = (authorityArn: string, csr: string, algorithm: SigningAlgorithm, template: string): object => ({
  CertificateAuthorityArn: authorityArn,
  Csr: Buffer.from(csr).toString('base64'),
  SigningAlgorithm: algorithm,
  TemplateArn: template,
  Validity: VALIDITY,
});
