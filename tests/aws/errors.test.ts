import {
  AwsRefused,
  AwsUnavailable,
  inOwnAccount,
  readFact,
  unlessNotThere,
  unreadableKind,
} from '../../core/aws/errors.ts';
import type { UnreadableKind } from '../../core/domain/fact.ts';
import { PKI } from '../builders/accounts.ts';

const named = (name: string, more: object = {}): Error => Object.assign(new Error('as told'), { name, ...more });

test.each<[Error, string]>([
  [named('ProvisionedThroughputExceededException'), 'AwsUnavailable'],
  [named('ThrottlingException'), 'AwsUnavailable'],
  [named('TransactionCanceledException'), 'AwsUnavailable'],
  [named('TimeoutError'), 'AwsUnavailable'],
  [named('Any', { $metadata: { httpStatusCode: 503 } }), 'AwsUnavailable'],
  [named('Error', { code: 'ECONNREFUSED' }), 'AwsUnavailable'],
  [named('AccessDeniedException'), 'AwsRefused'],
  [named('ResourceNotFoundException', { $fault: 'client' }), 'AwsRefused'],
  [named('ValidationException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }), 'AwsRefused'],
  [new TypeError('x is not a function'), 'AwsRefused'],
])('in the own account %s becomes %s, and keeps its cause', async (error, name) => {
  const failed: unknown = await inOwnAccount('dynamodb:Query', () => Promise.reject(error)).catch(
    (thrown: unknown) => thrown,
  );
  expect(failed).toMatchObject({ name, cause: error, message: `dynamodb:Query: ${error.name}: ${error.message}` });
});

test.each<[string, UnreadableKind]>([
  ['ThrottledException', 'throttled'],
  ['KMSThrottlingException', 'throttled'],
  ['LimitExceededException', 'throttled'],
  ['TransactionInProgressException', 'throttled'],
  ['OptInRequired', 'access-denied'],
  ['RegionDisabledException', 'access-denied'],
  ['CredentialsProviderError', 'access-denied'],
  ['InvalidStateException', 'wrong-state'],
  ['TransactionConflictException', 'unavailable'],
  ['RequestInProgressException', 'unavailable'],
  ['UnknownOperationException', 'unavailable'],
  ['InvalidAction', 'unavailable'],
])('%s counts as %s', (name, kind) => {
  expect(unreadableKind(named(name, { $fault: 'client', $metadata: { httpStatusCode: 400 } }))).toBe(kind);
});

test('status 429 is a throttle, whatever its name', () => {
  expect(unreadableKind(named('Any', { $fault: 'client', $metadata: { httpStatusCode: 429 } }))).toBe('throttled');
});

test('what goes well goes through', async () => {
  expect(await inOwnAccount('dynamodb:Query', () => Promise.resolve(7))).toBe(7);
  expect(await readFact('acm:ListCertificates', PKI, () => Promise.resolve(7))).toEqual({ known: true, value: 7 });
});

test('a message of 64 KB is kept shortened', async () => {
  const error = Object.assign(new Error('x'.repeat(65_536)), { name: 'AccessDeniedException' });
  const fact = await readFact('acm:ListCertificates', PKI, () => Promise.reject(error));
  expect(fact.known ? '' : fact.why.message).toHaveLength(500);
});

test.each([undefined, null, 'ThrottlingException', { name: 'ThrottlingException' }])(
  '%j is no error of AWS',
  (thrown) => {
    expect(unreadableKind(thrown)).toBeUndefined();
  },
);

test('the state machines tell the two errors apart by name', () => {
  expect([new AwsUnavailable('').name, new AwsRefused('').name]).toEqual(['AwsUnavailable', 'AwsRefused']);
});

test.each(['ResourceNotFoundException', 'InvalidArnException'])('after %s nothing is there', async (name) => {
  expect(await unlessNotThere(() => Promise.reject(named(name)))).toBeUndefined();
  await expect(unlessNotThere(() => Promise.reject(named(name)), 'NoSuchEntityException')).rejects.toThrow();
});
