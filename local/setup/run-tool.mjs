import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { runLeashed } from './leashed.mjs';
import { logFolder, root } from './paths.mjs';

/** The last lines of a file, for a failure's message. */
export function tail(file, lines = 25) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Runs a tool with its output in a log of its own; a failure shows the end of that log and where the rest is. */
export async function runTool(name, command, args, { cwd = root, env } = {}) {
  mkdirSync(logFolder, { recursive: true });
  const log = join(logFolder, `${name}.log`);
  const output = openSync(log, 'w');
  try {
    const { code, signal } = await runLeashed(command, args, { cwd, env, output });
    if (code === 0) return;
    const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
    throw new SetupFailure(`${tail(log)}\n\n${name} ${how}. Full log: ${relative(process.cwd(), log) || log}`);
  } finally {
    closeSync(output);
  }
}
