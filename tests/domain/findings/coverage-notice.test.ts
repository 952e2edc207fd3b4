import fc from 'fast-check';
import { COVERAGE_FINDING_CODES } from '../../../core/domain/findings/coverage-finding-codes.ts';
import { coverageChanges, type CoverageFinding } from '../../../core/domain/findings/coverage-finding.ts';
import { coverageNotice } from '../../../core/domain/findings/coverage-notice.ts';
import { coverageOf } from '../../../core/domain/sweep/coverage.ts';
import { missedTrouble, scopeStandings } from '../../../core/domain/sweep/missed.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { aCoverageFinding, HUB } from '../../builders/coverage.ts';
import { anOutcome, aPlace } from '../../builders/inventory.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';

const schema = schemaOf('coverage-finding-event.v1');
const AT = '2026-11-25T04:00:00.000Z';
const ended = aCoverageFinding({ state: 'RESOLVED', version: 2, changedAt: AT, resolvedAt: AT, resolution: 'mended' });
const opened = (different: Partial<CoverageFinding> = {}) =>
  coverageNotice({ finding: aCoverageFinding(different), notice: 'opened' });

test('an account that can’t be read is told with what that means, since when, and the commands to run', () => {
  const finding = aCoverageFinding();
  expect(opened()).toEqual({
    id: `coverage/${PAYMENTS}/AccountUnreadable/1`,
    at: finding.changedAt,
    subject: `[RenewGuard] HIGH AccountUnreadable: ${PAYMENTS}`,
    about: { kind: 'coverage', account: PAYMENTS, code: 'AccountUnreadable', severity: 'high' },
    detailType: 'RenewGuard Coverage Finding Opened',
    detail: { schemaVersion: '1', noticeId: `coverage/${PAYMENTS}/AccountUnreadable/1`, change: 'opened', finding },
    text: [
      `Account ${PAYMENTS} could not be read.`,
      '',
      `Account:     ${PAYMENTS}`,
      'Severity:    high',
      'Open since:  2026-11-01T08:00:00.000Z',
      '',
      `Run (aws … with rights in account ${PAYMENTS}, or as its organisation's administrator):`,
      '  aws cloudformation deploy --template-file organization/member.template.yaml',
      '',
      'Runbook: docs/runbooks.md, AccountUnreadable',
      '',
      `Notice coverage/${PAYMENTS}/AccountUnreadable/1`,
    ].join('\n'),
  });
});

test.each([
  ['mended', 'It was read again.'],
  ['left-out', 'It is left out on purpose now.'],
] as const)('what ended as %s is told with how long it was open, and no command', (resolution, why) => {
  const { subject, text, detailType } = coverageNotice({ finding: { ...ended, resolution }, notice: 'resolved' });
  expect([subject, detailType]).toEqual([
    `[RenewGuard] RESOLVED AccountUnreadable: ${PAYMENTS}`,
    'RenewGuard Coverage Finding Resolved',
  ]);
  expect(text.split('\n')).toEqual([
    'Resolved: AccountUnreadable.',
    '',
    `Account:     ${PAYMENTS}`,
    'Open since:  2026-11-01T08:00:00.000Z',
    `Resolved:    ${AT}`,
    why,
    '',
    `Notice coverage/${PAYMENTS}/AccountUnreadable/2`,
  ]);
});

describe('the event', () => {
  const why = [{ kind: 'access-denied', operation: 'sts:AssumeRole', account: PAYMENTS, message: 'no' } as const];
  const gaps = [{ ...why[0]!, operation: 'organizations:ListAccounts', account: PKI }];
  const denied = [{ ...why[0]!, operation: 'acm:SearchCertificates', account: PKI }];
  const outcomes = [
    anOutcome({ place: aPlace({ account: PAYMENTS }), outcome: 'unreadable', why }),
    anOutcome({ outcome: 'unreadable', why: denied }),
  ];
  const { observed } = coverageOf({ outcomes, skipped: [], gaps, organizationAsked: true }, HUB);
  const [standing] = scopeStandings([{ name: 'default', everyHours: 24 }], [], new Map(), AT);
  const troubles = [...observed, missedTrouble(standing!)!];

  test('is as its schema says, of whatever a sweep could not see', () => {
    expect(troubles.map(({ code, subject }) => [code, subject])).toEqual([
      ['AccountUnreadable', 'organization'],
      ['AccountUnreadable', PAYMENTS],
      ['RegionUnreadable', `${PKI}/eu-west-1`],
      ['SweepMissed', 'default'],
    ]);
    const changes = coverageChanges([], { observed: troubles, endingOf: () => undefined }, AT);
    for (const change of changes) expect(errorsIn(schema, coverageNotice(change).detail)).toEqual([]);
    expect(errorsIn(schema, coverageNotice({ finding: ended, notice: 'resolved' }).detail)).toEqual([]);
  });

  test('has a schema that names every code there is', () => {
    expect(schema.$defs?.finding.properties.code.examples).toEqual(COVERAGE_FINDING_CODES);
  });

  test.each<[string, object]>([
    ['another version', { schemaVersion: '2' }],
    ['a field nobody knows', { extra: true }],
    ['a resolved change of an open finding', { change: 'resolved' }],
    ['a remedy that is no command', { finding: aCoverageFinding({ remedy: ['call us'] }) }],
    ['no reason', { finding: aCoverageFinding({ reason: '' }) }],
    ['an account of eleven digits', { finding: aCoverageFinding({ account: '11112222333' }) }],
    ['an open finding with a resolution', { finding: { ...aCoverageFinding(), resolution: 'mended' } }],
    ['a resolution of a certificate’s', { change: 'resolved', finding: { ...ended, resolution: 'gone' } }],
  ])('with %s is not', (_, different) => {
    expect(errorsIn(schema, { ...opened().detail, ...different })).not.toEqual([]);
  });
});

test('no answer of AWS breaks a line of the notice, and SNS takes every subject', () => {
  fc.assert(
    fc.property(anyText(300), fc.constantFrom(...COVERAGE_FINDING_CODES), (message, code) => {
      const { subject, text } = opened({ code, message, subject: `${PAYMENTS}/ap-southeast-2` });
      expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
      expect(text.split('\n')).toHaveLength(opened().text.split('\n').length);
      expect(text).not.toMatch(/[\p{Cf}\p{Cs}\r\v\f\u2028\u2029]/u);
    }),
  );
});

test('the same change gives the same notice, another version another id', () => {
  expect(opened()).toEqual(opened());
  expect(opened({ version: 2 }).id).not.toBe(opened().id);
});
