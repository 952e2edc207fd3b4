import { setTimeout as pause } from 'node:timers/promises';
import type { AccountId } from '../domain/arn.ts';
import { actingUnderMode } from '../reissue/acting-ports.ts';
import type { Runtime } from '../runtime/function.ts';
import { parseInput } from '../runtime/parse-input.ts';
import { routeShape } from '../runtime/route-shape.ts';
import { actors, issuances, outbox, readers } from './adapters.ts';
import { machineClient } from './clients.ts';
import { ReissueExecutions } from './executions.ts';

/**
 * What the functions of a reissue work with. Every side effect is made under the mode record: it is read immediately before.
 */
export function reissuePorts(runtime: Runtime) {
  const { configuration, clock, count } = runtime;
  const { hubAccount, memberActRoleName, limits, region, reissueMachineArn } = configuration;
  const kept = issuances(configuration, (route) => parseInput(routeShape, route), configuration.initialMode);
  return actingUnderMode({
    ...readers(runtime),
    ...kept,
    ...actors(runtime),
    outbox: outbox(configuration),
    executions: new ReissueExecutions(machineClient(region), reissueMachineArn),
    clock,
    count,
    limits,
    actsIn: (account: AccountId) => account === hubAccount || memberActRoleName !== '',
    pause: (milliseconds: number) => pause(milliseconds),
  });
}
