// `npm test`: every test there is, with what they need set up first. Arguments go to jest: npm test -- -t "a name".
import { main } from '../setup/failure.mjs';
import { setUp } from '../setup/index.mjs';
import { add, runJest, summary } from '../setup/jest-run.mjs';
import { createProgress } from '../setup/progress.mjs';

// One after the other: what measures times should not share the machine with what computes.
const runs = [
  { name: 'unit', projects: ['unit', 'emulator', 'clients', 'cli'] },
  { name: 'local', projects: ['local', 'local-cloud'] },
];

await main(async () => {
  const args = process.argv.slice(2);
  const chosen = args.some((arg) => arg.startsWith('--selectProjects')) ? [{ name: 'chosen', projects: [] }] : runs;
  await setUp(createProgress());
  let total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, projects } of chosen) {
    const select = projects.length > 0 ? ['--selectProjects', ...projects] : [];
    total = add(total, await runJest(name, [...args, ...select]));
  }
  process.stdout.write(`\n${summary(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
