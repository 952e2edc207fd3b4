import Table from 'cli-table3';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Prints what `sam build` made: each function's bundle, as it is and as it is uploaded, and its source map. */
const built = join('.aws-sam', 'build');

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

function bundles(): readonly { name: string; bundle: Buffer; map: number }[] {
  const folders = readdirSync(built, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => ({ name, file: join(built, name, 'handler.mjs') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, bundle: readFileSync(file), map: statSync(`${file}.map`).size }));
}

const table = new Table({
  head: ['function', 'bundle', 'gzipped', 'source map'],
  colAligns: ['left', 'right', 'right', 'right'],
});
const all = bundles();
for (const { name, bundle, map } of all) {
  table.push([name, kilobytes(bundle.length), kilobytes(gzipSync(bundle).length), kilobytes(map)]);
}
const total = all.reduce((sum, { bundle }) => sum + bundle.length, 0);
table.push(['together', kilobytes(total), '', '']);
process.stdout.write(`${table.toString()}\n`);
