import { randomBytes } from 'node:crypto';
import { DAY } from '../schedule/calendar.ts';
import type { ServiceError } from '../errors.ts';
import { invalid, invalidArgs, invalidState } from '../errors.ts';
import { Pending } from '../state/pending.ts';
import { partsOf } from '../x509/certificate.ts';
import { writeCertificate } from '../x509/certificates.ts';
import { notAfterOf } from '../x509/chains.ts';
import type { Extension } from '../x509/extension.ts';
import { basicConstraintsOf, readThrough } from '../x509/extension-reading.ts';
import { familyOfKey } from '../x509/keys.ts';
import type { Name } from '../x509/names.ts';
import type { CertificateRequest } from '../x509/requests.ts';
import { SIGNING_SHAPES, type SigningAlgorithm } from '../x509/signing.ts';
import type { World } from '../world.ts';
import { type Authority, statusOf } from './authority.ts';
import { listsAreReferredTo, partitionForNext } from './crl/lists.ts';
import { namedCrl, revocationReferences } from './crl/references.ts';
import { announceWhenSigned } from '../events/issuance-events.ts';
import { extensionsOf } from './extensions.ts';
import type { IssuedCertificate, SignedCertificate } from './issued.ts';
import { keysOf } from './state-checks.ts';
import type { Template } from './templates.ts';

/** A certificate to be issued, everything resolved. */
export interface Issuance {
  readonly authority: Authority;
  readonly request: CertificateRequest;
  readonly template: Template;
  readonly templateArn: string;
  readonly signingAlgorithm: SigningAlgorithm;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Replaces the request's subject where the template takes it from the API. */
  readonly subject?: Name | undefined;
  readonly apiExtensions?: readonly Extension[];
  readonly requester: string;
  readonly requestedByService?: string;
}

/** All but what is to be certified: enough to tell most refusals. */
export type Terms = Omit<Issuance, 'request'>;

type Check = (terms: Terms & { readonly request?: CertificateRequest }, now: Date) => ServiceError | undefined;

const SHORT_LIVED_MILLISECONDS = 7 * DAY;

/** Why a CA refuses, in this order; each cites the acm-pca API reference or user guide. */
const CHECKS: readonly Check[] = [
  // The only exception to the status table: a root issues its own certificate before it is active, and anew after its end,
  // for nobody else has its key (that an EXPIRED CA becomes ACTIVE by importing a new one is documented).
  ({ authority, template }, now) => {
    const status = statusOf(authority, now);
    const selfIssue = template.kind === 'root' && (status === 'PENDING_CERTIFICATE' || status === 'EXPIRED');
    if (status === 'ACTIVE' || selfIssue) return undefined;
    return invalidState('The certificate authority is not in a valid state for issuing certificates');
  },
  ({ authority, template, request }) => {
    if (template.kind !== 'root') return undefined;
    if (authority.type !== 'ROOT') return invalidArgs('Only a root CA can issue with a root template.');
    return !request || keysOf(authority).publicKey.equals(request.publicKey)
      ? undefined
      : invalidArgs('A root template signs the CSR of the CA itself only.');
  },
  ({ authority, signingAlgorithm }) =>
    SIGNING_SHAPES[signingAlgorithm].family === familyOfKey(authority.configuration.KeyAlgorithm)
      ? undefined
      : invalidArgs(`The signing algorithm ${signingAlgorithm} does not fit the key of the certificate authority.`),
  ({ authority, template }) => {
    const room = authority.certified && basicConstraintsOf(authority.certified.certificate).pathLength;
    if (template.kind !== 'subordinate' || room === undefined || room > (template.pathLength ?? 0)) return undefined;
    return invalidArgs(
      `The path length of ${template.name} does not fit the path length ${room} of the CA certificate.`,
    );
  },
  ({ notBefore, notAfter }) =>
    notBefore < notAfter ? undefined : invalid('The certificate validity must begin before it ends.'),
  ({ authority, notAfter, template }) =>
    template.kind !== 'root' && authority.certified && notAfter > notAfterOf(authority.certified.certificate)
      ? invalid('The certificate validity specified exceeds the certificate authority validity')
      : undefined,
  ({ authority, notAfter, template }, now) =>
    template.kind !== 'root' &&
    authority.usageMode === 'SHORT_LIVED_CERTIFICATE' &&
    notAfter.getTime() > now.getTime() + SHORT_LIVED_MILLISECONDS
      ? invalid('The certificate validity specified exceeds the seven days of a CA in SHORT_LIVED_CERTIFICATE mode')
      : undefined,
];

/** @throws ServiceError InvalidStateException, InvalidArgsException, ValidationException */
export function checkTerms(terms: Terms, now: Date): void {
  const refusal = CHECKS.map((check) => check(terms, now)).find((error) => error !== undefined);
  if (refusal) throw refusal;
}

/**
 * Checks an issuance and starts it: the ARN is known at once, the certificate comes later.
 *
 * @throws ServiceError InvalidStateException, InvalidArgsException, ValidationException
 */
export function issue(issuance: Issuance, world: World): IssuedCertificate {
  const { authority, templateArn, requester, requestedByService } = issuance;
  const now = world.clock.now();
  checkTerms(issuance, now);
  const serial = randomBytes(16).toString('hex');
  const referring = namedCrl(authority, issuance.template) !== undefined;
  const partition = referring ? partitionForNext(authority) : undefined;
  const issued: IssuedCertificate = {
    arn: `${authority.arn}/certificate/${serial}`,
    serial,
    requestedAt: now,
    requester,
    requestedByService,
    templateArn,
    partition,
    signed: new Pending(world.clock, world.settleMilliseconds, sign(issuance, serial, partition)),
  };
  authority.issued.set(issued.arn, issued);
  if (referring) listsAreReferredTo(authority, world);
  world.time.track(announceWhenSigned(issued, issuance, world));
  return issued;
}

async function sign(issuance: Issuance, serial: string, partition: string | undefined): Promise<SignedCertificate> {
  const { authority, request, template, notBefore, notAfter } = issuance;
  const { privateKey } = keysOf(authority);
  const issuer = template.kind === 'root' ? undefined : authority.certified;
  const extensions = extensionsOf({
    template,
    fromAuthority: revocationReferences(authority, template, partition),
    fromApi: issuance.apiExtensions ?? [],
    fromCsr: request.extensions,
    spki: request.spki,
    issuer: issuer?.certificate,
  });
  const subject = issuance.subject ?? request.subject;
  const certificate = await writeCertificate(
    {
      serial,
      subject,
      // What a root signs is its own certificate: also where the API names its subject.
      issuer: issuer ? partsOf(issuer.certificate).subject : subject,
      spki: request.spki,
      notBefore,
      notAfter,
      extensions,
    },
    { privateKey, algorithm: issuance.signingAlgorithm },
  );
  // What was passed through is read as clients will read it: malformed, it fails the issuance after the answer.
  if (request.extensions.length > 0 || issuance.apiExtensions?.length) readThrough(certificate);
  return { certificate, chain: issuer ? [issuer.certificate, ...issuer.chain] : [] };
}
