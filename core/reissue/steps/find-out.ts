import { doubtNotice } from '../../domain/reissue/notices.ts';
import type { Doubt, Issuance } from '../../domain/reissue/issuance.ts';
import type { IssuePorts } from './issue.ts';
import { listedFor, whoseIs } from './lost-answers.ts';
import { reached, toCollect, wait, type StepOutcome } from './step.ts';

/** An audit report is made once in half an hour at most (service-facts 1.5). */
const ASK_AGAIN_SECONDS = 5 * 60;
/** Issuing takes seconds (service-facts 1.4). */
const NOT_YET_SECONDS = 10;

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
  const toldByRecord = await fromFirst(ports, issuance, reported === undefined ? [] : [reported], now);
  if (toldByRecord !== undefined) return toldByRecord;
  // Not before: a report is made once in half an hour, and other issuances may need it more.
  const listed = await listedFor(ports, issuance, sent.at);
  const toldByReport = await fromFirst(ports, issuance, listed ?? [], now);
  if (toldByReport !== undefined) return toldByReport;
  if (listed === undefined && patience === 'find-out')
    return wait(issuance, 'issue', ASK_AGAIN_SECONDS, 'until an audit report tells what an earlier try issued');
  return tryAnew(ports, issuance, { token: sent.token, sentAt: sent.at, ...(listed && { resolved: 'none' }) }, now);
}

/** What follows from the first of some certificates that is ours, or that can't be read yet; undefined: none is. */
async function fromFirst(
  ports: IssuePorts,
  issuance: Issuance,
  certificateArns: readonly string[],
  now: string,
): Promise<StepOutcome | undefined> {
  for (const certificateArn of certificateArns) {
    const whose = await whoseIs(ports, issuance, certificateArn);
    if (whose === 'ours') return adopt(ports, issuance, certificateArn, now);
    if (whose === 'not-yet')
      return wait(issuance, 'issue', NOT_YET_SECONDS, `until it can be read whose certificate ${certificateArn} is`);
  }
  return undefined;
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
