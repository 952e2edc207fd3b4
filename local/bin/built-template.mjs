// Prints the path of template.yaml as built for the local cloud, building it first where anything changed.
import { main } from '../setup/failure.mjs';
import { buildForLocalCloud } from '../setup/sam-build.mjs';

await main(async () => {
  const { template } = await buildForLocalCloud();
  process.stdout.write(`${template}\n`);
  return 0;
});
