import { planningPorts } from '../../core/aws/planning-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { planAuthorities, planAuthoritiesInput } from './plan-authorities.ts';

export const handler = lambdaFunction('plan-authorities', planAuthoritiesInput, (runtime) =>
  planAuthorities(planningPorts(runtime)),
);
