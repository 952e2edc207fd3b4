import { parseCertificateArn, type CertificateArn } from '../../domain/arn.ts';
import { InvalidInput } from '../../domain/invalid-input.ts';
import type { Issuance, IssuanceState } from '../../domain/reissue/issuance.ts';
import { ModeForbids } from '../../domain/reissue/mode.ts';
import { hasReached, triedAgain } from '../../domain/reissue/progress.ts';
import type { Route } from '../../domain/reissue/route.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import type { ModeReader, Vault } from '../ports.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../reissue-facts.ts';
import { openedIssuance, planReissue, requestFor, type ActsIn, type ReissuePlan } from '../reissue-plan.ts';
import { CHECK, type CheckPorts } from '../phases/check.ts';
import { actOf } from '../phases/phase.ts';
import { chosenAsBegun } from './as-begun.ts';
import { goOn, type Prepared } from './go-on.ts';
import { handOver, putOff } from './hand-over.ts';
import { mustFit, withKey } from './make-key.ts';
import { renew, upToDate, type ActingPlan } from './renew.ts';
import { noted } from './note-refusal.ts';
import type { StepPorts } from './step.ts';

export type { Prepared } from './go-on.ts';

export interface PreparePorts extends ReissueFactsPorts, CheckPorts, Omit<StepPorts, 'ledger'> {
  readonly vault: CheckPorts['vault'] & Pick<Vault, 'keepVersion' | 'readVersion'>;
  readonly ledger: ReissueFactsPorts['ledger'] & StepPorts['ledger'];
  readonly modes: ModeReader;
  readonly actsIn: ActsIn;
}

/** What is asked for. */
export interface ReissueRequest {
  readonly certificate: CertificateArn;
  /** The route that came with the execution. */
  readonly given: Route;
  /** Whether a person wants it now: then it need not be due. */
  readonly now: boolean;
  /** Whether earlier tries are not to be counted any more. */
  readonly again: boolean;
  /** How many executions of the same name were met already. */
  readonly collisions: number;
}

/**
 * Decides how a certificate is replaced, checks beforehand what can be checked, and writes the intent with key and CSR: from
 * then on the ledger knows what is to be done.
 */
export async function prepare(ports: PreparePorts, request: ReissueRequest): Promise<Prepared> {
  const { ledger } = ports;
  const now = (await ports.clock.now()).toISOString();
  const { facts, chosen } = await chosenAsBegun(ports, request, now);
  const before = await ledger.issuanceOf(chosen.intent);
  if (before !== undefined) await handOver(ledger, facts.lineage, now);
  const own = before === undefined ? await importedBy(ports, facts) : undefined;
  const standing = before === undefined ? own && unlessReached(own, 'finished') : ifReached(before, 'delivered');
  if (standing !== undefined) {
    mustFit(facts, chosen, request.given);
    return goOn(ports, standing, request.collisions, now);
  }
  const reason = before === undefined ? reasonNotToOpen(chosen, own, request) : undefined;
  const { strategy, why } = chosen;
  if (strategy === 'notify' || reason !== undefined) {
    if (!request.now) await leave(ports, facts, chosen, now);
    return finished(chosen, request.certificate.arn, reason ?? why);
  }
  const held = await heldByMode(ports, chosen);
  if (held !== undefined) return finished(chosen, request.certificate.arn, held);
  const opened = await opening(ports, facts, { ...chosen, strategy }, before, request, now);
  return withItsKey(ports, opened, facts, request.collisions, now);
}

async function heldByMode({ modes }: PreparePorts, { strategy, why }: ReissuePlan): Promise<string | undefined> {
  const { mode } = await modes.mode();
  return mode === 'act' ? undefined : `the mode is ${mode}; it would be replaced by ${strategy}: ${why}`;
}

/** Nobody need look at it before it is due; or, where nothing can be done by itself, again soon. */
async function leave({ ledger }: PreparePorts, facts: ReissueFacts, { isDue, dueAt }: ReissuePlan, now: string) {
  await putOff(ledger, facts.lineage, isDue ? triedAgain(facts.content.notAfter, now) : dueAt, now);
}

const ifReached = (issuance: Issuance, state: IssuanceState) => (hasReached(issuance, state) ? issuance : undefined);
const unlessReached = (issuance: Issuance, state: IssuanceState) =>
  hasReached(issuance, state) ? undefined : issuance;

const finished = ({ intent, strategy }: ReissuePlan, certificateArn: string, because: string): Prepared => ({
  next: 'finish',
  intent,
  certificateArn,
  strategy,
  executionName: '',
  because,
});

