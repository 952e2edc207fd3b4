import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { installNodePackages } from './node-packages.mjs';
import { localFolder } from './paths.mjs';
import { requireNode, requirePython } from './prerequisites.mjs';
import { installPythonTools } from './python-tools.mjs';

/** Brings a checkout to the point where everything can run; what is done already is skipped. */
export async function setUp(progress, { python = true } = {}) {
  requireNode();
  const base = python ? requirePython() : undefined;
  const install = () =>
    Promise.all([
      progress.step('npm packages', installNodePackages),
      base ? progress.step('Python tools (MiniStack, SAM CLI)', () => installPythonTools(base)) : undefined,
    ]);
  await withLock(join(localFolder, 'setup.lock'), install, (pid) =>
    progress.say(`… waiting for process ${pid}, which is setting up this checkout`),
  );
}
