import { endWithNpm } from './npm-parent.mjs';

/** Something the reader can act on: the message is all they need to see, without a stack. */
export class SetupFailure extends Error {
  name = 'SetupFailure';
}

/** Runs a command's main function; a SetupFailure ends it in one plain message, anything else with its stack. */
export async function main(run) {
  endWithNpm();
  try {
    process.exitCode = await run();
    // Idle connections must not hold the process once its work is done.
    setTimeout(() => process.exit(), 500).unref();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupFailure ? error.message : error.stack}\n`);
    // At once: a tool that still runs beside the failed one ends with its leash.
    process.exit(1);
  }
}
