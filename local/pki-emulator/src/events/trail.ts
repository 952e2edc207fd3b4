import { randomUUID } from 'node:crypto';
import type { ServiceError } from '../errors.ts';
import type { Call } from '../wire/call.ts';
import type { Operation } from '../wire/operation.ts';
import { parametersOf } from './parameters.ts';
import { recordOf, type RecordedCall } from './record.ts';

const DETAIL_TYPE = 'AWS API Call via CloudTrail';

export type Outcome = { readonly output: object } | { readonly error: ServiceError };

/** Records a mutating call for the caller's account and, when it used another account's CA, for the owner's too. */
export function recordCall(call: Call, operation: Operation, body: object, outcome: Outcome): void {
  const output = 'output' in outcome ? outcome.output : {};
  publishRecord(
    call,
    () => ({
      ...originOf(call),
      eventSource: `${call.service}.amazonaws.com`,
      eventName: operation.name,
      requestParameters: parametersOf(body, operation.buffers),
      responseElements: Object.keys(output).length > 0 ? parametersOf(output) : null,
      error: 'error' in outcome ? outcome.error : undefined,
      ...operation.recorded?.(call),
    }),
    ownerIn(body),
  );
}

/**
 * What ACM did in acm-pca: on a caller's behalf the caller's identity is kept and `invokedBy` names ACM; on its own it
 * has an `identity`.
 */
export function recordIssuanceByAcm(
  call: Call,
  requestParameters: object,
  certificateArn: string,
  { owner, identity }: { readonly owner: string; readonly identity: object | undefined },
): void {
  publishRecord(
    call,
    () => ({
      ...originOf(call),
      requestId: call.requestId || randomUUID(),
      eventSource: 'acm-pca.amazonaws.com',
      eventName: 'IssueCertificate',
      requestParameters: parametersOf(requestParameters, ['Csr']),
      responseElements: { certificateArn },
      invokedBy: 'acm.amazonaws.com',
      identity,
    }),
    owner,
  );
}

/** Publishes a record for its caller's account, and for the owner's where that is another. */
export function publishRecord(
  { account: caller, region, world }: Pick<Call, 'account' | 'region' | 'world'>,
  recorded: () => RecordedCall,
  owner = caller,
): void {
  const recipients = new Set([caller, owner]);
  const sharedEventId = recipients.size > 1 ? randomUUID() : undefined;
  for (const account of recipients) {
    const detail = () => recordOf(recorded(), account, sharedEventId);
    world.publisher.publish({ account, region, detailType: DETAIL_TYPE, detail });
  }
}

function originOf(call: Call) {
  const { account, region, accessKeyId, principal, requestId, userAgent, sourceAddress } = call;
  return { account, region, accessKeyId, principal, requestId, userAgent, sourceAddress, time: call.world.clock.now() };
}

/** The account that owns the CA a request names. */
function ownerIn(body: object): string | undefined {
  const arn = 'CertificateAuthorityArn' in body ? body.CertificateAuthorityArn : undefined;
  return typeof arn === 'string' ? /^arn:[a-z-]+:acm-pca:[a-z0-9-]+:(\d{12}):/.exec(arn)?.[1] : undefined;
}
