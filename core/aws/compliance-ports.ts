import type { Runtime } from '../runtime/function.ts';
import { TableAuthorityInventory } from './authority-inventory.ts';
import { configClient, tableClient } from './clients.ts';
import { ConfigEvaluations } from './config-evaluations.ts';
import { CoverageFindings } from './coverage-findings.ts';
import { Findings } from './findings.ts';
import { TableInventory } from './inventory.ts';
import { TableMutes } from './mutes.ts';
import { TableOpenFindings } from './open-findings.ts';

/** What evaluate-compliance works with. */
export function compliancePorts({ configuration, clock }: Runtime) {
  const { region, hubAccount, tableName } = configuration;
  const table = { client: tableClient(region), name: tableName };
  return {
    hub: { account: hubAccount, region },
    inventory: new TableInventory(table),
    authorityInventory: new TableAuthorityInventory(table),
    openFindings: new TableOpenFindings(table),
    findings: new Findings(table),
    coverage: new CoverageFindings(table),
    mutes: new TableMutes(table),
    config: new ConfigEvaluations(configClient(region)),
    clock,
  };
}
