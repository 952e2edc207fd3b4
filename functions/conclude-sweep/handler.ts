import { concludingPorts } from '../../core/aws/concluding-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { concludeSweep, concludeSweepInput } from './conclude-sweep.ts';

export const handler = lambdaFunction('conclude-sweep', concludeSweepInput, (runtime) =>
  concludeSweep(concludingPorts(runtime)),
);
