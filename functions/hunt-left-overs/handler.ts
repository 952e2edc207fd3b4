import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { huntLeftOvers, huntLeftOversInput } from './hunt-left-overs.ts';

export const handler = lambdaFunction('hunt-left-overs', huntLeftOversInput, (runtime) =>
  huntLeftOvers(reissuePorts(runtime)),
);
