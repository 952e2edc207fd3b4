import { randomUUID } from 'node:crypto';
import { isoSeconds } from '../iso-seconds.ts';
import { type Principal, rootOf } from '../authorisation/principal.ts';
import type { ServiceError } from '../errors.ts';
import { identityOfPrincipal } from './identity.ts';

/** What happened, in the words of a CloudTrail record; the envelope of all API calls is added here. */
export interface RecordedCall {
  readonly eventSource: string;
  readonly eventName: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Who called, where that is known. */
  readonly principal?: Principal | undefined;
  readonly requestId: string;
  readonly time: Date;
  readonly userAgent: string;
  readonly sourceAddress: string;
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
  readonly error?: ServiceError | undefined;
  /** The service that called on the caller's behalf, e.g. `acm.amazonaws.com`. */
  readonly invokedBy?: string;
  /** Who called, where that is a service on its own. */
  readonly identity?: object | undefined;
  readonly additionalEventData?: object | undefined;
}

/**
 * The complete record (CloudTrail record contents 1.11) as one recipient account gets it.
 *
 * @param sharedEventId the same in every copy when several accounts get one, else undefined
 */
export function recordOf(call: RecordedCall, recipient: string, sharedEventId: string | undefined): object {
  const failure = call.error ? { errorCode: call.error.code, errorMessage: call.error.message } : {};
  return {
    eventVersion: '1.11',
    userIdentity: call.identity ?? identityOf(call),
    eventTime: isoSeconds(call.time),
    eventSource: call.eventSource,
    eventName: call.eventName,
    awsRegion: call.region,
    sourceIPAddress: call.invokedBy ?? call.sourceAddress,
    userAgent: call.invokedBy ?? call.userAgent,
    ...failure,
    requestParameters: call.requestParameters,
    responseElements: call.error ? null : call.responseElements,
    ...(call.additionalEventData ? { additionalEventData: call.additionalEventData } : {}),
    requestID: call.requestId,
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: recipient,
    ...(sharedEventId ? { sharedEventID: sharedEventId } : {}),
    eventCategory: 'Management',
  };
}

/** A caller whom nobody tells is its account's root. */
function identityOf(call: RecordedCall): object {
  const principal = call.principal ?? rootOf(call.account, call.region, call.time);
  return {
    ...identityOfPrincipal(principal, call.accessKeyId),
    ...(call.invokedBy ? { invokedBy: call.invokedBy } : {}),
  };
}
