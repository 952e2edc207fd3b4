import fc from 'fast-check';
import {
  failureKey,
  failureNotice,
  machineOf,
  messageOfCause,
  type ExecutionFailure,
} from '../../../core/domain/findings/execution-failure.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-authority:3f0c';
const NOW = '2026-11-22T10:00:00.000Z';

const aFailure = (different: Partial<ExecutionFailure> = {}): ExecutionFailure => ({
  executionArn: EXECUTION,
  error: 'AwsRefused',
  message: 'dynamodb:GetItem: AccessDeniedException: not authorized',
  certificateAuthorityArn: AUTHORITY_ARN,
  ...different,
});

test('the notice says what is not verified, why, and what to do', () => {
  expect(failureNotice(aFailure(), NOW)).toEqual({
    id: `${EXECUTION}/failed/${AUTHORITY_ARN.split('/').at(-1)}`,
    at: NOW,
    subject: '[RenewGuard] HIGH ExecutionFailed: renewguard-guard-authority AwsRefused',
    text: [
      'An execution of renewguard-guard-authority failed: what it should have verified is not verified.',
      '',
      `Authority: ${AUTHORITY_ARN}`,
      'Error:     AwsRefused',
      'Cause:     dynamodb:GetItem: AccessDeniedException: not authorized',
      `Execution: ${EXECUTION}`,
      '',
      'Open the execution, mend the cause and start it again with the same input. Runbook: docs/runbooks.md, ExecutionFailed',
    ].join('\n'),
    about: { kind: 'execution', arn: AUTHORITY_ARN, account: PKI, code: 'ExecutionFailed', severity: 'high' },
    detailType: 'RenewGuard Execution Failed',
    detail: {
      schemaVersion: '1',
      executionArn: EXECUTION,
      machine: 'renewguard-guard-authority',
      error: 'AwsRefused',
      message: 'dynamodb:GetItem: AccessDeniedException: not authorized',
      certificateAuthorityArn: AUTHORITY_ARN,
    },
  });
});

test('where no CA is known, none is named', () => {
  const { executionArn, error, message } = aFailure();
  const notice = failureNotice({ executionArn, error, message }, NOW);
  expect(notice.id).toBe(`${EXECUTION}/failed`);
  expect(notice.text).not.toContain('Authority:');
  expect(notice.detail).not.toHaveProperty('certificateAuthorityArn');
});

test('SNS takes every subject, whatever the error is called', () => {
  fc.assert(
    fc.property(anyText(200), anyText(), (error, name) => {
      const notice = failureNotice(aFailure({ error, executionArn: EXECUTION.replace('renewguard', name) }), NOW);
      expect(notice.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
      expect(notice.text).not.toMatch(/[^\P{Cc}\n]/u);
    }),
  );
});

test.each([
  [
    'a Lambda’s error',
    '{"errorType":"InvalidInput","errorMessage":"reads: expected a number","trace":[]}',
    'reads: expected a number',
  ],
  ['a service’s sentence', 'The state machine timed out.', 'The state machine timed out.'],
  ['JSON of something else', '{"reason":"x"}', '{"reason":"x"}'],
  ['a JSON text', '"quoted"', '"quoted"'],
  ['null', 'null', 'null'],
  ['nothing', '', ''],
  ['a Lambda’s error without a message', '{"errorMessage":null}', 'null'],
])('the cause of %s is what a person wants to read', (_, cause, message) => {
  expect(messageOfCause(cause)).toBe(message);
});

test.each([
  [EXECUTION, 'renewguard-guard-authority'],
  ['arn:aws-cn:states:cn-north-1:111122223333:execution:m:n', 'm'],
  ['nonsense', 'unknown'],
])('%s is of the machine %s', (arn, machine) => {
  expect(machineOf(arn)).toBe(machine);
});

describe('two failures are the same', () => {
  test.each<[string, Partial<ExecutionFailure>, boolean]>([
    ['in another execution', { executionArn: `${EXECUTION}2` }, true],
    ['with another error', { error: 'InvalidInput' }, false],
    ['with another message', { message: 'other' }, false],
    ['about another CA', { certificateAuthorityArn: `${AUTHORITY_ARN}9` }, false],
    ['with a message that differs far behind', { message: `${aFailure().message}${' '.repeat(300)}x` }, false],
  ])('%s: %#', (_, different, same) => {
    expect(failureKey(aFailure(different)) === failureKey(aFailure())).toBe(same);
  });

  test('when their messages begin alike: the key fits DynamoDB’s 1024 bytes', () => {
    const long = (end: string) => failureKey(aFailure({ message: `${'東'.repeat(400)}${end}` }));
    expect(long('a')).toBe(long('b'));
    expect(Buffer.byteLength(`KIND#${long('a')}`)).toBeLessThan(1024);
  });
});
