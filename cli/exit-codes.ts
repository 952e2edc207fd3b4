/** What the exit codes say; scripts rely on them. The worst that applies wins: 2 before 1. */
export const EXIT = { clean: 0, findings: 1, unread: 2, usage: 3, interrupted: 130, terminated: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_EXPLAINED = [
  'Exit codes:',
  '  0  clean: nobody has to act',
  '  1  findings: somebody has to act',
  '  2  not everything could be read, so nobody knows; 2 wins over 1',
  '  3  wrong usage, or there is no such certificate',
].join('\n');

/** @param unread how many things could not be read */
export function exitCodeFor(findings: number, unread: number): ExitCode {
  if (unread > 0) return EXIT.unread;
  return findings > 0 ? EXIT.findings : EXIT.clean;
}
