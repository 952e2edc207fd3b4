import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { rollBackDelivery, rollBackDeliveryInput } from './roll-back-delivery.ts';

export const handler = lambdaFunction('roll-back-delivery', rollBackDeliveryInput, (runtime) =>
  rollBackDelivery(reissuePorts(runtime)),
);
