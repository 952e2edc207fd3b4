import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { AwsUnavailable, inOwnAccount } from './errors.ts';

/**
 * Puts one event on a bus.
 * @param what it is, for the error: `: notice 12`, or nothing
 * @throws AwsUnavailable also where the service answers well and did not take it; AwsRefused
 */
export async function putEvent(bus: EventBridgeClient, entry: PutEventsRequestEntry, what = ''): Promise<void> {
  const answer = await inOwnAccount('events:PutEvents', () => bus.send(new PutEventsCommand({ Entries: [entry] })));
  const failed = answer.Entries?.[0];
  if ((answer.FailedEntryCount ?? 0) === 0) return;
  throw new AwsUnavailable(`events:PutEvents${what}: ${failed?.ErrorCode}: ${failed?.ErrorMessage}`);
}
