/** What the exit codes say; scripts rely on them. The worst that applies wins: 2 before 1. */
export const EXIT = { clean: 0, findings: 1, unread: 2, usage: 3, interrupted: 130, terminated: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Those of `renewguard reissue`: it went well; somebody has to act; nobody knows yet. */
export const REISSUE_EXIT = { proven: EXIT.clean, failed: EXIT.findings, waiting: EXIT.unread } as const;

export const EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  clean: nobody has to act',
  '  1  findings: somebody has to act',
  '  2  not everything could be read, so nobody knows; 2 wins over 1',
  '  3  wrong usage, or there is no such certificate',
].join('\n');

export const PLAN_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  it would be replaced as shown, or need not be',
  '  1  it would not be replaced, or its replacement has failed: somebody has to act',
  '  2  not everything could be read, so nobody knows; 2 wins over 1',
  '  3  wrong usage, or there is no such certificate or stack',
].join('\n');

export const REISSUE_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  proven: the new certificate was found where it is used (with --no-follow: it was started)',
  '  1  failed: the error is named, with what to do next',
  '  2  it waits, for an approval, a change window, the budget, the mode or whoever adopts the new ARN; what for and',
  '     how to go on is told. Or AWS did not tell how it goes.',
  '  3  wrong usage, or there is no such stack',
  '  130  Ctrl-C: the execution goes on, it is only not followed any more',
].join('\n');

export const DONE_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  done, or shown',
  '  1  refused: it says why',
  '  2  AWS did not let it be done or read',
  '  3  wrong usage, or there is no such stack, certificate or question',
].join('\n');

export const SWEEP_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  all was read, and nobody has to act (with --no-wait: it was started)',
  '  1  all was read: somebody has to act; as of a day to come: something breaks until then',
  '  2  not everything could be read, or the sweep failed, so nobody knows; 2 wins over 1',
  '  3  wrong usage, or there is no such account, scope or stack: nothing was read',
  '  130  Ctrl-C: the sweep goes on, it is only not followed any more',
].join('\n');

export const STATUS_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  swept in time, all was read, no finding is open, and no alert is stuck',
  '  1  findings are open, or a channel did not take an alert: somebody has to act',
  '  2  a sweep was missed or did not end, or something could not be read; 2 wins over 1',
  '  3  wrong usage, or there is no such stack',
].join('\n');

export const INVENTORY_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  listed',
  '  2  listed, but something there could not be read by the last sweep; or the listing broke off',
  '  3  wrong usage, or there is no such stack',
].join('\n');

export const DRILL_EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  every step ran, and every channel has the notice',
  '  1  it did not work: what is wrong is told, with what to do next',
  '  2  AWS did not let it be put, followed or read',
  '  3  wrong usage, or there is no such stack, CA or certificate',
].join('\n');

/** @param unread how many things could not be read */
export function exitCodeFor(findings: number, unread: number): ExitCode {
  if (unread > 0) return EXIT.unread;
  return findings > 0 ? EXIT.findings : EXIT.clean;
}
