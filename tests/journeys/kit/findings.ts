import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CertificateFinding } from '../../../core/domain/findings/certificate-finding.ts';
import type { Finding } from '../../../core/domain/findings/finding.ts';
import type { Guard } from './guard.ts';

/** What the table keeps of one subject under sort keys that begin so. */
async function itemsOf(guard: Guard, pk: string, sk: string): Promise<readonly Record<string, unknown>[]> {
  const query = new QueryCommand({
    TableName: guard.table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
  });
  const { Items = [] } = await DynamoDBDocumentClient.from(new DynamoDBClient(guard.cloud)).send(query);
  return Items;
}

/** The findings kept for a CA, each as `code account state version`. */
export async function findingsOf(guard: Guard, authorityArn: string): Promise<readonly string[]> {
  const items = await itemsOf(guard, `AUTHORITY#${authorityArn}`, 'FINDING#');
  return items
    .map((item) => item['finding'] as Finding)
    .map(({ code, account, state, version }) => `${code} ${account} ${state} v${version}`);
}

/** The finding kept for a certificate, as `code state version`; undefined where there never was one. */
export async function certificateFindingOf(guard: Guard, certificateArn: string): Promise<string | undefined> {
  const [item] = await itemsOf(guard, `CERTIFICATE#${certificateArn}`, 'FINDING#');
  if (item === undefined) return undefined;
  const { code, state, version } = item['finding'] as CertificateFinding;
  return `${code} ${state} v${version}`;
}

/** The ids of the notices about a CA that wait to be sent. */
export async function noticesWaiting(guard: Guard, authorityArn: string): Promise<readonly string[]> {
  const items = await itemsOf(guard, `AUTHORITY#${authorityArn}`, 'NOTICE#');
  return items.map(({ notice }) => (notice as { id: string }).id);
}
