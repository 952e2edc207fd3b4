import { QueryCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { failureKey, REPEATED_WITHIN_HOURS, type ExecutionFailure } from '../domain/execution-failure.ts';
import type { OutgoingNotice } from '../domain/outgoing-notice.ts';
import { errorName, inOwnAccount } from './errors.ts';
import { outboxItem } from './outbox.ts';
import { executionPartition, failuresPartition, ITEM_VERSION, type Table } from './table.ts';

/** Executions are remembered as long as their names are (90 days). */
const REMEMBERED_DAYS = 90;
const HOUR = 60 * 60 * 1000;
const FAILURE = 'FAILURE#';

/** The executions that failed: each is told once for each CA it failed for, and the same failure once a day. */
export class Failures {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Records a failure with its notice; a repetition within the day is only counted, and one that is recorded already is not
   * even that.
   * @returns whether a notice was written
   */
  async record(failure: ExecutionFailure, notice: OutgoingNotice, now: Date): Promise<boolean> {
    const mark = this.#mark(failure, now);
    const told = await this.#write([
      mark,
      this.#kind(failure, alertUpdate(now)),
      { Put: { TableName: this.#table.name, Item: outboxItem(executionPartition(failure.executionArn), notice) } },
    ]);
    if (!told) await this.#write([mark, this.#kind(failure, ONE_MORE)]);
    return told;
  }

  /** Whether an execution's own failure path has recorded something of it. */
  async isRecorded(executionArn: string): Promise<boolean> {
    const { client, name } = this.#table;
    const query = new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': executionPartition(executionArn), ':sk': FAILURE },
      ConsistentRead: true,
      Limit: 1,
    });
    const { Items = [] } = await inOwnAccount('dynamodb:Query', () => client.send(query));
    return Items.length > 0;
  }

  #mark(failure: ExecutionFailure, now: Date): TransactItem {
    const Item = executionItem(failure, now);
    return { Put: { TableName: this.#table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  }

  #kind(failure: ExecutionFailure, update: KindUpdate): TransactItem {
    return { Update: { TableName: this.#table.name, Key: kindKey(failure), ...update } };
  }

  /** @returns whether the conditions held */
  #write(TransactItems: TransactItem[]): Promise<boolean> {
    const transaction = new TransactWriteCommand({ TransactItems });
    return inOwnAccount('dynamodb:TransactWriteItems', async () => {
      try {
        await this.#table.client.send(transaction);
        return true;
      } catch (error) {
        if (errorName(error) === 'TransactionCanceledException' && failedCondition(error)) return false;
        throw error;
      }
    });
  }
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

type KindUpdate = Omit<NonNullable<TransactItem['Update']>, 'TableName' | 'Key'>;

const ONE_MORE: KindUpdate = { UpdateExpression: 'ADD repetitions :one', ExpressionAttributeValues: { ':one': 1 } };

const kindKey = (failure: ExecutionFailure) => ({
  pk: failuresPartition(failure.executionArn),
  sk: `KIND#${failureKey(failure)}`,
});

function executionItem(failure: ExecutionFailure, now: Date) {
  const expiresAt = Math.floor(now.getTime() / 1000) + REMEMBERED_DAYS * 24 * 60 * 60;
  return {
    pk: executionPartition(failure.executionArn),
    sk: `${FAILURE}${failure.certificateAuthorityArn ?? ''}`,
    itemVersion: ITEM_VERSION,
    failure,
    expiresAt,
  };
}

const alertUpdate = (now: Date): KindUpdate => ({
  UpdateExpression: 'SET alertedAt = :now, itemVersion = :version',
  ConditionExpression: 'attribute_not_exists(alertedAt) OR alertedAt < :before',
  ExpressionAttributeValues: {
    ':now': now.toISOString(),
    ':before': new Date(now.getTime() - REPEATED_WITHIN_HOURS * HOUR).toISOString(),
    ':version': ITEM_VERSION,
  },
});

/** A transaction is also cancelled by a conflict with another one: that is no answer, and tried again. */
function failedCondition(error: unknown): boolean {
  const { CancellationReasons = [] } = error as { CancellationReasons?: { Code?: string }[] };
  return CancellationReasons.some(({ Code }) => Code === 'ConditionalCheckFailed');
}
