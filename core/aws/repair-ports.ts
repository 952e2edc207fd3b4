import type { AccountId } from '../domain/arn.ts';
import { repairingUnderMode } from '../repair/acting-ports.ts';
import type { Runtime } from '../runtime/function.ts';
import { actedAccounts, outbox, readAccounts, readers, stores } from './adapters.ts';
import { tableApprovals } from './approvals.ts';
import { AuthorityRepairer } from './authority-actor.ts';
import { Authorities } from './authorities.ts';
import { machineClient, tableClient } from './clients.ts';
import { RepairExecutions } from './executions.ts';
import { TableModes } from './mode-record.ts';
import { TableMutes } from './mutes.ts';
import { AccountReissueReader } from './reissue-reader.ts';
import { TableRepairs } from './repair-records.ts';
import type { Table } from './table.ts';

const tableOf = ({ region, tableName }: Runtime['configuration']): Table => ({
  client: tableClient(region),
  name: tableName,
});

/** What decides about repairs, and starts them. */
export function decidingPorts({ name, configuration }: Runtime) {
  const { hubAccount, region, memberActRoleName, initialMode, repairMachineArn, repairMode } = configuration;
  const table = tableOf(configuration);
  const repairs = new TableRepairs(table);
  const accounts = readAccounts(name, configuration);
  return {
    modes: new TableModes(table, initialMode),
    reader: new AccountReissueReader(accounts, new Authorities(accounts, region)),
    repairs,
    removers: repairs,
    mutes: new TableMutes(table),
    repairStarter: new RepairExecutions(machineClient(region), repairMachineArn),
    repairMode,
    actsIn: (account: AccountId) => account === hubAccount || memberActRoleName !== '',
  };
}

/** What the functions of a repair work with. Every side effect is made under the mode record: it is read immediately before. */
export function repairPorts(runtime: Runtime) {
  const { name, configuration, clock } = runtime;
  const deciding = decidingPorts(runtime);
  const { authorities } = readers(runtime);
  const { findings } = stores(configuration);
  return {
    ...deciding,
    ...repairingUnderMode(deciding.modes, new AuthorityRepairer(actedAccounts(name, configuration))),
    approvals: tableApprovals(tableOf(configuration)),
    authorities,
    findings,
    outbox: outbox(configuration),
    clock,
  };
}
