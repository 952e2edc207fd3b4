import type { CertificateArn } from '../domain/arn.ts';
import type { RenewalPlan } from '../domain/certificates/renewal-plan.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { isRefusal } from '../domain/reissue/refusals.ts';
import type { Ledger, ModeReader } from './ports.ts';
import { gatherReissueFacts, type ReissueFactsPorts } from './reissue-facts.ts';
import { planReissue, type ActsIn } from './reissue-plan.ts';

export interface PlannedReplacementPorts extends ReissueFactsPorts {
  readonly ledger: Pick<Ledger, 'lineageOf' | 'issuanceOf'>;
  readonly modes: ModeReader;
  readonly actsIn: ActsIn;
}

const LEFT_TO_OTHERS: ReadonlySet<string> = new Set(['AccountUnreadable', 'CertificateNotFound']);

/**
 * How a certificate that has to be replaced will be, as far as its route is known: what only its kind suggests gives way to it.
 * @param fitting the plan that fits what the certificate is
 * @param now ISO 8601
 */
export async function plannedReplacement(
  ports: PlannedReplacementPorts,
  certificate: CertificateArn,
  fitting: RenewalPlan,
  now: string,
): Promise<RenewalPlan> {
  try {
    const plan = planReissue(await gatherReissueFacts(ports, certificate, {}), ports.actsIn, now);
    const { strategy, why, intent } = plan;
    if (strategy === 'notify') return { action: 'reissue', strategy, why };
    const [{ mode }, issuance] = await Promise.all([ports.modes.mode(), ports.ledger.issuanceOf(intent)]);
    const isWell = mode === 'act' && issuance?.failure === undefined;
    return { action: 'reissue', strategy, why, ...(isWell && { underWay: true }) };
  } catch (error) {
    if (isRefusal(error) || error instanceof InvalidInput)
      return { action: 'reissue', strategy: 'notify', why: error.message };
    // What can't be read now is read again by the reissue itself, which tells if it still can't.
    // … and of what was deleted meanwhile the next look tells.
    if (error instanceof Error && LEFT_TO_OTHERS.has(error.name)) return fitting;
    throw error;
  }
}
