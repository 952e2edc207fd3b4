import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../core/aws/table.ts';
import { clientSettings, hub } from '../../../local/cloud/accounts.ts';
import { AUTHORITY_ARN } from '../../builders/accounts.ts';
import { readTemplate } from '../../template/template.ts';
import { deployedCloud } from '../deployed-cloud.ts';

/** A table of the same keys and indexes as RenewGuard's, for adapters to be tried on by themselves. */
export async function createTable(TableName: string): Promise<Table> {
  const client = new DynamoDBClient(clientSettings(deployedCloud().endpoint, hub));
  const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = readTemplate('template.yaml')
    .Resources.Table!.Properties as unknown as Omit<CreateTableCommandInput, 'TableName'>;
  const likeOurs = { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  await client.send(new CreateTableCommand({ TableName, ...likeOurs }));
  const marshallOptions = { removeUndefinedValues: true };
  return { client: DynamoDBDocumentClient.from(client, { marshallOptions }), name: TableName };
}

/** The items of a partition whose sort keys begin so. */
export async function itemsOf(
  { client, name }: Table,
  partition: string,
  beginning: string,
): Promise<readonly Record<string, unknown>[]> {
  const KeyConditionExpression = 'pk = :pk AND begins_with(sk, :sk)';
  const ExpressionAttributeValues = { ':pk': partition, ':sk': beginning };
  const query = new QueryCommand({ TableName: name, KeyConditionExpression, ExpressionAttributeValues });
  return (await client.send(query)).Items ?? [];
}

let serial = 0;

/** Each test works on a CA of its own, so that none sees what another left. */
export const anotherArn = (): string => AUTHORITY_ARN.replace('11111111', String((serial += 1)).padStart(8, '0'));

export const NOON = new Date('2026-11-22T12:00:00Z');

export const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);
