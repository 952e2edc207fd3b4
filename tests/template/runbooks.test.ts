import { readFileSync } from 'node:fs';
import { FINDING_CODES } from '../../core/domain/finding-codes.ts';
import { errorClasses } from './error-classes.ts';

const text = readFileSync('docs/runbooks.md', 'utf8');
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => [section.split('\n')[0]!, section] as const);

test('there is a runbook for every finding and for a failed execution, and for nothing else', () => {
  expect(sections.map(([heading]) => heading).toSorted()).toEqual([...FINDING_CODES, 'ExecutionFailed'].toSorted());
});

test.each(sections)(
  '%s says what it means, how urgent it is, what to do and how to see that it is over',
  (_, section) => {
    const parts = [...section.matchAll(/^\*\*(.+?)\.\*\* \S/gm)].map(([, part]) => part);
    expect(parts).toEqual(['What it means', 'How urgent', 'What to do', 'How to see that it is over']);
  },
);

test.each(sections.filter(([heading]) => heading !== 'AuthorityUndeterminable'))(
  '%s has commands to run',
  (_, section) => {
    expect(section).toMatch(/```sh\n(# .*\n)?aws [a-z-]+ [a-z-]+ --/);
  },
);

test('every error that fails an execution is in the table of ExecutionFailed', () => {
  const table = Object.fromEntries(sections).ExecutionFailed ?? '';
  const endings = ['ABORTED', 'TIMED_OUT', 'VerificationGivenUp'];
  for (const error of [...errorClasses(), ...endings]) expect(table).toContain(error);
});
