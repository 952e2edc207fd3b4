import { repairPorts } from '../../core/aws/repair-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { mendAuthority, mendAuthorityInput } from './mend-authority.ts';

export const handler = lambdaFunction('mend-authority', mendAuthorityInput, (runtime) =>
  mendAuthority(repairPorts(runtime)),
);
