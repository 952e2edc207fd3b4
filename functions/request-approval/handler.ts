import { reissuePorts } from '../../core/aws/reissue-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { requestApproval, requestApprovalInput } from './request-approval.ts';

export const handler = lambdaFunction('request-approval', requestApprovalInput, (runtime) =>
  requestApproval(reissuePorts(runtime)),
);
