import type { PlanPorts } from '../../../cli/plan/plan.ts';
import { planFor } from '../../../cli/plan/plan.ts';
import type { PlanReport } from '../../../cli/plan/report.ts';
import type { BudgetUsage } from '../../../core/aws/budget-usage.ts';
import { parseCertificateArn } from '../../../core/domain/arn.ts';
import { known } from '../../../core/domain/fact.ts';
import type { Route } from '../../../core/domain/reissue/route.ts';
import type { ReissueWorld } from '../../fakes/reissue-world.ts';
import { CALLER } from './region.ts';

export const UNUSED: BudgetUsage = { used: 0, waiting: 0 };

/** What a terminal reads of a world. */
export function portsIn(world: ReissueWorld, usage = UNUSED): PlanPorts {
  const ports = world.ports();
  const { certificates, issued, reader, authorities, consumers } = ports;
  const { ledger, approvals, modes, routes, recordedRequests, limits } = ports;
  const budgets = { usageOf: () => Promise.resolve(usage) };
  return {
    ...{ certificates, issued, reader, authorities, consumers },
    secrets: { secretNamed: async (secret) => known(await world.vault.describeSecret(secret)) },
    kept: { ledger, approvals, modes, routes, recordedRequests, budgets, limits },
  };
}

/** The plan as `renewguard plan` makes it. */
export async function plannedIn(
  world: ReissueWorld,
  certificateArn: string,
  given: Route = {},
  ports: PlanPorts = portsIn(world),
): Promise<PlanReport> {
  const now = (await world.clock.now()).toISOString();
  return planFor(ports, parseCertificateArn(certificateArn), given, { caller: CALLER, now });
}
