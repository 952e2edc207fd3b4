#!/usr/bin/env node
import { register } from 'tsx/esm/api';

register();
const { run } = await import('../src/main.ts');
const exitCode = await run(process.argv.slice(2));
if (exitCode !== undefined) process.exit(exitCode);
