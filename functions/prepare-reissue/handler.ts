import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { prepareReissue, prepareReissueInput } from './prepare-reissue.ts';

export const handler = lambdaFunction('prepare-reissue', prepareReissueInput, (runtime) =>
  prepareReissue(reissuePorts(runtime)),
);
