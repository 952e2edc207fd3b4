import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { cleanUpIssuance } from './clean-up-issuance.ts';

export const handler = lambdaFunction('clean-up-issuance', ofIssuance, (runtime) =>
  cleanUpIssuance(reissuePorts(runtime)),
);
