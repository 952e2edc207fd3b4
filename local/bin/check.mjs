// `npm run check`: what can be known without the local cloud, in less than a minute.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../setup/failure.mjs';
import { setUp } from '../setup/index.mjs';
import { runJest, summary } from '../setup/jest-run.mjs';
import { localFolder, logFolder, root } from '../setup/paths.mjs';
import { createProgress } from '../setup/progress.mjs';
import { tail } from '../setup/run-tool.mjs';
import { runLeashed } from '../setup/leashed.mjs';

const bin = (tool) => join(root, 'node_modules', '.bin', tool);
const tool =
  (command, ...args) =>
  async (output) => {
    const { code } = await runLeashed(bin(command), args, { cwd: root, output });
    return { ok: code === 0 };
  };
const checks = {
  types: tool('tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', join(localFolder, 'types.tsbuildinfo')),
  lint: tool('eslint', '.', '--max-warnings', '0'),
  format: tool('prettier', '--check', '--log-level', 'warn', '.'),
  'dead code': tool('knip'),
  'unit tests': async (output) => {
    const counts = await runJest('check', ['--selectProjects', 'unit'], { output });
    return { ok: counts.failed === 0, note: summary(counts) };
  },
};

/** Runs one check with its output in a file, which is shown only if the check fails. */
async function check(name, run) {
  const log = join(logFolder, `check-${name.replace(' ', '-')}.log`);
  const output = openSync(log, 'w');
  try {
    return { name, log, ...(await run(output)) };
  } finally {
    closeSync(output);
  }
}

await main(async () => {
  const progress = createProgress();
  await setUp(progress, { python: false });
  mkdirSync(logFolder, { recursive: true });
  const results = await Promise.all(
    Object.entries(checks).map(([name, run]) => progress.step(name, () => check(name, run))),
  );
  const failed = results.filter((result) => !result.ok);
  for (const { name, log } of failed) progress.say(`\n── ${name} ──\n${tail(log, 60)}`);
  progress.say(failed.length ? `\n${failed.map(({ name }) => name).join(', ')} failed` : '\nall checks passed');
  return failed.length ? 1 : 0;
});
