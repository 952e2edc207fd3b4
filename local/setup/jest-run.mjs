import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runLeashed } from './leashed.mjs';
import { localFolder, root } from './paths.mjs';

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const nothing = { passed: 0, failed: 0, skipped: 0 };

/** Counts a run by jest's own report. What could not run at all, a suite or jest itself, counts as failed. */
function count(report, exitCode) {
  if (!existsSync(report)) return { ...nothing, failed: 1 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Runs jest once and returns its counts; `name` tells its report from those of other runs. */
export async function runJest(name, args, { output } = {}) {
  const report = join(localFolder, 'reports', `${name}-${process.pid}.json`);
  mkdirSync(join(localFolder, 'reports'), { recursive: true });
  try {
    const options = ['--json', `--outputFile=${report}`, '--passWithNoTests', ...args];
    const { code } = await runLeashed(process.execPath, [jest, ...options], { cwd: root, output });
    return count(report, code);
  } finally {
    rmSync(report, { force: true });
  }
}

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** The line every run ends with. */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
