import { repairPorts } from '../../core/aws/repair-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { beginRepair, beginRepairInput } from './begin-repair.ts';

export const handler = lambdaFunction('begin-repair', beginRepairInput, (runtime) => beginRepair(repairPorts(runtime)));
