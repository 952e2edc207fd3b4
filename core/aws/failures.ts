import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { failureKey, REPEATED_WITHIN_HOURS, type ExecutionFailure } from '../domain/execution-failure.ts';
import type { OutgoingNotice } from '../domain/outgoing-notice.ts';
import { errorName, inOwnAccount } from './errors.ts';
import { outboxItem } from './outbox.ts';
import { executionPartition, failuresPartition, ITEM_VERSION, type Table } from './table.ts';

/** Executions are remembered as long as their names are (90 days). */
const REMEMBERED_DAYS = 90;
const HOUR = 60 * 60 * 1000;

/** The executions that failed: each is told once, and the same failure once a day. */
export class Failures {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Records a failure with its notice; one that is recorded already, or a repetition within the day, is only counted.
   * @returns whether a notice was written
   */
  async record(failure: ExecutionFailure, notice: OutgoingNotice, now: Date): Promise<boolean> {
    const { client, name } = this.#table;
    const transaction = new TransactWriteCommand({
      TransactItems: [
        {
          Put: { TableName: name, Item: executionItem(failure, now), ConditionExpression: 'attribute_not_exists(pk)' },
        },
        { Update: { TableName: name, Key: kindKey(failure), ...alertUpdate(now) } },
        { Put: { TableName: name, Item: outboxItem(executionPartition(failure.executionArn), notice) } },
      ],
    });
    const written = await inOwnAccount('dynamodb:TransactWriteItems', async () => {
      try {
        await client.send(transaction);
        return true;
      } catch (error) {
        if (errorName(error) === 'TransactionCanceledException' && failedCondition(error)) return false;
        throw error;
      }
    });
    if (!written) await this.#countRepetition(failure);
    return written;
  }

  async #countRepetition(failure: ExecutionFailure): Promise<void> {
    const { client, name } = this.#table;
    const UpdateExpression = 'ADD repetitions :one';
    const update = new UpdateCommand({
      TableName: name,
      Key: kindKey(failure),
      UpdateExpression,
      ExpressionAttributeValues: { ':one': 1 },
    });
    await inOwnAccount('dynamodb:UpdateItem', () => client.send(update));
  }
}

const kindKey = (failure: ExecutionFailure) => ({
  pk: failuresPartition(failure.executionArn),
  sk: `KIND#${failureKey(failure)}`,
});

function executionItem(failure: ExecutionFailure, now: Date) {
  const expiresAt = Math.floor(now.getTime() / 1000) + REMEMBERED_DAYS * 24 * 60 * 60;
  return {
    pk: executionPartition(failure.executionArn),
    sk: 'FAILURE',
    itemVersion: ITEM_VERSION,
    failure,
    expiresAt,
  };
}

const alertUpdate = (now: Date) => ({
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
