import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AccountId } from '../domain/arn.ts';
import type { AuthorityMemory } from '../gathering/ports.ts';
import { itemsWith, putAll } from './batches.ts';
import { inOwnAccount } from './errors.ts';
import { authorityPartition, certificatePartition, ITEM_VERSION, type Table } from './table.ts';

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
    const keys = certificateArns.map((arn) => ({ pk: certificatePartition(arn), sk: 'ISSUER' }));
    const items = await itemsWith(this.#table, keys);
    return new Map(
      items.map(({ pk, authorityArn }) => [String(pk).slice('CERTIFICATE#'.length), String(authorityArn)]),
    );
  }

  async rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void> {
    const items = [...authorities].map(([arn, authorityArn]) => ({
      pk: certificatePartition(arn),
      sk: 'ISSUER',
      itemVersion: ITEM_VERSION,
      authorityArn,
    }));
    // What is not written is not remembered, and costs one call again later: nothing depends on it.
    await putAll(this.#table, items);
  }
}
