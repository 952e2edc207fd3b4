import { contentDifferences } from '../../domain/reissue/content-differences.ts';
import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { replacedNotice } from '../../domain/reissue/notices.ts';
import { hasReached, later, lookedAtAgain, secondsBetween } from '../../domain/reissue/progress.ts';
import { chainProblems } from '../../pki/chain.ts';
import { keyFits } from '../../pki/keys.ts';
import { FIND, type Found, type FindPorts } from '../phases/find.ts';
import { actOf } from '../phases/phase.ts';
import type { CertificatePem, EndpointProbe, Issuer, Vault } from '../ports.ts';
import { readFound } from './read-found.ts';
import { reportedSerial } from './reported-serial.ts';
import { reached, wait, type StepOutcome, type StepPorts } from './step.ts';

export interface VerifyPorts extends StepPorts, FindPorts {
  readonly vault: FindPorts['vault'] & Pick<Vault, 'describeSecret'>;
  readonly issuer: Pick<Issuer, 'authorityCertificate'>;
  readonly probe: EndpointProbe;
}

/** Services answer with what was before for a while; hosts fetch when they do. */
export const DEFAULT_PROOF_MINUTES = 5;
const FIRST_LOOK_SECONDS = 2;
const LONGEST_LOOK_SECONDS = 5 * 60;
/** Whoever has to change which certificate a service uses needs days. */
const ADOPTION_LOOK_SECONDS = 24 * 60 * 60;

/** One place where the certificate is looked for: what was seen, and whether it is what it must be. */
interface Look {
  readonly seen: string;
  readonly ok: boolean;
}

/** Looks for the new certificate wherever it is used, until the deadline; then what was before is put back. */
export async function verify(ports: VerifyPorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent } = issuance;
  if (hasReached(issuance, 'proven')) return { next: 'retire', intent, because: 'it is proven' };
  if (issuance.delivery?.isTakenBack === true) return { next: 'roll-back', intent, because: 'it is being taken back' };
  const looks = await lookEverywhere(ports, issuance, now);
  const missing = looks.filter(({ ok }) => !ok).map(({ seen }) => seen);
  if (missing.length === 0) return prove(ports, issuance, looks, now);
  if (issuance.strategy === 'acm-managed') return awaitAdoption(ports, issuance, missing, now);
  const since = issuance.delivery?.at ?? now;
  const deadline = later(since, (issuance.route.proofMinutes ?? DEFAULT_PROOF_MINUTES) * 60);
  if (now >= deadline) return { next: 'roll-back', intent, because: missing.join('; ') };
  const elapsed = secondsBetween(since, now);
  const seconds = Math.min(Math.max(FIRST_LOOK_SECONDS, Math.floor(elapsed / 2)), LONGEST_LOOK_SECONDS);
  return wait(issuance, 'verify', Math.min(seconds, Math.ceil(secondsBetween(now, deadline))), missing.join('; '));
}

async function lookEverywhere(ports: VerifyPorts, issuance: Issuance, now: string): Promise<readonly Look[]> {
  const { endpoint, hostReports } = issuance.route;
  const found = await actOf(FIND, issuance)(ports, issuance);
  return [
    await judged(ports, issuance, found, now),
    ...(endpoint === undefined ? [] : [await lookAtEndpoint(ports, issuance, endpoint)]),
    ...(hostReports === true ? [await lookAtReport(ports, issuance)] : []),
  ];
}

/** What was found, judged. */
async function judged(ports: VerifyPorts, issuance: Issuance, found: Found, now: string): Promise<Look> {
  const { place, pem, problem } = found;
  if (pem === undefined) return { seen: `${place}: ${problem ?? 'nothing'}`, ok: false };
  const content = readFound(pem.certificate);
  if (content === undefined) return { seen: `${place}: what lies there is no certificate`, ok: false };
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...(await chainProblemsOf(ports, issuance, pem, now)),
    ...problemsOf(issuance, found, content, now),
  ];
  if (problems.length > 0) return { seen: `${place}: ${problems.join(', ')}`, ok: false };
  return { seen: `${place}: serial ${content.serial}, valid until ${content.notAfter}`, ok: true };
}

async function chainProblemsOf({ issuer }: VerifyPorts, { request }: Issuance, pem: CertificatePem, now: string) {
  if (request === undefined) return [];
  return chainProblems(pem, (await issuer.authorityCertificate(request.authorityArn)).certificate, now);
}

/** Serial, key, names and dates. What ACM itself asked for has what ACM chose. */
function problemsOf(
  { issued, replaces, strategy }: Issuance,
  { privateKey }: Found,
  content: CertificateContent,
  now: string,
): readonly string[] {
  const isOfAcm = strategy === 'export' || strategy === 'acm-managed';
  return [
    ...(content.serial === issued?.serial ? [] : [`it is serial ${content.serial}, not ${issued?.serial ?? ''}`]),
    ...(privateKey === undefined || keyFits(privateKey, content) ? [] : ['the key beside it is another']),
    ...(isOfAcm ? [] : contentDifferences(replaces.content, content)),
    ...(content.notAfter > now ? [] : [`it ended on ${content.notAfter}`]),
  ];
}

async function lookAtEndpoint({ probe }: VerifyPorts, { issued }: Issuance, endpoint: string): Promise<Look> {
  const answer = await probe.served(endpoint, undefined);
  if ('unseen' in answer) return { seen: `${endpoint}: ${answer.unseen}`, ok: false };
  const serial = readFound(answer.pem)?.serial ?? 'of no certificate that can be read';
  return { seen: `${endpoint} serves serial ${serial}`, ok: serial === issued?.serial };
}

async function lookAtReport(ports: VerifyPorts, issuance: Issuance): Promise<Look> {
  const told = await reportedSerial(ports, issuance);
  return {
    seen: `the host reports ${told === undefined ? 'nothing' : `serial ${told}`}`,
    ok: told === issuance.issued?.serial,
  };
}

async function prove(
  ports: VerifyPorts,
  issuance: Issuance,
  looks: readonly Look[],
  now: string,
): Promise<StepOutcome> {
  const { route, issued, intent } = issuance;
  const proof = { at: now, serial: issued?.serial ?? '', seen: looks.map(({ seen }) => seen) };
  const revokeAt = route.revokeAfterDays === undefined ? undefined : later(now, route.revokeAfterDays * 24 * 60 * 60);
  const proven = reached(issuance, { state: 'proven', proof, ...(revokeAt !== undefined && { revokeAt }) }, now);
  await ports.ledger.advance(proven, [replacedNotice(proven, now)]);
  return { next: 'retire', intent, because: proof.seen.join('; ') };
}

/** The execution ends, and another one looks again: every day, and when somebody starts one. */
async function awaitAdoption(
  { ledger }: VerifyPorts,
  issuance: Issuance,
  missing: readonly string[],
  now: string,
): Promise<StepOutcome> {
  const dueAt = lookedAtAgain(now, ADOPTION_LOOK_SECONDS);
  await ledger.advance({ ...issuance, updatedAt: now, dueAt });
  return { next: 'finish', intent: issuance.intent, because: missing.join('; ') };
}
