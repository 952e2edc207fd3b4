import { readTerminal } from '../core/runtime/terminal.ts';
import { actionsOn } from './actions.ts';
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
  const program = programFor(actionsOn(terminal, (code) => (exitCode = code)));
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
