import { X509Certificate } from 'node:crypto';
import {
  ACMClient,
  AddTagsToCertificateCommand,
  GetCertificateCommand,
  RenewCertificateCommand,
} from '@aws-sdk/client-acm';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { TableModes } from '../../../core/aws/mode-record.ts';
import { TableRoutes } from '../../../core/aws/route-records.ts';
import type { Table } from '../../../core/aws/table.ts';
import type { Issuance } from '../../../core/domain/reissue/issuance.ts';
import type { Mode } from '../../../core/domain/reissue/mode.ts';
import type { Route } from '../../../core/domain/reissue/route.ts';
import type { AlertInbox, ReceivedNotice } from '../../../local/story/alert-inbox.ts';
import { type Execution, run } from './executions.ts';
import type { Guard } from './guard.ts';
import { until } from './until.ts';

/** Has a certificate replaced by hand, and waits for the end of the execution. */
export const reissue = (guard: Guard, input: object): Promise<Execution> =>
  run({ ...guard, machine: guard.reissueMachine }, input);

/** The same, where it must succeed. @throws with what it failed with */
export async function reissued(
  guard: Guard,
  input: object,
): Promise<{ readonly next: string; readonly because: string }> {
  const { status, output, error, cause } = await reissue(guard, input);
  if (status !== 'SUCCEEDED') throw new Error(`${status} ${error}: ${cause}`);
  return JSON.parse(output) as { next: string; because: string };
}

/** RenewGuard's table, for what a person or the command line writes there. */
export const tableOf = ({ cloud, table: name }: Guard): Table => {
  const marshallOptions = { removeUndefinedValues: true };
  return { client: DynamoDBDocumentClient.from(new DynamoDBClient(cloud), { marshallOptions }), name };
};

/** Says how a certificate, or all of a CA, are replaced. */
export const setRoute = (guard: Guard, arn: string, route: Route): Promise<void> =>
  new TableRoutes(tableOf(guard), (value) => value as Route).setRoute(arn, route);

/** Says what RenewGuard may do. */
export const setMode = (guard: Guard, mode: Mode): Promise<void> =>
  new TableModes(tableOf(guard)).setMode({ mode, by: 'a journey', reason: 'a test' });

/** Every item of the table. */
export async function itemsIn(guard: Guard): Promise<readonly Record<string, unknown>[]> {
  const { client, name: TableName } = tableOf(guard);
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey, ConsistentRead: true }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** What the ledger knows of the replacements of a certificate, the youngest first. */
export async function issuancesFor(guard: Guard, certificateArn: string): Promise<readonly Issuance[]> {
  const found = (await itemsIn(guard)).flatMap(({ sk, issuance }) => (sk === 'LEDGER' ? [issuance as Issuance] : []));
  return found
    .filter(({ replaces }) => replaces.certificateArn === certificateArn)
    .toSorted((one, other) => other.openedAt.localeCompare(one.openedAt));
}

/** What the ledger knows of the last replacement of a certificate. */
export async function issuanceFor(guard: Guard, certificateArn: string): Promise<Issuance> {
  const [last] = await issuancesFor(guard, certificateArn);
  if (last === undefined) throw new Error(`The ledger knows nothing of ${certificateArn}.`);
  return last;
}

/** Waits until a replacement, whoever started it, has come so far. */
export const replacedBy = (
  guard: Guard,
  certificateArn: string,
  state: Issuance['state'] = 'finished',
): Promise<Issuance> =>
  until(`the replacement of ${certificateArn} is ${state}`, async () => {
    const [last] = await issuancesFor(guard, certificateArn);
    return last?.state === state ? last : undefined;
  });

/** The certificate that ACM gives out for an ARN. */
export async function acmCertificate({ pki }: Guard, CertificateArn: string): Promise<X509Certificate> {
  const { Certificate = '' } = await new ACMClient(pki).send(new GetCertificateCommand({ CertificateArn }));
  return new X509Certificate(Certificate);
}

/** Tags a certificate of ACM, as its owner does to say how it is delivered. */
export async function tagCertificate(
  { pki }: Guard,
  CertificateArn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await new ACMClient(pki).send(new AddTagsToCertificateCommand({ CertificateArn, Tags }));
}

/** Asks ACM to renew an exported certificate now. */
export const renewInAcm = ({ pki }: Guard, CertificateArn: string): Promise<unknown> =>
  new ACMClient(pki).send(new RenewCertificateCommand({ CertificateArn }));

/** The serial of a certificate as the ledger writes it. */
export const serialOf = (pem: string): string => new X509Certificate(pem).serialNumber.toLowerCase();

/** Waits for a notice about an issuance: `replaced`, `adoption`, `failed`. */
export async function toldOf(inbox: AlertInbox, { intent }: Issuance, event: string): Promise<ReceivedNotice> {
  const notice = await inbox.waitFor(({ id }) => id.startsWith(`${intent}/${event}/`));
  if (notice === undefined) throw new Error(`No notice "${event}" of the issuance ${intent} came.`);
  return notice;
}
