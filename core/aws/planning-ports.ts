import { DEFAULT_SCOPE, NOTHING_ELSE } from '../domain/sweep/scope.ts';
import type { Scope } from '../domain/sweep/sweep.ts';
import { systemMilliseconds } from '../runtime/clock.ts';
import type { Configuration } from '../runtime/configuration.ts';
import type { Runtime } from '../runtime/function.ts';
import { TableDirectory } from './account-directory.ts';
import { outbox } from './adapters.ts';
import { bucketClient, machineClient, organizationsClient, tableClient } from './clients.ts';
import { CoverageFindings } from './coverage-findings.ts';
import { TableMutes } from './mutes.ts';
import { AccountOrganization } from './organization.ts';
import { sweepsBeside } from './sweep-executions.ts';
import { BucketFiles } from './sweep-files.ts';
import { sweepRecords } from './sweep-records.ts';
import type { Table } from './table.ts';

/** What works out a sweep's work lists. */
export function planningPorts({ configuration, clock }: Runtime) {
  const { region, hubAccount, memberAccounts } = configuration;
  const table = tableOf(configuration);
  return {
    sweeps: sweepRecords(table, systemMilliseconds),
    files: filesOf(configuration),
    directory: new TableDirectory(table),
    organization: new AccountOrganization(organizationsClient(region), hubAccount),
    hubAccount,
    homeRegion: region,
    namedMembers: memberAccounts,
    defaultScope: defaultScope(configuration),
    coverage: new CoverageFindings(table),
    muted: new TableMutes(table),
    outbox: outbox(configuration),
    endsBeside: (executionArn: string) => sweepsBeside(machineClient(region), executionArn),
    clock,
  };
}

/** What is swept where nobody has set a scope of this name. */
export const defaultScope = ({ sweep, region }: Configuration): Scope => ({
  name: DEFAULT_SCOPE,
  accounts: sweep.accounts,
  regions: sweep.regions.length === 0 ? [region] : sweep.regions,
  everyHours: sweep.everyHours,
  include: NOTHING_ELSE,
});

export const tableOf = ({ region, tableName }: Pick<Configuration, 'region' | 'tableName'>): Table => ({
  client: tableClient(region),
  name: tableName,
});

export const filesOf = ({ region, reportBucket: name }: Configuration): BucketFiles =>
  new BucketFiles({ client: bucketClient(region), name });
