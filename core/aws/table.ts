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

/** The ledger's record of an issuance, and the notices about it that wait. */
export const issuancePartition = (intent: string): string => `ISSUANCE#${intent}`;

/** A token that was sent to a private CA, and what became of it. */
export const tokenPartition = (token: string): string => `TOKEN#${token}`;

/** What was issued in a month, by CA. @param month `2026-11` */
export const costPartition = (month: string): string => `COST#${month}`;

/** The rate of one operation in one account, or in one region of it. */
export const pacePartition = (operation: string, place: string): string => `PACE#${operation}#${place}`;

/** A question to a person. */
export const approvalPartition = (id: string): string => `APPROVAL#${id}`;

/** What sweeps can't see, and the notices about it that wait. */
export const COVERAGE_PARTITION = 'COVERAGE';

export const MODE_PARTITION = 'MODE';

/** What waits to be sent to one channel. */
export const channelPartition = (channel: string): string => `CHANNEL#${channel}`;

/** The routing table of alerts. */
export const ALERT_ROUTES_PARTITION = 'ALERT_ROUTES';

/** An owner's digest that waits to be told, and the day of the last. */
export const digestPartition = (ownerId: string): string => `DIGESTS#${ownerId}`;

/** All that is kept of one sweep. */
export const sweepPartition = (sweepId: string): string => `SWEEP#${sweepId}`;

/** The list of sweeps. */
export const SWEEPS_PARTITION = 'SWEEPS';

/** The scopes that somebody set, and when each scope was last begun. */
export const SCOPES_PARTITION = 'SCOPES';
export const BEGUN_PARTITION = 'BEGUN';

/** The accounts of the organisation, as sweeps have found them. */
export const MEMBERS_PARTITION = 'MEMBERS';

/** Of issuances that somebody has to look at, in the index of what is due. */
export const DUE_PARTITION = 'DUE';

/** An index of template.yaml: its name, and the names of its two keys. */
export interface Index {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/** The sparse index of what somebody has to look at: issuances, notices, channels, reminders. */
export const DUE: Index = { name: 'due', partition: 'duePartition', sort: 'dueAt' };

/** Sparse indexes: what lacks their keys is not in them. */
export const BY_PLACE: Index = { name: 'byPlace', partition: 'placePartition', sort: 'placeSort' };
export const BY_AUTHORITY: Index = { name: 'byAuthority', partition: 'authorityPartition', sort: 'authoritySort' };
export const BY_OWNER: Index = { name: 'byOwner', partition: 'ownerPartition', sort: 'ownerSort' };
export const BY_EXPIRY: Index = { name: 'byExpiry', partition: 'expiryPartition', sort: 'expirySort' };
export const OPEN_FINDINGS: Index = { name: 'openFindings', partition: 'findingPartition', sort: 'findingSort' };

/** The condition of a write on top of a version; 0: there is none yet. */
export const onTopOf = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :before',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':before': version },
      };
