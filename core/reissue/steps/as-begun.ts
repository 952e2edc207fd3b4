import { hasReached } from '../../domain/reissue/progress.ts';
import type { Ledger } from '../ports.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../reissue-facts.ts';
import { chosenPlan, exportIntent, type ReissuePlan } from '../reissue-plan.ts';
import type { ReissueRequest } from './prepare.ts';

export interface AsBegunPorts extends ReissueFactsPorts {
  readonly ledger: ReissueFactsPorts['ledger'] & Pick<Ledger, 'issuanceOf'>;
}

/** The facts, and what is done by them. */
export interface Chosen {
  readonly facts: ReissueFacts;
  readonly chosen: ReissuePlan;
}

/**
 * How a certificate is replaced. A replacement that a person began with options, and that failed, is begun once more by its
 * bare ARN, as its notice says: where nothing else tells how, it goes by the route that the ledger has of it.
 * @param now ISO 8601
 */
export async function chosenAsBegun(ports: AsBegunPorts, request: ReissueRequest, now: string): Promise<Chosen> {
  const facts = await gatherReissueFacts(ports, request.certificate, request.given);
  const chosen = chosenPlan(facts, now);
  const saysNothing = chosen.strategy === 'notify' && facts.routed.route.strategy === undefined;
  if (!request.now || !saysNothing) return { facts, chosen };
  const begun = (await ports.ledger.issuanceOf(chosen.intent)) ?? (await ports.ledger.issuanceOf(exportIntent(facts)));
  if (begun === undefined || hasReached(begun, 'proven')) return { facts, chosen };
  const route = { ...begun.route, ...request.given };
  const asBegun = await gatherReissueFacts(ports, request.certificate, route);
  return { facts: asBegun, chosen: chosenPlan(asBegun, now) };
}
