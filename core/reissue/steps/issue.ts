import { parseAuthorityArn, parseCertificateArn } from '../../domain/arn.ts';
import { CertificateNotFound } from '../../domain/certificates/certificate-not-found.ts';
import { acmToken, issuanceToken } from '../../domain/reissue/intent.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { waitingNotice } from '../../domain/reissue/notices.ts';
import { ModeForbids } from '../../domain/reissue/mode.ts';
import { afterSending, hasReached, lookedAtAgain, secondsBetween } from '../../domain/reissue/progress.ts';
import { AccountNotActedOn, AuthorityCannotIssue, CsrRefused, TriesUsedUp } from '../../domain/reissue/refusals.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { sha256Hex } from '../../pki/digest.ts';
import type { AcmActor, Issuer, Ledger, Limits, Pace } from '../ports.ts';
import { findOut } from './find-out.ts';
import { reached, requestOf, toCollect, wait, type StepOutcome, type StepPorts } from './step.ts';

export interface IssuePorts extends StepPorts {
  readonly issuer: Pick<Issuer, 'issueCertificate' | 'issuedPem' | 'issuedSince' | 'revokeCertificate'>;
  readonly acm: Pick<AcmActor, 'requestCertificate' | 'requestedCertificate'>;
  readonly pace: Pace;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly limits: Limits;
  readonly count: (metric: string) => void;
}

/** A turn that comes later than this is waited for by the state machine, not by the function. */
const LONGEST_PAUSE_MILLISECONDS = 3000;

/** Another execution may be sending the same request: by then it has its answer, or is dead. */
const BY_ANOTHER_SECONDS = 5;
const BY_ANOTHER = 'another execution may be asking the CA just now';

/** Issues the certificate, once; or waits for what allows it. */
export async function issue(ports: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  if (hasReached(issuance, 'issued')) return toCollect(issuance);
  if (asksAuthority(issuance.strategy) && issuance.discarded.some(({ revoked }) => !revoked))
    return revokeDiscarded(ports, issuance, now);
  if (issuance.isAbandoned === true)
    throw new CertificateNotFound(parseCertificateArn(issuance.replaces.certificateArn));
  if (issuance.strategy === 'export') return takeRenewed(ports, issuance, now);
  if (!asksAuthority(issuance.strategy)) return requestThroughAcm(ports, issuance, now);
  if (issuance.sent === undefined) return send(ports, issuance, now);
  const step = afterSending(issuance.sent.at, now);
  if (step === 'resend') return resend(ports, issuance, now);
  if (typeof step === 'object')
    return wait(
      issuance,
      'issue',
      step.wait,
      'the answer to the request was lost; until nobody can be sending it any more',
    );
  return findOut(ports, issuance, now, step);
}

/** What was thrown away is revoked before anything else is issued: two usable certificates would be one too many. */
async function revokeDiscarded({ ledger, issuer }: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  for (const { certificateArn, revoked } of issuance.discarded)
    if (!revoked)
      await issuer.revokeCertificate(requestOf(issuance).authorityArn, certificateArn.split('/').at(-1) ?? '');
  const discarded = issuance.discarded.map((each) => ({ ...each, revoked: true }));
  await ledger.advance(reached(issuance, { discarded }, now));
  return { next: 'issue', intent: issuance.intent, because: 'what could not be used is revoked' };
}

/** Takes a certificate out of the CA's budget, writes that the request is about to be sent, and sends it. */
async function send(ports: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { ledger, limits, pace, pause } = ports;
  const request = requestOf(issuance);
  if (issuance.attempt - (issuance.forgiven?.attempts ?? 0) > limits.perGeneration)
    throw new TriesUsedUp(
      `${limits.perGeneration} certificates were issued for this one renewal and none could be used; see the ledger's ` +
        `record ${issuance.intent}, mend the cause, then: npx renewguard reissue ${issuance.replaces.certificateArn} --again`,
    );
  const turn = await pace.turn('acm-pca:IssueCertificate', parseAuthorityArn(request.authorityArn).account);
  if (turn > LONGEST_PAUSE_MILLISECONDS)
    return wait(issuance, 'issue', Math.ceil(turn / 1000), 'the requests a second that Private CA allows are used up');
  await pause(turn);
  const csr = csrOf(issuance);
  const begun = await ledger.beginIssuance(issuance, tokenOf(issuance), limits, now);
  if ('begun' in begun && begun.byAnother === true) return wait(issuance, 'issue', BY_ANOTHER_SECONDS, BY_ANOTHER);
  if ('begun' in begun) return ask(ports, begun.begun, csr, now, 'first');
  const why = `the budget of ${limits.perAuthorityAndHour} certificates an hour of ${request.authorityArn} is used up`;
  const waiting = { ...reached(issuance, {}, now), dueAt: lookedAtAgain(now, begun.wait) };
  await ledger.advance(waiting, begun.isFirstWait ? [waitingNotice(issuance, why, begun.wait, now)] : []);
  ports.count('IssuanceWaitsForBudget');
  return wait(issuance, 'issue', begun.wait, why);
}

