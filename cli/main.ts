import { readTerminal } from '../core/runtime/terminal.ts';
import { complaintAbout } from './complaint.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { onInterruption } from './interruption.ts';
import { complain, settled, watchForFailures } from './paper.ts';
import { programFor } from './program.ts';

/**
 * Runs the command line. The result goes to stdout, everything else to stderr.
 * @returns the exit code; it never throws
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  watchForFailures();
  onInterruption(() => undefined);
  const terminal = readTerminal();
  let exitCode: ExitCode = EXIT.clean;
  // Loaded when it is needed: the SDK takes a second, help and complaints don't.
  const program = programFor({
    audit: async (options) => {
      const { runAudit } = await import('./audit/command.ts');
      exitCode = await runAudit(options, terminal);
    },
    explain: async (arn, options) => {
      const { runExplain } = await import('./explain/command.ts');
      exitCode = await runExplain(arn, options, terminal);
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const complaint = complaintAbout(error);
    if (complaint.message !== undefined) await complain(complaint.message);
    return complaint.exitCode;
  } finally {
    await settled();
  }
}
