import { ledgerOf, outbox, stores } from '../../core/aws/adapters.ts';
import { executionsOf } from '../../core/aws/executions.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { reportFailure, reportFailureInput } from './report-failure.ts';

export const handler = lambdaFunction('report-failure', reportFailureInput, ({ configuration, clock, count }) =>
  reportFailure({
    ...stores(configuration),
    ledger: ledgerOf(configuration),
    outbox: outbox(configuration),
    isRepair: (executionArn) => executionArn.startsWith(executionsOf(configuration.repairMachineArn)),
    clock,
    count,
  }),
);
