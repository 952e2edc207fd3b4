import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, venvBin, venvFolder } from './paths.mjs';
import { runTool } from './run-tool.mjs';

const requirements = join(root, 'requirements.txt');
// Written last: a virtual environment without it was cut short and is made again.
const stamp = join(venvFolder, 'renewguard-installed.json');
const python = join(venvBin, 'python');
// Without compiling everything ahead, a third of the time; Python compiles what it imports anyway.
const pipOptions = ['--disable-pip-version-check', '--no-input', '--no-compile', '--progress-bar', 'off'];
const pipInstall = ['-m', 'pip', 'install', ...pipOptions];

/** What the environment depends on; its own path is part of it because its commands name it. */
const fingerprint = (base) =>
  JSON.stringify({
    requirements: createHash('sha256').update(readFileSync(requirements)).digest('hex'),
    python: base,
    folder: venvFolder,
  });

function isCurrent(base) {
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(base) &&
    spawnSync(python, ['-c', ''], { timeout: 20_000 }).status === 0
  );
}

/** Makes the virtual environment with MiniStack, SAM CLI, cfn-lint and the AWS CLI unless it is there already. */
export async function installPythonTools(base) {
  if (isCurrent(base)) return 'up to date';
  rmSync(venvFolder, { recursive: true, force: true });
  await runTool('python-venv', base.path, ['-m', 'venv', venvFolder]);
  // The pip that comes with an older Python needs twice as long for the rest.
  await runTool('pip-upgrade', python, [...pipInstall, 'pip==26.3']);
  await runTool('pip-install', python, [...pipInstall, '-r', requirements]);
  writeFileSync(stamp, fingerprint(base));
  return 'installed';
}
