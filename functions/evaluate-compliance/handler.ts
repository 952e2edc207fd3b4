import { compliancePorts } from '../../core/aws/compliance-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { evaluateCompliance, evaluateComplianceInput } from './evaluate-compliance.ts';

export const handler = lambdaFunction('evaluate-compliance', evaluateComplianceInput, (runtime) =>
  evaluateCompliance(compliancePorts(runtime)),
);
