import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  failureKey,
  REPEATED_WITHIN_HOURS,
  subjectOf,
  type ExecutionFailure,
} from '../domain/findings/execution-failure.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { errorName, inOwnAccount } from './errors.ts';
import { itemsOf } from './items.ts';
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
    const { name: TableName } = this.#table;
    const mark = { Item: executionItem(failure, now), ConditionExpression: 'attribute_not_exists(pk)' };
    const kind = { Key: kindKey(failure), ...alertUpdate(now) };
    const waiting = { Item: outboxItem(executionPartition(failure.executionArn), notice) };
    const told = await this.#write([
      { Put: { TableName, ...mark } },
      { Update: { TableName, ...kind } },
      { Put: { TableName, ...waiting } },
    ]);
    if (!told) {
      const repeated = { Key: kindKey(failure), ...ONE_MORE };
      await this.#write([{ Put: { TableName, ...mark } }, { Update: { TableName, ...repeated } }]);
    }
    return told;
  }

  /** Whether the execution's own failure path has recorded this error, of whatever CA. */
  async isRecorded({ executionArn, error }: ExecutionFailure): Promise<boolean> {
    const items = await itemsOf(this.#table, executionPartition(executionArn), FAILURE);
    return items.some((item) => (item.failure as ExecutionFailure).error === error);
  }

  /** @returns whether the conditions held */
  #write(TransactItems: TransactWriteCommandInput['TransactItems']): Promise<boolean> {
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

const ONE_MORE = { UpdateExpression: 'ADD repetitions :one', ExpressionAttributeValues: { ':one': 1 } };

const kindKey = (failure: ExecutionFailure) => ({
  pk: failuresPartition(failure.executionArn),
  sk: `KIND#${failureKey(failure)}`,
});

function executionItem(failure: ExecutionFailure, now: Date) {
  const expiresAt = Math.floor(now.getTime() / 1000) + REMEMBERED_DAYS * 24 * 60 * 60;
  return {
    pk: executionPartition(failure.executionArn),
    sk: `${FAILURE}${subjectOf(failure) ?? ''}`,
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
