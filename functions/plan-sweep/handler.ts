import { planningPorts } from '../../core/aws/planning-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { planSweep, planSweepInput } from './plan-sweep.ts';

export const handler = lambdaFunction('plan-sweep', planSweepInput, (runtime) => planSweep(planningPorts(runtime)));
