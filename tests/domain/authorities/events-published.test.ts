import { readFileSync } from 'node:fs';
import { failureNotice } from '../../../core/domain/findings/execution-failure.ts';
import { FINDING_CODES } from '../../../core/domain/findings/finding-codes.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import { AUTHORITY_ARN, PAYMENTS, WEB } from '../../builders/accounts.ts';
import { aFinding } from '../../builders/findings.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { aSummary } from '../../builders/verdicts.ts';

const findingEvent = schemaOf('finding-event.v1');
const failedEvent = schemaOf('execution-failed-event.v1');
const at = '2026-11-22T10:00:00.000Z';
const resolved = aFinding({ state: 'RESOLVED', version: 3, changedAt: at, resolvedAt: at, resolution: 'mended' });

describe('the event about a finding', () => {
  const opened = noticeOf({ finding: aFinding(), notice: 'opened' }).detail as { finding: object };
  const ended = noticeOf({ finding: resolved, notice: 'resolved' }).detail as { finding: object };
  const withoutReason = { ...ended, finding: { ...ended.finding, resolution: undefined } };

  test.each([
    ['opened', noticeOf({ finding: aFinding(), notice: 'opened' })],
    ['changed', noticeOf({ finding: aFinding({ version: 2 }), notice: 'changed' })],
    ['resolved', noticeOf({ finding: resolved, notice: 'resolved' })],
    [
      'resolved because nobody uses it',
      noticeOf({ finding: { ...resolved, resolution: 'unused' }, notice: 'resolved' }),
    ],
    [
      'without dependents',
      noticeOf({ finding: aFinding({ dependents: { count: 0, inUse: 0, soonest: [] } }), notice: 'opened' }),
    ],
    [
      'with accounts that could not be listed',
      noticeOf({ finding: aFinding({ unreadable: { [WEB]: 'denied' }, unreadableCount: 12 }), notice: 'opened' }),
    ],
    ['without a remedy', noticeOf({ finding: aFinding({ remedy: [] }), notice: 'opened' })],
    [
      'of another partition',
      noticeOf({
        finding: aFinding({ authorityArn: AUTHORITY_ARN.replace('arn:aws', 'arn:aws-us-gov') }),
        notice: 'opened',
      }),
    ],
    [
      'about another account',
      noticeOf({ finding: aFinding({ code: 'ServiceLinkedRoleMissing', account: PAYMENTS }), notice: 'opened' }),
    ],
  ])('%s is as its schema says', (_, { detail }) => {
    expect(errorsIn(findingEvent, detail)).toEqual([]);
  });

  test.each(FINDING_CODES)('can be about %s', (code) => {
    expect(errorsIn(findingEvent, noticeOf({ finding: aFinding({ code }), notice: 'opened' }).detail)).toEqual([]);
  });

  test('has a schema that names every code there is', () => {
    expect(findingEvent.$defs?.finding.properties.code.examples).toEqual(FINDING_CODES);
  });

  test.each<[string, object]>([
    ['another version', { ...opened, schemaVersion: '2' }],
    ['no notice id', { ...opened, noticeId: undefined }],
    ['a change nobody knows', { ...opened, change: 'forgotten' }],
    ['a field nobody knows', { ...opened, extra: true }],
    ['a resolved change of an open finding', { ...opened, change: 'resolved' }],
    ['an open finding with a time of resolution', { ...opened, finding: { ...opened.finding, resolvedAt: at } }],
    ['a finding without a CA', { ...opened, finding: { ...opened.finding, certificateAuthorityArn: undefined } }],
    [
      'the ARN of something else',
      { ...opened, finding: { ...opened.finding, certificateAuthorityArn: 'arn:aws:s3:::b' } },
    ],
    ['a time that is none', { ...opened, finding: { ...opened.finding, openedAt: 'yesterday' } }],
    ['an account of eleven digits', { ...opened, finding: { ...opened.finding, account: '11112222333' } }],
    ['a remedy that is no command', { ...opened, finding: { ...opened.finding, remedy: ['call us'] } }],
    ['a resolution while it is open', { ...opened, finding: { ...opened.finding, resolution: 'mended' } }],
    ['a resolution without its reason', withoutReason],
    ['no number of unreadable accounts', { ...opened, finding: { ...opened.finding, unreadableCount: undefined } }],
    ['version 0', { ...opened, finding: { ...opened.finding, version: 0 } }],
    [
      'dependents without a count',
      { ...opened, finding: { ...opened.finding, dependents: { inUse: 1, soonest: [] } } },
    ],
    [
      'six soonest',
      {
        ...opened,
        finding: {
          ...opened.finding,
          dependents: aSummary({ soonest: Array.from({ length: 6 }, () => aSummary().soonest[0]!) }),
        },
      },
    ],
    [
      'unreadable accounts by name',
      { ...opened, finding: { ...opened.finding, unreadableAccounts: { payments: 'denied' } } },
    ],
  ])('with %s is not', (_, detail) => {
    expect(errorsIn(findingEvent, detail)).not.toEqual([]);
  });
});

describe('the event about an execution that failed', () => {
  const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-authority:3f0c';
  const failure = { executionArn, error: 'InvalidInput', message: 'reads: expected a number' };
  const detail = failureNotice(failure, at).detail;

  test.each([
    ['without a CA', failure],
    ['with its CA', { ...failure, certificateAuthorityArn: AUTHORITY_ARN }],
    ['without a message', { ...failure, message: '' }],
    ['that was aborted', { ...failure, error: 'ABORTED' }],
  ])('%s is as its schema says', (_, failed) => {
    expect(errorsIn(failedEvent, failureNotice(failed, at).detail)).toEqual([]);
  });

  test.each<[string, object]>([
    ['another version', { ...detail, schemaVersion: '2' }],
    ['no error', { ...detail, error: '' }],
    ['the ARN of something else', { ...detail, executionArn: AUTHORITY_ARN }],
    ['a field nobody knows', { ...detail, extra: 1 }],
  ])('with %s is not', (_, wrong) => {
    expect(errorsIn(failedEvent, wrong)).not.toEqual([]);
  });
});

describe('the event that asks for a verification', () => {
  const requestedEvent = schemaOf('verification-requested-event.v1');
  const sample = JSON.parse(readFileSync('events/renewguard-verification-requested.json', 'utf8')) as {
    detail: object;
  };

  test('is as its schema says', () => {
    expect(errorsIn(requestedEvent, sample.detail)).toEqual([]);
  });

  test.each<[string, object]>([
    ['no CA', {}],
    ['the ARN of something else', { certificateAuthorityArn: 'arn:aws:s3:::bucket' }],
    ['a field nobody knows', { ...sample.detail, because: 'x' }],
  ])('with %s is not', (_, wrong) => {
    expect(errorsIn(requestedEvent, wrong)).not.toEqual([]);
  });
});
