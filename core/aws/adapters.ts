import type { AccountId } from '../domain/arn.ts';
import type { Mode } from '../domain/reissue/mode.ts';
import type { Route } from '../domain/reissue/route.ts';
import type { Ledger } from '../reissue/ports.ts';
import type { Configuration } from '../runtime/configuration.ts';
import { TlsEndpoint } from '../probe/tls-endpoint.ts';
import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import { TableDirectory } from './account-directory.ts';
import { Accounts } from './accounts.ts';
import { Addressing } from './addressing.ts';
import { ActingAccounts } from './acting-accounts.ts';
import { CertificateActor } from './acm-actor.ts';
import { tableApprovals } from './approvals.ts';
import { AuditReports } from './audit-reports.ts';
import { Authorities } from './authorities.ts';
import { TableMemory } from './authority-memory.ts';
import { ChannelQueues } from './channel-queues.ts';
import { Channels } from './channels.ts';
import { CertificateInspections } from './certificate-inspections.ts';
import { Certificates } from './certificates.ts';
import { bucketClient, busClient, secretsClient, tableClient, tokenClient, topicClient } from './clients.ts';
import { Consumers } from './consumers.ts';
import { Failures } from './failures.ts';
import { Findings } from './findings.ts';
import { issuanceLedger } from './issuances.ts';
import { IssuedCertificates } from './issued-certificates.ts';
import { AuthorityIssuer } from './issuer.ts';
import { MemberSessions } from './member-sessions.ts';
import { Outbox } from './outbox.ts';
import { TableModes } from './mode-record.ts';
import { TableMutes } from './mutes.ts';
import { OwnCredentials } from './own-credentials.ts';
import { TablePace, VerificationPace } from './pace.ts';
import { KnownAccounts } from './readable-accounts.ts';
import { TableRecordedRequests } from './recorded-requests.ts';
import { TableRoutes } from './route-records.ts';
import { AccountReissueReader } from './reissue-reader.ts';
import { actingIn, readingIn } from './session-actions.ts';
import { TableAuthorityInventory } from './authority-inventory.ts';
import { TableInventory } from './inventory.ts';
import { SecretVault } from './vault.ts';
import type { Table } from './table.ts';
import { VerificationLease } from './verification-lease.ts';

type Place = Pick<Configuration, 'region'>;

/** The readers of AWS, with the rights of the function and of the member roles. */
export function readers({ name, configuration }: Pick<Runtime, 'name' | 'configuration'>) {
  const { region } = configuration;
  const accounts = readAccounts(name, configuration);
  return {
    authorities: new Authorities(accounts, region),
    certificates: new Certificates(accounts),
    issued: new IssuedCertificates(accounts),
    consumers: new Consumers(accounts, region),
    readable: new KnownAccounts(
      [configuration.hubAccount, ...configuration.memberAccounts],
      new TableDirectory(tableOf(configuration)),
    ),
  };
}

/**
 * The readers of AWS with the credentials of a terminal, of the one account they are of.
 * @param account undefined: whatever is read will be that account's own
 */
export function ownReaders(account: AccountId | undefined, region: string) {
  const own = new OwnCredentials(account);
  const authorities = new Authorities(own, region);
  return {
    authorities,
    certificates: new Certificates(own),
    issued: new IssuedCertificates(own),
    consumers: new Consumers(own, region),
    reader: new AccountReissueReader(own, authorities),
  };
}

/** What RenewGuard keeps in its table. */
export function stores(configuration: Place & Pick<Configuration, 'tableName'>) {
  const table = tableOf(configuration);
  const findings = new Findings(table);
  return {
    memory: new TableMemory(table),
    findings,
    authorityFindings: findings,
    failures: new Failures(table),
    lease: new VerificationLease(table),
    verificationPace: new VerificationPace(table, systemMilliseconds),
    inspections: new CertificateInspections(table),
    muted: new TableMutes(table),
  };
}

/** The inventory, and the accounts that sweeps have found. */
export function inventories(configuration: Place & Pick<Configuration, 'tableName'>) {
  const table = tableOf(configuration);
  return {
    inventory: new TableInventory(table),
    authorityInventory: new TableAuthorityInventory(table),
    directory: new TableDirectory(table),
  };
}

/**
 * What a reissue keeps in the table.
 * @param parseRoute reads a route that stands in the table
 * @param fallback the mode of a deployment in which nobody ever set one
 */
export function issuances(
  configuration: Place & Pick<Configuration, 'tableName'>,
  parseRoute: (value: unknown) => Route,
  fallback: Mode = 'act',
) {
  const table = tableOf(configuration);
  return {
    ledger: issuanceLedger(table),
    modes: new TableModes(table, fallback),
    routes: new TableRoutes(table, parseRoute),
    pace: new TablePace(table, systemMilliseconds),
    approvals: tableApprovals(table),
    recordedRequests: new TableRecordedRequests(table, systemMilliseconds),
  };
}

/** What acts and reads for a reissue. Its clock is the one by which a CA's report is old enough to tell something. */
export function actors({ name, configuration, clock }: Pick<Runtime, 'name' | 'configuration' | 'clock'>) {
  const { region, secretsKeyArn, reportBucket } = configuration;
  const acted = actedAccounts(name, configuration);
  const accounts = readAccounts(name, configuration);
  const reports = new AuditReports({ client: bucketClient(region), name: reportBucket }, clock);
  return {
    vault: new SecretVault(secretsClient(region), secretsKeyArn),
    issuer: new AuthorityIssuer(acted, reports),
    acm: new CertificateActor(acted),
    reader: new AccountReissueReader(accounts, new Authorities(accounts, region)),
    probe: new TlsEndpoint(),
  };
}

/** The accounts that a function may enter: the named ones, and those that sweeps have found. */
export const readAccounts = (name: string, configuration: Configuration): Accounts =>
  new Accounts(configuration, readingIn(name), systemMilliseconds, {
    directory: new TableDirectory(tableOf(configuration)),
  });

/** With the function's own rights in the own account, and in members with their act role, if the deployment names one. */
export function actedAccounts(name: string, configuration: Configuration): ActingAccounts {
  const { hubAccount, region, memberActRoleName: roleName } = configuration;
  const sessions = (): MemberSessions => {
    const directory = new TableDirectory(tableOf(configuration));
    const access = { ...configuration, roleName, actions: actingIn(name) };
    return new MemberSessions(access, tokenClient(region), systemMilliseconds, directory);
  };
  return new ActingAccounts(hubAccount, roleName === '' ? undefined : sessions());
}

/** What the table knows of issuances, for those who only ask. */
export const ledgerOf = (configuration: Place & Pick<Configuration, 'tableName'>): Ledger =>
  issuanceLedger(tableOf(configuration));

/** Where notices wait and go. */
export function outbox(configuration: Configuration): Outbox {
  const { region, topicArn, eventBusName: busName, alertRoutes, securityHub } = configuration;
  const table = tableOf(configuration);
  const ofFindings = securityHub === 'on' ? (['security-hub'] as const) : [];
  const addressing = new Addressing(table, alertRoutes, systemMilliseconds, ofFindings);
  const queues = new ChannelQueues(table);
  const own = { topic: topicClient(region), topicArn, bus: busClient(region), busName };
  const channels = new Channels(own, { addressing, queues });
  return new Outbox(table, channels, systemMilliseconds);
}

const tableOf = ({ region, tableName }: Place & Pick<Configuration, 'tableName'>): Table => ({
  client: tableClient(region),
  name: tableName,
});
