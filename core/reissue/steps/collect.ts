import { contentDifferences } from '../../domain/reissue/content-differences.ts';
import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, secondsBetween } from '../../domain/reissue/progress.ts';
import { AuthorityCannotIssue, IssuedOtherwise } from '../../domain/reissue/refusals.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import { chainProblems } from '../../pki/chain.ts';
import { readSigningRequest } from '../../pki/signing-request.ts';
import type { CertificatePem, Issuer } from '../ports.ts';
import { OBTAIN, type ObtainPorts } from '../phases/obtain.ts';
import { actOf, isNotYet } from '../phases/phase.ts';
import { KEY_IS_GONE, STAGE, type StagePorts } from '../phases/stage.ts';
import { reached, requestOf, wait, type StepOutcome, type StepPorts } from './step.ts';

export interface CollectPorts extends StepPorts, ObtainPorts, StagePorts {
  readonly issuer: Pick<Issuer, 'issuedPem' | 'authorityCertificate' | 'revokeCertificate'>;
  readonly acm: ObtainPorts['acm'] & StagePorts['acm'];
}

/** Reads what was issued, checks all that can be checked before anybody uses it, and stores it where it waits for delivery. */
export async function collect(ports: CollectPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  if (hasReached(issuance, 'collected')) return toDecide(issuance);
  const pem = await actOf(OBTAIN, issuance)(ports, issuance);
  if (isNotYet(pem)) return waitForIt(issuance, pem.wait, now);
  const content = readCertificate(pem.certificate);
  const problems = await problemsOf(ports, issuance, pem, content, now);
  if (problems.length > 0) return throwAway(ports, issuance, content.serial, problems, now);
  const staged = await actOf(STAGE, issuance)(ports, issuance, pem, now);
  if (staged === KEY_IS_GONE) return throwAway(ports, withoutKey(issuance), content.serial, [KEY_IS_GONE], now);
  const { serial, notAfter } = content;
  const issued = { certificateArn: issuance.issued?.certificateArn ?? '', serial, notAfter };
  const next = { state: 'collected', issued, ...staged } as const;
  return toDecide(await ports.ledger.advance(reached(issuance, next, now)));
}

/** Issuing takes seconds (service-facts 1.4): what takes longer is asked for ever more seldom, and given up for the day. */
function waitForIt(issuance: Issuance, least: number, now: string): StepOutcome {
  const waited = secondsBetween(issuance.updatedAt, now);
  if (waited >= LONGEST_WAIT_SECONDS)
    throw new AuthorityCannotIssue(
      `${issuance.issued?.certificateArn ?? ''} was asked for an hour ago, and is not issued yet; nothing else is asked for`,
    );
  return wait(issuance, 'collect', Math.max(least, Math.floor(waited / 2)), 'the certificate is being issued');
}

const LONGEST_WAIT_SECONDS = 60 * 60;

const toDecide = ({ intent, issued }: Issuance): StepOutcome => ({
  next: 'decide',
  intent,
  because: `collected: serial ${issued?.serial ?? ''}`,
});

/** What speaks against using a certificate: sentences. */
async function problemsOf(
  { issuer }: CollectPorts,
  issuance: Issuance,
  pem: CertificatePem,
  content: CertificateContent,
  now: string,
): Promise<readonly string[]> {
  const { replaces, csr, strategy } = issuance;
  if (strategy === 'export') return inForceProblems(content, now);
  const authorityArn = asksAuthority(strategy) ? requestOf(issuance).authorityArn : undefined;
  const authority = authorityArn && (await issuer.authorityCertificate(authorityArn));
  return [
    ...(csr === undefined || readSigningRequest(csr).publicKey === content.publicKey
      ? []
      : ['it is of another key than the CSR']),
    ...(strategy === 'acm-managed'
      ? nameDifferences(replaces.content, content)
      : contentDifferences(replaces.content, content)),
    ...(authority ? chainProblems(pem, authority.certificate, now) : []),
    ...inForceProblems(content, now),
    // ACM's end after 395 days (service-facts 2.2), and ACM renews them.
    ...(strategy !== 'acm-managed' && content.notAfter < replaces.content.notAfter
      ? [`it ends on ${content.notAfter}, before the old one`]
      : []),
  ];
}

function inForceProblems({ notBefore, notAfter }: CertificateContent, now: string): readonly string[] {
  if (notAfter <= now) return [`it ended on ${notAfter}`];
  return notBefore > now ? [`it is not valid before ${notBefore}`] : [];
}

/** ACM chooses key usages itself, and asks for DNS names only. */
function nameDifferences(expected: CertificateContent, issued: CertificateContent): readonly string[] {
  const names = new Set(issued.names.map(({ value }) => value));
  return expected.names
    .filter(({ value }) => !names.has(value))
    .map(({ kind, value }) => `it lacks the name ${kind}:${value}`);
}

/** The next try makes another key. */
function withoutKey({ key: _, csr: __, ...issuance }: Issuance): Issuance {
  return issuance;
}

/** It is never delivered, and revoked at once: two usable certificates would be one too many. */
async function throwAway(
  { ledger, issuer }: CollectPorts,
  issuance: Issuance,
  serial: string,
  problems: readonly string[],
  now: string,
): Promise<never> {
  const { issued, sent: _, ...kept } = issuance;
  const certificateArn = issued?.certificateArn ?? '';
  const revocable = asksAuthority(issuance.strategy);
  const discard = (revoked: boolean) => [...issuance.discarded, { certificateArn, revoked }];
  const state = issuance.csr === undefined && revocable ? 'open' : 'keyed';
  const anew = { state, attempt: issuance.attempt + 1 } as const;
  const written = await ledger.advance(reached(kept, { ...anew, discarded: discard(!revocable) }, now));
  if (revocable) {
    await issuer.revokeCertificate(requestOf(issuance).authorityArn, serial);
    await ledger.advance(reached(written, { discarded: discard(true) }, now));
  }
  throw new IssuedOtherwise(
    `${certificateArn} is not what was asked, and is not used${revocable ? '; it is revoked' : ''}: ${problems.join('; ')}`,
  );
}
