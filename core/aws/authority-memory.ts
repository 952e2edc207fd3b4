import { BatchGetCommand, BatchWriteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AccountId } from '../domain/arn.ts';
import type { AuthorityMemory } from '../gathering/ports.ts';
import { AwsUnavailable, inOwnAccount } from './errors.ts';
import { authorityPartition, certificatePartition, ITEM_VERSION, type Table } from './table.ts';

/** DynamoDB's limits for one BatchGetItem and one BatchWriteItem. */
const READ_BATCH = 100;
const WRITE_BATCH = 25;
const ROUNDS = 8;

/** What earlier verifications found out: who uses a CA, and which CA signed a certificate. */
export class TableMemory implements AuthorityMemory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async consumersOf(authorityArn: string): Promise<readonly AccountId[] | undefined> {
    const { client, name } = this.#table;
    const get = new GetCommand({
      TableName: name,
      Key: { pk: authorityPartition(authorityArn), sk: 'CONSUMERS' },
      ConsistentRead: true,
    });
    const { Item } = await inOwnAccount('dynamodb:GetItem', () => client.send(get));
    return Item?.consumers as AccountId[] | undefined;
  }

  async rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void> {
    const { client, name } = this.#table;
    const Item = { pk: authorityPartition(authorityArn), sk: 'CONSUMERS', itemVersion: ITEM_VERSION, consumers };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName: name, Item })));
  }

  async authoritiesOf(certificateArns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const batch of batches(certificateArns, READ_BATCH)) {
      const keys = batch.map((arn) => ({ pk: certificatePartition(arn), sk: 'ISSUER' }));
      for (const item of await this.#read(keys))
        found.set(String(item.pk).slice('CERTIFICATE#'.length), String(item.authorityArn));
    }
    return found;
  }

  async rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void> {
    for (const batch of batches([...authorities], WRITE_BATCH)) {
      const puts = batch.map(([arn, authorityArn]) => ({
        PutRequest: { Item: { pk: certificatePartition(arn), sk: 'ISSUER', itemVersion: ITEM_VERSION, authorityArn } },
      }));
      await this.#write(puts);
    }
  }

  async #read(keys: readonly Record<string, unknown>[]): Promise<readonly Record<string, unknown>[]> {
    const { client, name } = this.#table;
    const found: Record<string, unknown>[] = [];
    let left: Record<string, unknown>[] = [...keys];
    for (let round = 0; left.length > 0; round += 1) {
      if (round === ROUNDS) throw new AwsUnavailable(`dynamodb:BatchGetItem left ${left.length} keys unread`);
      const get = new BatchGetCommand({ RequestItems: { [name]: { Keys: left } } });
      const answer = await inOwnAccount('dynamodb:BatchGetItem', () => client.send(get));
      found.push(...(answer.Responses?.[name] ?? []));
      left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    }
    return found;
  }

  async #write(puts: readonly { PutRequest: { Item: Record<string, unknown> } }[]): Promise<void> {
    const { client, name } = this.#table;
    let left: unknown[] = [...puts];
    for (let round = 0; left.length > 0; round += 1) {
      // Not remembering costs one call again later: nothing depends on it.
      if (round === ROUNDS) return;
      const write = new BatchWriteCommand({ RequestItems: { [name]: left as (typeof puts)[number][] } });
      const answer = await inOwnAccount('dynamodb:BatchWriteItem', () => client.send(write));
      left = answer.UnprocessedItems?.[name] ?? [];
    }
  }
}

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
