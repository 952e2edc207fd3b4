import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { verifyDelivery } from './verify-delivery.ts';

export const handler = lambdaFunction('verify-delivery', ofIssuance, (runtime) =>
  verifyDelivery(reissuePorts(runtime)),
);
