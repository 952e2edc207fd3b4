import { outbox, stores } from '../../core/aws/adapters.ts';
import { decidingPorts } from '../../core/aws/repair-ports.ts';
import { lambdaFunction } from '../../core/runtime/function.ts';
import { alertOrResolve, alertOrResolveInput } from './alert-or-resolve.ts';

export const handler = lambdaFunction('alert-or-resolve', alertOrResolveInput, (runtime) => {
  const { configuration, clock, count } = runtime;
  const kept = { ...stores(configuration), ...decidingPorts(runtime) };
  return alertOrResolve({ ...kept, outbox: outbox(configuration), clock, count });
});
