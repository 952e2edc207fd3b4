import type { KeyObject } from 'node:crypto';
import { authorityFor } from '../acm-pca/access.ts';
import type { Authority } from '../acm-pca/authority.ts';
import { checkTerms, issue, type Terms } from '../acm-pca/issuance.ts';
import { END_ENTITY, templateArn, templateOf } from '../acm-pca/templates.ts';
import { endOf, startOf } from '../acm-pca/validity.ts';
import { recordIssuanceByAcm } from '../events/trail.ts';
import { invalidArgs, ServiceError } from '../errors.ts';
import { errorOf } from '../faults/meeting.ts';
import type { Call } from '../wire/call.ts';
import { familyOfKey, type KeyAlgorithm, keyBytes, newPrivateKey } from '../x509/keys.ts';
import { subjectAlternativeName } from '../x509/extension.ts';
import { nameOf } from '../x509/names.ts';
import { type WrittenRequest, writeRequest } from '../x509/requests.ts';
import type { SigningAlgorithm } from '../x509/signing.ts';
import type { IssuanceResult } from './certificate.ts';
import { requireCallersRights } from './callers-rights.ts';
import { reasonOf } from './failure-reason.ts';
import { authorityForAcm, identityOfAcm } from './renewal/rights.ts';
import { standingOf } from './renewal/standing.ts';

/** Private certificates are valid 13 months, 395 days (ACM user guide). */
const VALIDITY = { Type: 'DAYS', Value: 395 } as const;

/** X.520 ends common names at 64 characters; a longer domain is an alternative name only. */
const LONGEST_COMMON_NAME = 64;

export const ACM = 'acm.amazonaws.com';

export interface PrivateRequest {
  readonly authorityArn: string;
  readonly domainNames: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
}

/**
 * Issues a certificate for ACM from a private CA with the caller's rights: a key of ACM's own, the default template, 395
 * days. What the CA refuses is a result, not an exception: the certificate becomes FAILED.
 */
export async function issuePrivately(request: PrivateRequest, caller: Call): Promise<IssuanceResult> {
  const { clock, cloud, state } = caller.world;
  state.serviceLinkedRoles.create(caller.account, clock.now());
  await cloud?.createAcmServiceRole(caller.account, caller.region).catch(() => undefined); // Renewals will tell.
  const call: Call = { ...caller, service: 'acm-pca', operation: 'IssueCertificate' };
  return outcomeOf(async () => {
    await requireCallersRights(call, request.authorityArn);
    const authority = authorityFor(call, request.authorityArn, templateArn(END_ENTITY, call.region));
    checkIssuable(request, authority, call);
    return issued(request, authority, call, undefined);
  });
}

/** The same as a renewal: ACM asks with its own rights, not with a caller's. */
export async function renewPrivately(request: PrivateRequest, call: Call): Promise<IssuanceResult> {
  const standing = await standingOf(call, request, async () => {
    const authority = await authorityForAcm(call, request.authorityArn, templateArn(END_ENTITY, call.region));
    checkIssuable(request, authority, call);
    return authority;
  });
  if ('failure' in standing) return standing;
  const { authority } = standing;
  return outcomeOf(() => issued(request, authority, call, identityOfAcm(call, authority)));
}

async function outcomeOf(work: () => Promise<IssuanceResult>): Promise<IssuanceResult> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { failure: reasonOf(error) };
  }
}

/** What can be told before there is a key. @throws ServiceError */
function checkIssuable({ keyAlgorithm }: PrivateRequest, authority: Authority, call: Call): void {
  const { KeyAlgorithm } = authority.configuration;
  if (familyOfKey(keyAlgorithm) !== familyOfKey(KeyAlgorithm)) {
    throw invalidArgs(`The key algorithm ${keyAlgorithm} is of another family than the CA's ${KeyAlgorithm}.`);
  }
  checkTerms(termsOf(authority, call), call.world.clock.now());
}

/** @param identity who ACM is when it asks as itself; undefined: it asks as the caller */
async function issued(
  request: PrivateRequest,
  authority: Authority,
  call: Call,
  identity: object | undefined,
): Promise<IssuanceResult> {
  const fault = call.world.faults.take(call);
  const injected = fault && errorOf(fault);
  if (injected && !fault.after) throw injected;
  const { privateKey, pem: csr, request: read } = await keyAndRequest(request);
  const issuedAt = call.world.clock.now();
  const service = identity === undefined ? {} : { requestedByService: ACM };
  const terms = termsOf(authority, call);
  const { arn, signed } = issue({ ...terms, ...service, request: read }, call.world);
  const recorded = recordedRequest(authority.arn, csr, terms.signingAlgorithm, terms.templateArn);
  recordIssuanceByAcm(call, recorded, arn, { owner: authority.owner, identity });
  const { certificate, chain } = await signed.outcome;
  const material = { certificate, chain, privateKey: keyBytes(privateKey), issuedAt, issuedArn: arn };
  if (injected) throw injected;
  return { material };
}

/** What ACM asks of the CA now, but for the request. */
function termsOf(authority: Authority, call: Call): Terms {
  const now = call.world.clock.now();
  const arn = templateArn(END_ENTITY, call.region);
  const template = templateOf(arn, call.region);
  if (!template) throw new Error(`${arn} is not known`);
  return {
    authority,
    template,
    templateArn: arn,
    signingAlgorithm: authority.configuration.SigningAlgorithm,
    notBefore: startOf(undefined, now),
    notAfter: endOf(VALIDITY, now),
    requester: call.account,
  };
}

/** A key of its own and a request for it, as ACM sends acm-pca. */
async function keyAndRequest({
  domainNames,
  keyAlgorithm,
}: PrivateRequest): Promise<WrittenRequest & { readonly privateKey: KeyObject }> {
  const privateKey = await newPrivateKey(keyAlgorithm);
  const algorithm: SigningAlgorithm = familyOfKey(keyAlgorithm) === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
  const common = domainNames[0] ?? '';
  const subject = nameOf(common.length <= LONGEST_COMMON_NAME ? { CommonName: common } : {});
  const names = subjectAlternativeName(domainNames.map((value) => ({ kind: 'dns', value })));
  return { privateKey, ...(await writeRequest(subject, { privateKey, algorithm }, [names])) };
}

const recordedRequest = (authorityArn: string, csr: string, algorithm: SigningAlgorithm, template: string): object => ({
  CertificateAuthorityArn: authorityArn,
  Csr: Buffer.from(csr).toString('base64'),
  SigningAlgorithm: algorithm,
  TemplateArn: template,
  Validity: VALIDITY,
});
