import type { CertificateArn } from '../../domain/arn.ts';
import { InvalidInput } from '../../domain/invalid-input.ts';
import { executionName } from '../../domain/reissue/intent.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import { RouteUnusable } from '../../domain/reissue/refusals.ts';
import type { Route } from '../../domain/reissue/route.ts';
import { makesKey, type ActingStrategy } from '../../domain/reissue/strategy.ts';
import type { ModeReader, Vault } from '../ports.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../reissue-facts.ts';
import { openedIssuance, planReissue, type ReissuePlan } from '../reissue-plan.ts';
import { CHECK, type CheckPorts } from '../phases/check.ts';
import { actOf } from '../phases/phase.ts';
import { withKey } from './make-key.ts';
import { type StepOutcome, type StepPorts } from './step.ts';

export interface PreparePorts extends ReissueFactsPorts, CheckPorts, Omit<StepPorts, 'ledger'> {
  readonly vault: CheckPorts['vault'] & Pick<Vault, 'keepVersion' | 'readVersion'>;
  readonly ledger: ReissueFactsPorts['ledger'] & StepPorts['ledger'];
  readonly modes: ModeReader;
  readonly hubAccount: string;
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

export interface Prepared extends StepOutcome {
  readonly certificateArn: string;
  readonly strategy: string;
  /** For the nested execution. */
  readonly executionName: string;
}

/**
 * Decides how a certificate is replaced, checks beforehand what can be checked, and writes the intent with key and CSR: from
 * then on the ledger knows what is to be done.
 */
export async function prepare(ports: PreparePorts, request: ReissueRequest): Promise<Prepared> {
  const now = (await ports.clock.now()).toISOString();
  const facts = await gatherReissueFacts(ports, request.certificate, request.given);
  const plan = planReissue(facts, ports.hubAccount, now);
  const { strategy } = plan;
  const finish = (because: string): Prepared => ({
    next: 'finish',
    intent: plan.intent,
    certificateArn: request.certificate.arn,
    strategy,
    executionName: '',
    because,
  });
  const before = await ports.ledger.issuanceOf(plan.intent);
  if (before !== undefined && hasReached(before, 'delivered')) return goOn(before, request.collisions);
  if (strategy === 'notify') return finish(plan.why);
  if (before === undefined && !request.now && !plan.isDue) return finish(`it is replaced from ${plan.dueAt} on`);
  const { mode } = await ports.modes.mode();
  if (mode !== 'act') return finish(`the mode is ${mode}; it would be replaced by ${strategy}: ${plan.why}`);
  const acting = { ...plan, strategy };
  const opened =
    before === undefined
      ? await open(ports, facts, acting, now)
      : await renew(ports, before, facts, acting, request, now);
  return goOn(await withKey(ports, opened, facts.recordedCsr, now), request.collisions);
}

type ActingPlan = ReissuePlan & { readonly strategy: ActingStrategy };

async function open(ports: PreparePorts, facts: ReissueFacts, plan: ActingPlan, now: string): Promise<Issuance> {
  const first = openedIssuance(facts, plan, now);
  const wayBack = await actOf(CHECK, first)(ports, first);
  const opened = await ports.ledger.openIssuance({ ...first, ...(wayBack !== undefined && { wayBack }) });
  await handOver(ports, facts, now);
  return opened;
}

/** The issuance that the certificate came from has not to see to its renewal any more: this one does. */
async function handOver({ ledger }: PreparePorts, { lineage }: ReissueFacts, now: string): Promise<void> {
  const earlier = lineage?.cameFrom && (await ledger.issuanceOf(lineage.cameFrom.intent));
  if (earlier?.state !== 'finished' || earlier.handedOver === true) return;
  const { dueAt: _, ...kept } = earlier;
  const revoking = earlier.revokeAt !== undefined && earlier.revokedAt === undefined ? { dueAt: earlier.revokeAt } : {};
  await ledger.advance({ ...kept, handedOver: true, updatedAt: now, ...revoking });
}

/** An issuance that is under way goes on, with the route as it is now as far as that is possible. */
async function renew(
  { ledger, ...ports }: PreparePorts,
  before: Issuance,
  facts: ReissueFacts,
  plan: ActingPlan,
  { again }: ReissueRequest,
  now: string,
): Promise<Issuance> {
  const first = openedIssuance(facts, plan, now);
  const forgiven = { attempts: before.attempt - 1, deliveries: before.deliveries };
  const route = { route: first.route, handedOn: first.handedOn, ...(again && { forgiven }), updatedAt: now };
  const isSame = JSON.stringify(before.route) === JSON.stringify(first.route) && before.strategy === plan.strategy;
  if (isSame && !again) return before;
  const wayBack = await actOf(CHECK, first)(ports, first);
  const changed = {
    ...before,
    ...route,
    strategy: plan.strategy,
    why: plan.why,
    ...(wayBack !== undefined && { wayBack }),
  };
  if (before.strategy === plan.strategy) return ledger.advance(changed);
  if (hasReached(before, 'sent'))
    throw new RouteUnusable(
      `a replacement by ${before.strategy} is under way (${before.state}): let it end, or set --strategy ${before.strategy}`,
    );
  const needsOther = makesKey(before.strategy) !== makesKey(plan.strategy);
  const { request: _, ...bare } = changed;
  return ledger.advance({
    ...bare,
    ...(first.request && { request: first.request }),
    ...(needsOther && { state: 'open' as const }),
  });
}

/** Goes on with an issuance that the ledger knows. @throws InvalidInput where it knows none */
export async function prepareKnown(
  { ledger }: Pick<PreparePorts, 'ledger'>,
  intent: string,
  collisions: number,
): Promise<Prepared> {
  const issuance = await ledger.issuanceOf(intent);
  if (issuance === undefined) throw new InvalidInput('intent', 'an issuance that the ledger knows', intent);
  return goOn(issuance, collisions);
}

/** So many executions at once are enough: whoever comes later leaves it to them. */
const MOST_AT_ONCE = 5;

/** Goes on where the ledger says that it stands. */
function goOn(issuance: Issuance, collisions: number): Prepared {
  const { intent, strategy, state, version, replaces } = issuance;
  const isCrowded = collisions > MOST_AT_ONCE;
  const next = hasReached(issuance, 'proven') ? 'retire' : 'issue';
  return {
    next: isCrowded ? 'finish' : next,
    intent,
    certificateArn: replaces.certificateArn,
    strategy,
    executionName: executionName(intent, 'deliver', `${version}-${collisions}`),
    because: isCrowded ? 'other executions are at it' : `it is ${state}`,
  };
}
