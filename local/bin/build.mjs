// `npm run build`: sam build, with esbuild and the pinned SAM CLI in place. `-- --local` builds for the local cloud.
import { join } from 'node:path';
import { main } from '../setup/failure.mjs';
import { setUp } from '../setup/index.mjs';
import { runLeashed } from '../setup/leashed.mjs';
import { root, venvBin } from '../setup/paths.mjs';
import { createProgress } from '../setup/progress.mjs';
import { toolEnvironment } from '../setup/tool-environment.mjs';

await main(async () => {
  await setUp(createProgress());
  const args = ['build', '--parallel', ...process.argv.slice(2)];
  const { code } = await runLeashed(join(venvBin, 'sam'), args, { cwd: root, env: toolEnvironment() });
  return code;
});
