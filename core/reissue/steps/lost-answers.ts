import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { later, SETTLED_AFTER_SECONDS } from '../../domain/reissue/progress.ts';
import { AuthorityCannotIssue } from '../../domain/reissue/refusals.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import { readSigningRequest } from '../../pki/signing-request.ts';
import type { CertificatePem, Issuer, Ledger } from '../ports.ts';
import { requestOf } from './step.ts';

export interface LostAnswersPorts {
  readonly issuer: Pick<Issuer, 'issuedPem' | 'issuedSince'>;
  readonly ledger: Pick<Ledger, 'lineageOf'>;
}

/** Clocks of services differ; whose a certificate is, its key tells. */
const SLACK_SECONDS = 15 * 60;

/**
 * The ARNs of what the CA issued while a request was being sent, by its audit report: what it issued later is another's, even for
 * the same key. What is revoked already is not among them.
 * @param sentAt when the request was first sent, ISO 8601
 * @returns undefined: no report can tell yet
 */
export async function listedFor(
  { issuer }: LostAnswersPorts,
  issuance: Issuance,
  sentAt: string,
): Promise<readonly string[] | undefined> {
  const until = later(sentAt, SETTLED_AFTER_SECONDS);
  const listed = await issuer.issuedSince(requestOf(issuance).authorityArn, later(sentAt, -SLACK_SECONDS), until);
  const last = Date.parse(later(until, SLACK_SECONDS));
  return listed
    ?.filter(({ issuedAt, revokedAt }) => revokedAt === undefined && Date.parse(issuedAt) <= last)
    .map(({ certificateArn }) => certificateArn);
}

/**
 * Whether a certificate is of this issuance's key, and neither thrown away nor of another issuance: a device's key stays the same.
 * @returns `not-yet`: it can't be read yet
 */
export async function whoseIs(
  { issuer, ledger }: LostAnswersPorts,
  issuance: Issuance,
  certificateArn: string,
): Promise<'ours' | 'others' | 'not-yet'> {
  if (issuance.discarded.some((each) => each.certificateArn === certificateArn)) return 'others';
  const { cameFrom } = (await ledger.lineageOf(certificateArn)) ?? {};
  if (cameFrom !== undefined && cameFrom.intent !== issuance.intent) return 'others';
  const pem = await pemUnlessUnknown(issuer.issuedPem(requestOf(issuance).authorityArn, certificateArn));
  if (pem === undefined) return 'not-yet';
  if (pem === 'unknown') return 'others';
  return isFor(issuance, readCertificate(pem.certificate)) ? 'ours' : 'others';
}

/**
 * A fresh key is nobody else's. A device's may be in several certificates, each for names of its own: then those tell as well,
 * for both their requests may be lost at the same time.
 */
function isFor({ strategy, csr = '' }: Issuance, content: CertificateContent): boolean {
  const asked = readSigningRequest(csr);
  if (content.publicKey !== asked.publicKey) return false;
  return strategy !== 'same-key' || (content.subject === asked.subject && isSameSet(content.names, asked.names));
}

const isSameSet = (some: CertificateContent['names'], others: CertificateContent['names']): boolean => {
  const [one, other] = [some, others].map((names) => names.map(({ kind, value }) => `${kind}:${value}`).toSorted());
  return one?.join('\n') === other?.join('\n');
};

/** What a record or report names need not be there: whoever may write events may name anything. */
const pemUnlessUnknown = (pem: Promise<CertificatePem | undefined>): Promise<CertificatePem | 'unknown' | undefined> =>
  pem.catch((error: unknown) => {
    if (error instanceof AuthorityCannotIssue) return 'unknown' as const;
    throw error;
  });
