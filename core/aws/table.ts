import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { machineOf } from '../domain/findings/execution-failure.ts';

/** RenewGuard's one table: a partition for each subject, its kinds of item told apart by the sort key. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** The version of the items' shape, written with each, so that a later reader can tell an older item. */
export const ITEM_VERSION = 1;

export const authorityPartition = (authorityArn: string): string => `AUTHORITY#${authorityArn}`;

export const certificatePartition = (certificateArn: string): string => `CERTIFICATE#${certificateArn}`;

/** An execution that failed, with the notice about it. */
export const executionPartition = (executionArn: string): string => `EXECUTION#${executionArn}`;

/** The kinds of failure of one state machine. */
export const failuresPartition = (executionArn: string): string => `FAILURES#${machineOf(executionArn)}`;

/** The condition of a write on top of a version; 0: there is none yet. */
export const onTopOf = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':before': version },
      };
