import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { randomUUID } from 'node:crypto';
import type { Guard } from './guard.ts';

/** The part of a CloudTrail record that says what was called. */
export interface Called {
  readonly eventSource: string;
  readonly eventName: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
}

export const pcaCall = (eventName: string, requestParameters: Called['requestParameters']): Called => ({
  eventSource: 'acm-pca.amazonaws.com',
  eventName,
  requestParameters,
});

/** A call that takes ACM's permission away, or gives it. */
export const permissionCall = (eventName: 'CreatePermission' | 'DeletePermission', arn: string): Called =>
  pcaCall(eventName, { certificateAuthorityArn: arn, principal: 'acm.amazonaws.com' });

/** A whole CloudTrail record of a call that succeeded (service-facts 3). */
export const recordOf = ({ account, cloud }: Guard, called: Called): object => ({
  eventVersion: '1.11',
  userIdentity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
  eventTime: '2026-11-22T11:00:00Z',
  awsRegion: cloud.region,
  sourceIPAddress: '192.0.2.1',
  userAgent: 'aws-cli/2',
  responseElements: null,
  requestID: randomUUID(),
  eventID: randomUUID(),
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  eventCategory: 'Management',
  recipientAccountId: account,
  ...called,
});

/** Puts records on the account's bus as drills, at most ten at once: nobody may put the services' own sources. */
export async function putRecords(guard: Guard, records: readonly object[]): Promise<void> {
  const Entries = records.map((record) => ({
    Source: 'renewguard.drill',
    DetailType: 'AWS API Call via CloudTrail',
    Detail: JSON.stringify(record),
  }));
  const answer = await new EventBridgeClient(guard.cloud).send(new PutEventsCommand({ Entries }));
  if (answer.FailedEntryCount !== 0) throw new Error(JSON.stringify(answer.Entries));
}

/** The same of any number, ten a call and all calls at once. */
export async function putAtOnce(guard: Guard, records: readonly object[]): Promise<void> {
  const calls = Array.from({ length: Math.ceil(records.length / 10) }, (_, call) =>
    records.slice(call * 10, call * 10 + 10),
  );
  await Promise.all(calls.map((each) => putRecords(guard, each)));
}

/** What the rules hand to the state machine of a record that another account's bus forwarded. */
export const forwarded = (account: string, { eventName, eventSource, requestParameters }: Called): object => ({
  account,
  detail: { eventName, eventSource, requestParameters },
});