/** The issuance that imported what is in this ARN now: whoever asks once more for the same ARN asks about its certificate. */
async function importedBy({ ledger }: PreparePorts, facts: ReissueFacts): Promise<Issuance | undefined> {
  const { asked, content, lineage } = facts;
  const own = lineage?.cameFrom && (await ledger.issuanceOf(lineage.cameFrom.intent));
  const isIn = own?.replaces.certificateArn === asked.arn && own.issued?.serial === content.serial;
  return isIn && own.strategy === 'acm-import' ? own : undefined;
}

function reasonNotToOpen(
  { isDue, dueAt }: ReissuePlan,
  own: Issuance | undefined,
  { now, again }: ReissueRequest,
): string | undefined {
  if (isDue || again) return undefined;
  if (!now) return `it is replaced from ${dueAt} on`;
  return own && `RenewGuard imported it itself, and replaces it from ${dueAt} on; sooner only with --again`;
}

/** What was sent asks the CA for nothing new: it need not be able to issue any more. What is refused, the ledger notes. */
async function opening(
  ports: PreparePorts,
  facts: ReissueFacts,
  chosen: ActingPlan,
  before: Issuance | undefined,
  request: ReissueRequest,
  now: string,
): Promise<Issuance> {
  try {
    const wasSent = before !== undefined && hasReached(before, 'sent');
    const plan = wasSent ? chosen : { ...planReissue(facts, ports.actsIn, now), strategy: chosen.strategy };
    if (before !== undefined) return await renew(ports, before, facts, plan, request, now);
    return await open(ports, facts, plan, now);
  } catch (error) {
    // What nobody has opened yet is due by the issuance that its certificate came from.
    const dueBy = before?.intent ?? (request.now ? undefined : facts.lineage?.cameFrom?.intent);
    throw dueBy === undefined ? error : await noted(ports, dueBy, error, now);
  }
}

async function open(ports: PreparePorts, facts: ReissueFacts, plan: ActingPlan, now: string): Promise<Issuance> {
  const first = openedIssuance(facts, plan, now);
  const wayBack = await actOf(CHECK, first)(ports, first);
  const opened = await ports.ledger.openIssuance({ ...first, ...(wayBack !== undefined && { wayBack }) });
  await handOver(ports.ledger, facts.lineage, now);
  return opened;
}

/** Goes on with key and CSR. What the mode holds ends in good order; what is refused, the ledger notes. */
async function withItsKey(
  ports: PreparePorts,
  opened: Issuance,
  { recordedCsr }: ReissueFacts,
  collisions: number,
  now: string,
): Promise<Prepared> {
  try {
    return await goOn(ports, await withKey(ports, opened, recordedCsr, now), collisions, now);
  } catch (error) {
    if (error instanceof ModeForbids) return { ...(await goOn(ports, opened, 0, now)), ...endedBy(error) };
    throw await noted(ports, opened.intent, error, now);
  }
}

const endedBy = ({ message }: ModeForbids) => ({ next: 'finish', because: message }) as const;

/**
 * Goes on with an issuance that the ledger knows. What was not sent yet is made ready once more: its execution may have died
 * before it had a key, and its request is of the day on which it was written.
 * @throws InvalidInput where the ledger knows none
 */
export async function prepareKnown(ports: PreparePorts, intent: string, collisions: number): Promise<Prepared> {
  const issuance = await ports.ledger.issuanceOf(intent);
  if (issuance === undefined) throw new InvalidInput('intent', 'an issuance that the ledger knows', intent);
  const now = (await ports.clock.now()).toISOString();
  if (hasReached(issuance, 'sent')) return goOn(ports, issuance, collisions, now);
  const facts = await factsOf(ports, issuance, now);
  const { strategy, replaces } = issuance;
  if (strategy !== 'export' && facts.content.serial !== replaces.content.serial) return giveUp(ports, issuance, now);
  const ready = await upToDate(ports.ledger, issuance, facts.asks, now);
  return withItsKey(ports, ready, facts, collisions, now);
}

/** The facts about what it replaces, and what the CA would be asked for. */
async function factsOf(ports: PreparePorts, { intent, strategy, replaces, route }: Issuance, now: string) {
  try {
    const facts = await gatherReissueFacts(ports, parseCertificateArn(replaces.certificateArn), route);
    return { ...facts, ...(asksAuthority(strategy) && { asks: requestFor(facts, now).request }) };
  } catch (error) {
    throw await noted(ports, intent, error, now);
  }
}

/** Somebody else replaced it before anything was asked for: there is nothing to do any more. */
async function giveUp({ ledger }: PreparePorts, { dueAt: _, ...issuance }: Issuance, now: string): Promise<Prepared> {
  const over = await ledger.advance({ ...issuance, updatedAt: now });
  return { ...(await goOn({ ledger }, over, 0, now)), next: 'finish', because: 'somebody else replaced it already' };
}
