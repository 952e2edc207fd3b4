import { stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { releaseVerification, releaseVerificationInput } from './release-verification.ts';

export const handler = lambdaFunction('release-verification', releaseVerificationInput, ({ configuration, clock }) =>
  releaseVerification({ ...stores(configuration), clock }),
);
