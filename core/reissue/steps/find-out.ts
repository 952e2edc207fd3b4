import { doubtNotice } from '../../domain/reissue/notices.ts';
import type { Doubt, Issuance } from '../../domain/reissue/issuance.ts';
import { AuthorityCannotIssue } from '../../domain/reissue/refusals.ts';
import { later } from '../../domain/reissue/progress.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import { readSigningRequest } from '../../pki/signing-request.ts';
import type { IssuePorts } from './issue.ts';
import { reached, requestOf, toCollect, wait, type StepOutcome } from './step.ts';

/** An audit report is made once in half an hour at most (service-facts 1.5). */
const ASK_AGAIN_SECONDS = 5 * 60;
/** Clocks of services differ. */
const SLACK_SECONDS = 2 * 60;

/**
 * Finds out what became of a request whose answer was lost, when its token is forgotten: a record may have told its
 * certificate, else the CA's audit report lists it. A certificate of this CSR's key is ours, whoever tells of it.
 * @param patience `go-on`: the report could not be had for so long that the issuance goes on without it
 */
export async function findOut(
  ports: IssuePorts,
  issuance: Issuance,
  now: string,
  patience: 'find-out' | 'go-on',
): Promise<StepOutcome> {
  const { sent } = issuance;
  if (sent === undefined) return toCollect(issuance);
  const reported = await ports.ledger.reportedFor(sent.token);
  if (reported !== undefined && (await isOurs(ports, issuance, reported))) return adopt(ports, issuance, reported, now);
  const { authorityArn } = requestOf(issuance);
  const since = later(sent.at, -SLACK_SECONDS);
  const listed = await ports.issuer.issuedSince(authorityArn, since);
  if (listed === undefined && patience === 'find-out')
    return wait(issuance, 'issue', ASK_AGAIN_SECONDS, 'until an audit report tells what an earlier try issued');
  const found = await firstOfOurs(ports, issuance, listed ?? []);
  if (found !== undefined) return adopt(ports, issuance, found, now);
  return tryAnew(ports, issuance, { token: sent.token, sentAt: sent.at, ...(listed && { resolved: 'none' }) }, now);
}

async function firstOfOurs(
  ports: IssuePorts,
  issuance: Issuance,
  listed: readonly { readonly certificateArn: string }[],
) {
  for (const { certificateArn } of listed) if (await isOurs(ports, issuance, certificateArn)) return certificateArn;
  return undefined;
}

/** Whether a certificate is of this issuance's key, and of none that was thrown away. */
export async function isOurs(
  { issuer }: { readonly issuer: Pick<IssuePorts['issuer'], 'issuedPem'> },
  issuance: Issuance,
  certificateArn: string,
): Promise<boolean> {
  if (issuance.discarded.some((each) => each.certificateArn === certificateArn)) return false;
  const pem = await issuer.issuedPem(requestOf(issuance).authorityArn, certificateArn).catch(unlessUnknown);
  return (
    pem !== undefined && readCertificate(pem.certificate).publicKey === readSigningRequest(issuance.csr ?? '').publicKey
  );
}

/** What a record or report names need not be there: whoever may write events may name anything. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof AuthorityCannotIssue) return undefined;
  throw error;
}

async function adopt(ports: IssuePorts, issuance: Issuance, certificateArn: string, now: string): Promise<StepOutcome> {
  const { token, at: sentAt } = issuance.sent ?? { token: '', at: now };
  const doubts = [...issuance.doubts, { token, sentAt, resolved: 'adopted', certificateArn } as const];
  const next = reached(issuance, { state: 'issued', issued: { certificateArn }, doubts }, now);
  return toCollect(await ports.ledger.advance(next));
}

/** One more certificate for the same key and CSR: should the lost one turn up, the key tells that it is ours, and it is revoked. */
async function tryAnew(ports: IssuePorts, issuance: Issuance, doubt: Doubt, now: string): Promise<StepOutcome> {
  const { sent: _, ...kept } = issuance;
  const anew = reached(
    kept,
    { state: 'keyed', attempt: issuance.attempt + 1, doubts: [...issuance.doubts, doubt] },
    now,
  );
  const isOpen = doubt.resolved === undefined;
  await ports.ledger.advance(anew, isOpen ? [doubtNotice(anew, doubt, now)] : []);
  if (isOpen) ports.count('IssuanceDoubtful');
  const because = isOpen ? 'nobody could tell what an earlier try issued' : 'an earlier try issued nothing';
  return { next: 'issue', intent: issuance.intent, because };
}
