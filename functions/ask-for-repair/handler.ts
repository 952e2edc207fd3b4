import { repairPorts } from '../../core/aws/repair-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { askForRepair, askForRepairInput } from './ask-for-repair.ts';

export const handler = lambdaFunction('ask-for-repair', askForRepairInput, (runtime) =>
  askForRepair(repairPorts(runtime)),
);
