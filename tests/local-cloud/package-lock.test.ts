import { readFileSync } from 'node:fs';
import { inProject } from '../../local/cloud/project-root.ts';

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}

const { packages } = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8')) as Lock;

// A lock that was written where some platform's binary could not be found names only the others; then npm ci refuses it.
test('package-lock.json has the binaries of every platform, so that npm ci works on each', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});
