import type { AccountId } from '../domain/arn.ts';
import type { Configuration } from '../runtime/configuration.ts';
import { systemMilliseconds } from '../runtime/clock.ts';
import { Accounts } from './accounts.ts';
import { Authorities } from './authorities.ts';
import { TableMemory } from './authority-memory.ts';
import { CertificateInspections } from './certificate-inspections.ts';
import { Certificates } from './certificates.ts';
import { busClient, tableClient, topicClient } from './clients.ts';
import { Consumers } from './consumers.ts';
import { Failures } from './failures.ts';
import { Findings } from './findings.ts';
import { IssuedCertificates } from './issued-certificates.ts';
import { Outbox } from './outbox.ts';
import { OwnCredentials } from './own-credentials.ts';
import type { Table } from './table.ts';
import { VerificationLease } from './verification-lease.ts';

type Place = Pick<Configuration, 'region'>;

/** The readers of AWS, with the rights of the function and of the member roles. */
export function readers(configuration: Configuration) {
  const { region } = configuration;
  const accounts = new Accounts(configuration, systemMilliseconds);
  return {
    authorities: new Authorities(accounts, region),
    certificates: new Certificates(accounts),
    issued: new IssuedCertificates(accounts),
    consumers: new Consumers(accounts, region),
    readableAccounts: readableAccounts(configuration),
  };
}

/**
 * The readers of AWS with the credentials of a terminal, of the one account they are of.
 * @param account undefined: whatever is read will be that account's own
 */
export function ownReaders(account: AccountId | undefined, region: string) {
  const own = new OwnCredentials(account);
  return {
    authorities: new Authorities(own, region),
    certificates: new Certificates(own),
    issued: new IssuedCertificates(own),
    consumers: new Consumers(own, region),
  };
}

/** What RenewGuard keeps in its table. */
export function stores(configuration: Place & Pick<Configuration, 'tableName'>) {
  const table = tableOf(configuration);
  return {
    memory: new TableMemory(table),
    findings: new Findings(table),
    failures: new Failures(table),
    lease: new VerificationLease(table),
    inspections: new CertificateInspections(table),
  };
}

/** Where notices wait and go. */
export function outbox(configuration: Configuration): Outbox {
  const { region, topicArn, eventBusName: busName } = configuration;
  const channels = { topic: topicClient(region), topicArn, bus: busClient(region), busName };
  return new Outbox(tableOf(configuration), channels, systemMilliseconds);
}

const tableOf = ({ region, tableName }: Place & Pick<Configuration, 'tableName'>): Table => ({
  client: tableClient(region),
  name: tableName,
});

/** The accounts that can be read: the one RenewGuard is deployed in, and its members. */
const readableAccounts = ({ hubAccount, memberAccounts }: Configuration): readonly AccountId[] => [
  hubAccount,
  ...memberAccounts,
];
