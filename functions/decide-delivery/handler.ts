import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { ofIssuance } from '../../core/runtime/shapes.ts';
import { decideDelivery } from './decide-delivery.ts';

export const handler = lambdaFunction('decide-delivery', ofIssuance, (runtime) =>
  decideDelivery(reissuePorts(runtime)),
);
