import { readFileSync } from 'node:fs';
import { CERTIFICATE_FINDING_CODES } from '../../core/domain/findings/certificate-finding-codes.ts';
import { COVERAGE_FINDING_CODES } from '../../core/domain/findings/coverage-finding-codes.ts';
import { FINDING_CODES } from '../../core/domain/findings/finding-codes.ts';
import { REISSUE_RUNBOOKS } from '../../core/domain/reissue/reissue-notice.ts';
import { REPAIR_RUNBOOKS } from '../../core/domain/repair/repair-notice.ts';
import { RENEWAL_REASONS } from '../../core/domain/certificates/renewal-checks/renewal-reasons.ts';
import { CAUGHT, errorClasses } from './error-classes.ts';
import { resourcesOf } from './template.ts';

const text = readFileSync('docs/runbooks.md', 'utf8');
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => [section.split('\n')[0]!, section] as const);

/** What alarms alone tell of. */
const ALARMS = ['ExecutionThrottled', 'FunctionErrors', 'FunctionsThrottled', 'DeadLettersWaiting', 'AlertsWaiting'];

test.each(resourcesOf('AWS::CloudWatch::Alarm'))('the alarm %s names its runbook, and it is there', (_, alarm) => {
  const { AlarmDescription } = alarm as unknown as { readonly AlarmDescription: string };
  const [, named] = /; docs\/runbooks\.md, (\w+)\.$/.exec(AlarmDescription) ?? [];
  expect(sections.map(([heading]) => heading)).toContain(named);
});

test('there is a runbook for every finding, every notice of a reissue and for a failed execution, for every alarm, and for nothing else', () => {
  expect(sections.map(([heading]) => heading)).toEqual([
    ...FINDING_CODES,
    ...CERTIFICATE_FINDING_CODES,
    ...COVERAGE_FINDING_CODES,
    ...Object.values(REISSUE_RUNBOOKS),
    ...Object.values(REPAIR_RUNBOOKS),
    'ExecutionFailed',
    ...ALARMS,
  ]);
});

test.each(sections)(
  '%s says what it means, how urgent it is, what to do and how to see that it is over',
  (_, section) => {
    const parts = [...section.matchAll(/^\*\*(.+?)\.\*\* \S/gm)].map(([, part]) => part);
    expect(parts).toEqual(['What it means', 'How urgent', 'What to do', 'How to see that it is over']);
  },
);

test.each(sections.filter(([heading]) => !/Undeterminable$/.test(heading)))('%s has commands to run', (_, section) => {
  expect(section).toMatch(/```sh\n((?!```).*\n)*?aws [a-z-]+ [a-z-]+ --/);
});

test('the words about a certificate’s finding cover every reason of ACM’s that has a meaning', () => {
  const { RenewalStuck: table = '' } = Object.fromEntries(sections);
  for (const reason of RENEWAL_REASONS) expect(table).toContain(reason);
});

test('the introduction says how to ask at once, for a CA and for a certificate', () => {
  const [introduction = ''] = text.split(/^## /m);
  for (const asked of [
    '{\\"certificateAuthorityArn\\": \\"$CA\\"}',
    '{\\"certificateArn\\": \\"$CERT\\"}',
    'npx renewguard explain $CERT',
  ])
    expect(introduction).toContain(asked);
});

test('every error that fails an execution is in the table of ExecutionFailed', () => {
  const table = Object.fromEntries(sections).ExecutionFailed ?? '';
  const endings = ['ABORTED', 'TIMED_OUT', 'VerificationGivenUp'];
  const failing = errorClasses().filter((error) => !CAUGHT.includes(error));
  for (const error of [...failing, ...endings]) expect(table).toContain(error);
});
