import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { localFolder, root, venvBin } from './paths.mjs';
import { runTool } from './run-tool.mjs';
import { toolEnvironment } from './tool-environment.mjs';

const inputs = ['template.yaml', 'functions', 'core', 'statemachines', 'package-lock.json', 'requirements.txt'];
const builds = join(localFolder, 'builds');
const keptBuilds = 3;

const sam = join(venvBin, 'sam');

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function inputHash() {
  const hash = createHash('sha256').update(process.version);
  for (const file of inputs.flatMap((input) => filesUnder(join(root, input)))) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function dropOldBuilds() {
  const byAge = readdirSync(builds)
    .map((name) => ({ path: join(builds, name), built: statSync(join(builds, name)).mtimeMs }))
    .sort((a, b) => b.built - a.built);
  for (const { path } of byAge.slice(keptBuilds)) rmSync(path, { recursive: true, force: true });
}

/**
 * Builds template.yaml for the local cloud and returns the built template's path; unchanged inputs are not built again.
 * Each build has a folder named by its inputs, so two runs never disturb each other; SAM's cache, which they would share,
 * is left out and saves nothing: it bundles Node.js functions anew every time.
 */
export async function buildForLocalCloud() {
  const folder = join(builds, inputHash());
  const template = join(folder, 'build', 'template.yaml');
  if (existsSync(template)) return { template, note: 'unchanged' };
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const options = ['--parallel', '--no-cached', '--build-dir', join(draft, 'build')];
    await runTool('sam-build', sam, ['build', ...options], { env: toolEnvironment() });
    if (existsSync(folder)) rmSync(draft, { recursive: true });
    else renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  dropOldBuilds();
  return { template, note: 'built' };
}
