// `npm start`: from a fresh clone to the running local cloud. Plain JavaScript until the packages are there.
import { main } from '../setup/failure.mjs';
import { setUp } from '../setup/index.mjs';
import { readOptions } from '../setup/options.mjs';
import { createProgress } from '../setup/progress.mjs';
import { buildForLocalCloud } from '../setup/sam-build.mjs';

const help = `npm start [-- options]

Installs what is pinned, starts the local cloud (MiniStack and the PKI emulator), builds and deploys template.yaml to it,
plays a story on it, and stays up until Ctrl-C.

  --once   end after the story; exit code 0 only if every step showed what it should
  --help   this text
`;

await main(async () => {
  const options = readOptions(
    process.argv.slice(2),
    { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    'npm start',
  );
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const progress = createProgress();
  await setUp(progress);
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const { register } = await import('tsx/esm/api');
  register();
  const { start } = await import('../story/start.ts');
  return start({ once: Boolean(options.once), build: buildForLocalCloud, progress });
});
