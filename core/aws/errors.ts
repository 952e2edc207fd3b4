import type { AccountId } from '../domain/arn.ts';
import { known, unknown, type Fact, type Unreadable, type UnreadableKind } from '../domain/fact.ts';

/** AWS could not do it now: throttled, out of order or out of reach. Retried by the state machines. */
export class AwsUnavailable extends Error {
  override readonly name = 'AwsUnavailable';
}

/** AWS will not do it: not allowed, or not possible as asked. Never retried. */
export class AwsRefused extends Error {
  override readonly name = 'AwsRefused';
}

const THROTTLES = new Set([
  'ThrottlingException',
  'ThrottledException',
  'KMSThrottlingException',
  'LimitExceededException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'SlowDown',
]);

const DENIALS = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'ExpiredTokenException',
  'ExpiredToken',
  'OptInRequired',
  'RegionDisabledException',
  'CredentialsProviderError',
]);

const OUT_OF_REACH = new Set([
  // A listing that doesn't end: see pages.ts.
  'AwsUnavailable',
  'TimeoutError',
  'AbortError',
  'NetworkingError',
  'RequestTimeout',
  'InternalFailure',
  'ServiceUnavailable',
  // AWS Private CA's "failed for an unspecified reason", which comes with status 400.
  'RequestFailedException',
  // It is being issued: a later read tells.
  'RequestInProgressException',
  // A partition or region that doesn't have a new operation yet.
  'UnknownOperationException',
  'InvalidAction',
  // Another wrote first: what was to be written is worked out again from a fresh read.
  'TransactionCanceledException',
  'TransactionConflictException',
]);

/** The name an SDK error carries; undefined: not an error of the SDK. */
export const errorName = (error: unknown): string | undefined => (error instanceof Error ? error.name : undefined);

/** How an SDK error counts when something is read. Undefined: it is about the request, which is ours to mend. */
export function unreadableKind(error: unknown): UnreadableKind | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (THROTTLES.has(name)) return 'throttled';
  if (DENIALS.has(name)) return 'access-denied';
  if (name === 'InvalidStateException') return 'wrong-state';
  if (statusOf(error) === 429) return 'throttled';
  const failed = error as { $fault?: string; code?: string };
  if (OUT_OF_REACH.has(name) || statusOf(error) >= 500) return 'unavailable';
  if (failed.$fault === undefined && (failed.code !== undefined || /socket|ECONN|ENOTFOUND|EAI_AGAIN/.test(message)))
    return 'unavailable';
  return undefined;
}

/**
 * Reads something: a denial, a throttle or an outage becomes an unknown fact; anything else is rethrown.
 * @param operation e.g. `acm-pca:ListPermissions`, for the person who must allow it
 */
export async function readFact<T>(operation: string, account: AccountId, read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read());
  } catch (error) {
    const kind = unreadableKind(error);
    if (kind === undefined) throw error;
    return unknown({ kind, operation, account, message: describe(error) });
  }
}

/** Does something in RenewGuard's own account: what goes wrong becomes one of the two errors the machines know. */
export async function inOwnAccount<T>(operation: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const message = `${operation}: ${describe(error)}`;
    const passing = ['throttled', 'unavailable'].includes(unreadableKind(error) ?? '');
    throw passing ? new AwsUnavailable(message, { cause: error }) : new AwsRefused(message, { cause: error });
  }
}

/** What an error of `inOwnAccount` says that could not be read; undefined: it is about something else. */
export function unreadOf(error: unknown, account: AccountId): Unreadable | undefined {
  const isOurs = error instanceof AwsUnavailable || error instanceof AwsRefused;
  const kind = isOurs ? unreadableKind(error.cause) : undefined;
  if (!isOurs || kind === undefined) return undefined;
  const operation = /^[a-z-]+:[A-Za-z]+/.exec(error.message)?.[0] ?? 'dynamodb:GetItem';
  return { kind, operation, account, message: describe(error.cause) };
}

/** An ARN is looked at before it is sent: what the service calls none is of another partition, and nothing is there. */
const NOT_THERE: readonly string[] = ['ResourceNotFoundException', 'InvalidArnException'];

/** Reads something that may not be there. @returns undefined where the service says so */
export async function unlessNotThere<T>(
  read: () => Promise<T>,
  ...notThere: readonly string[]
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((notThere.length === 0 ? NOT_THERE : notThere).includes(errorName(error) ?? '')) return undefined;
    throw error;
  }
}

/** Writes on a condition. @returns false where it does not hold: another has written first, or done it already */
export async function whetherConditionHeld(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (errorName(error) === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

const describe = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);

const statusOf = (error: Error): number =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
