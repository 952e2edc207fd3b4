import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import type { ConcludeSweepPorts } from '../sweep/conclude-sweep.ts';
import { outbox } from './adapters.ts';
import { machineClient } from './clients.ts';
import { CoverageFindings } from './coverage-findings.ts';
import { ReissueExecutions } from './executions.ts';
import { TableMutes } from './mutes.ts';
import { defaultScope, filesOf, tableOf } from './planning-ports.ts';
import { TableListing } from './table-listing.ts';
import { sweepRecords } from './sweep-records.ts';

/** No new page of remedies is begun after so long. */
const WORKS_MILLISECONDS = 150_000;

/** What ends a sweep. @returns the ports of one invocation */
export function concludingPorts({ configuration, clock, count }: Runtime) {
  const { region, hubAccount: account, partition, memberRoleName, reissueMachineArn } = configuration;
  const table = tableOf(configuration);
  const ports = {
    sweeps: sweepRecords(table, systemMilliseconds),
    files: filesOf(configuration),
    coverage: new CoverageFindings(table),
    listing: new TableListing(table),
    muted: new TableMutes(table),
    outbox: outbox(configuration),
    executions: new ReissueExecutions(machineClient(region), reissueMachineArn),
    hub: { account, region, partition, memberRoleName },
    defaultScope: defaultScope(configuration),
    clock,
    count,
  };
  return (): ConcludeSweepPorts & Pick<Runtime, 'count'> & { readonly listing: TableListing } => {
    const until = systemMilliseconds() + WORKS_MILLISECONDS;
    return { ...ports, hasTime: () => systemMilliseconds() < until };
  };
}
