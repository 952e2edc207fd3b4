import type { Deployment, Sweeping } from '../core/aws/deployment.ts';
import { WrongUsage } from './wrong-usage.ts';

/** How a deployed RenewGuard sweeps. @throws WrongUsage where it is one of before it did */
export function sweepingOf({ stack, region, sweeping }: Deployment): Sweeping {
  if (sweeping !== undefined) return sweeping;
  throw new WrongUsage(
    `the stack ${stack} in ${region} has no output SweepOrganizationArn: it is of before RenewGuard swept; deploy it again`,
  );
}
