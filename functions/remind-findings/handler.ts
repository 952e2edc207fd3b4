import { remindingPorts } from '../../core/aws/reminding-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { remindFindings, remindFindingsInput } from './remind-findings.ts';

export const handler = lambdaFunction('remind-findings', remindFindingsInput, (runtime) =>
  remindFindings(remindingPorts(runtime)),
);
