#!/usr/bin/env node
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { buildSync } from 'esbuild';

// A hundred thousand certificates live in 430 MB; V8 would let the heap grow to three times that before it collects.
setFlagsFromString('--heap-growing-percent=20');

// One bundle, made anew at each start: loading some two hundred TypeScript files one by one takes over a second, this a
// tenth of that, and it cannot be older than the sources. Source maps would take 70 MB; names are kept without them.
const { outputFiles } = buildSync({
  entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.9',
  write: false,
  logLevel: 'error',
});
const folder = mkdtempSync(join(tmpdir(), 'pki-emulator-'));
const file = join(folder, 'pki-emulator.mjs');
writeFileSync(file, outputFiles[0].text, { mode: 0o600 });
const { run } = await import(pathToFileURL(file).href).finally(() => rmSync(folder, { recursive: true }));
const exitCode = await run(process.argv.slice(2));
if (exitCode !== undefined) process.exit(exitCode);
