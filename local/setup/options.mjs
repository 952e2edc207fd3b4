import { parseArgs } from 'node:util';
import { SetupFailure } from './failure.mjs';

/** Reads a command's options; an unknown one is named together with where to read about the known ones. */
export function readOptions(args, options, command) {
  try {
    return parseArgs({ args, options, allowPositionals: false }).values;
  } catch (error) {
    throw new SetupFailure(`${error.message.split('. ')[0]}. "${command} -- --help" lists what it takes.`);
  }
}
