import { outbox, stores } from '../../core/aws/adapters.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { alertOrResolve, alertOrResolveInput } from './alert-or-resolve.ts';

export const handler = lambdaFunction('alert-or-resolve', alertOrResolveInput, ({ configuration, clock, count }) =>
  alertOrResolve({ ...stores(configuration), outbox: outbox(configuration), clock, count }),
);
