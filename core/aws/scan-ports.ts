import { InvalidInput } from '../domain/invalid-input.ts';
import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import { parseInput } from '../runtime/parse-input.ts';
import { routeShape } from '../runtime/route-shape.ts';
import type { ScanPorts } from '../sweep/scan-ports.ts';
import { issuances, outbox, stores } from './adapters.ts';
import { TableDirectory } from './account-directory.ts';
import { Accounts } from './accounts.ts';
import { Authorities } from './authorities.ts';
import { TableAuthorityInventory } from './authority-inventory.ts';
import { AuthorityReadings } from './authority-readings.ts';
import { CallPace } from './call-pace.ts';
import { Certificates } from './certificates.ts';
import { bucketClient } from './clients.ts';
import { Consumers } from './consumers.ts';
import { TableInventory } from './inventory.ts';
import { IssuedCertificates } from './issued-certificates.ts';
import { TableOpenFindings } from './open-findings.ts';
import { readOwnerMapping } from './owner-mapping.ts';
import { filesOf, tableOf } from './planning-ports.ts';
import { AccountReissueReader } from './reissue-reader.ts';
import { readingIn } from './session-actions.ts';
import { TableReadings } from './shared-readings.ts';
import { sweepRecords } from './sweep-records.ts';

/** No new step is begun after so long: the function ends after five minutes, and a step may take more than one. */
const WORKS_MILLISECONDS = 150_000;

/** Ports that one invocation has for so long. */
export const withTime = <Ports extends object>(ports: Ports) => {
  const until = systemMilliseconds() + WORKS_MILLISECONDS;
  return { ...ports, hasTime: (): boolean => systemMilliseconds() < until };
};

/** What every scan reads and writes: its calls are paced by AWS's quotas, and counted. */
export function scanPorts({ name, configuration, clock }: Runtime) {
  const { region, hubAccount, memberActRoleName, reportBucket, initialMode } = configuration;
  const pace = new CallPace(systemMilliseconds);
  const table = tableOf(configuration);
  const directory = new TableDirectory(table);
  const accounts = new Accounts(configuration, readingIn(name), systemMilliseconds, { pace, directory });
  const authorities = new Authorities(accounts, region);
  const reader = new AccountReissueReader(accounts, authorities);
  const ports: Omit<ScanPorts, 'hasTime'> = {
    ...stores(configuration),
    ...issuances(configuration, (route) => parseInput(routeShape, route), initialMode),
    outbox: outbox(configuration),
    authorities,
    reader,
    certificates: new Certificates(accounts),
    issued: new IssuedCertificates(accounts),
    consumers: new Consumers(accounts, region),
    authorityReadings: new AuthorityReadings(authorities, reader),
    inventory: new TableInventory(table),
    authorityInventory: new TableAuthorityInventory(table),
    openFindings: new TableOpenFindings(table),
    shared: new TableReadings(table, systemMilliseconds),
    sweeps: sweepRecords(table, systemMilliseconds),
    files: filesOf(configuration),
    directory,
    ownerMapping: () => readOwnerMapping({ client: bucketClient(region), name: reportBucket }).catch(passOver),
    actsIn: (account) => account === hubAccount || memberActRoleName !== '',
    clock,
    takeCalls: () => pace.take(),
  };
  return { accounts, ports };
}

/** A mapping file with a mistake maps nothing: whoever starts a sweep by hand is told (functions/plan-sweep). */
function passOver(error: unknown): undefined {
  if (error instanceof InvalidInput) return undefined;
  throw error;
}