/**
 * Sends what was sent before, and says so first: whoever sent it the first time, and is refused only now, can't take it back any
 * more as if nobody had ever sent it.
 */
async function resend(ports: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  if (secondsBetween(issuance.updatedAt, now) < BY_ANOTHER_SECONDS)
    return wait(issuance, 'issue', BY_ANOTHER_SECONDS, BY_ANOTHER);
  return ask(ports, await ports.ledger.advance(reached(issuance, {}, now)), csrOf(issuance), now, 'again');
}

const NOTHING_ISSUED = [ModeForbids, AuthorityCannotIssue, CsrRefused, AccountNotActedOn];

/** Sends the request with its token and the stored CSR. What is refused the first time has issued nothing. */
async function ask(
  ports: IssuePorts,
  issuance: Issuance,
  csr: string,
  now: string,
  time: 'first' | 'again',
): Promise<StepOutcome> {
  const { issuer, ledger } = ports;
  try {
    const certificateArn = await issuer.issueCertificate(requestOf(issuance), csr, issuance.sent?.token ?? '');
    const next = await recorded(ledger, issuance, certificateArn, now);
    ports.count('CertificateIssued');
    return toCollect(next);
  } catch (error) {
    if (NOTHING_ISSUED.some((refusal) => error instanceof refusal) && time === 'first')
      await ledger.advance(unsent(issuance, now));
    throw error;
  }
}

/** So many executions may write at the same moment. */
const RACES = 8;

/**
 * The certificate is known now, and must not be forgotten again: it is written on top of whatever others wrote meanwhile, as long
 * as they mean the same request.
 * @throws AwsUnavailable where they do not
 */
async function recorded(ledger: Ledger, asked: Issuance, certificateArn: string, now: string): Promise<Issuance> {
  let issuance = asked;
  for (let race = 1; ; race += 1) {
    try {
      return await ledger.advance(reached(issuance, { state: 'issued', issued: { certificateArn } }, now));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AwsUnavailable') throw error;
      const fresh = await ledger.issuanceOf(asked.intent);
      if (fresh?.sent === undefined || fresh.sent.token !== asked.sent?.token || race === RACES) throw error;
      if (hasReached(fresh, 'issued')) return fresh;
      issuance = fresh;
    }
  }
}

/** As if it had never been sent: nothing was. */
function unsent(issuance: Issuance, now: string): Issuance {
  const { sent: _, ...kept } = issuance;
  return reached(kept, { state: 'keyed' }, now);
}

function csrOf({ csr, intent }: Issuance): string {
  if (csr === undefined) throw new CsrRefused(`the issuance ${intent} has no CSR`);
  return csr;
}

const tokenOf = (issuance: Issuance): string => issuanceToken(issuance, requestOf(issuance), sha256Hex);

/** ACM has renewed it already: that is what is delivered. */
async function takeRenewed({ ledger }: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { certificateArn, content } = issuance.replaces;
  const renewed = { certificateArn, serial: content.serial, notAfter: content.notAfter };
  return toCollect(await ledger.advance(reached(issuance, { state: 'issued', issued: renewed }, now)));
}

/** ACM remembers a token for an hour; after that it is asked for what it made for this issuance, by its tag. */
async function requestThroughAcm(ports: IssuePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { acm, ledger } = ports;
  const { replaces, route } = issuance;
  const authorityArn = route.authority ?? authorityOf(issuance);
  const token = issuance.sent?.token ?? acmToken(issuance, authorityArn, sha256Hex);
  const sent = { token, at: issuance.sent?.at ?? now };
  const sending =
    issuance.sent === undefined ? await ledger.advance(reached(issuance, { state: 'sent', sent }, now)) : issuance;
  const names = namesOf(issuance);
  const { keyType } = replaces.content;
  const tags = { 'renewguard:intent': issuance.intent };
  const certificateArn =
    (await acm.requestedCertificate(issuance.intent, replaces.certificateArn, names[0] ?? '', sent.at)) ??
    (await acm.requestCertificate({ authorityArn, names, keyType, token, tags }));
  const next = await ledger.advance(reached(sending, { state: 'issued', issued: { certificateArn } }, now));
  ports.count('CertificateRequested');
  return toCollect(next);
}

const authorityOf = ({ replaces: { issuedArn = '' } }: Issuance): string =>
  issuedArn.replace(/\/certificate\/[^/]*$/, '');

/** ACM asks for DNS names only; the common name, where it is one of them, stays the first. */
function namesOf({ replaces: { content } }: Issuance): readonly string[] {
  const commonName = /(?:^|[,+])CN=([^,+]+)/.exec(content.subjectText)?.[1];
  const dns = content.names.flatMap(({ kind, value }) => (kind === 'dns' ? [value] : []));
  const first = commonName !== undefined && dns.includes(commonName) ? [commonName] : [];
  return [...new Set([...first, ...dns])];
}
