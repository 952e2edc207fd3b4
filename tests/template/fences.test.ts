import { dirname, join } from 'node:path';
import { sourceFiles, sourceOf } from './sources.ts';

const product = sourceFiles('core', 'functions', 'cli');

/** The files of the product in which something stands. */
const filesWith = (what: RegExp): readonly string[] => product.filter((file) => what.test(code(file)));

/** A file without its comments. */
const code = (file: string): string => sourceOf(file).replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

const folders = (files: readonly string[]): readonly string[] => [
  ...new Set(files.map((file) => file.split('/').slice(0, -1).join('/'))),
];

test.each([
  ['the SDK is imported', /from '@(aws-sdk|smithy)\//, 'core/aws'],
  ['the environment is read', /process\.env/, 'core/runtime'],
  ['the system’s time is asked', /new Date\(\)|Date\.now\(\)/, 'core/runtime'],
])('%s in one folder', (_, what, folder) => {
  expect(folders(filesWith(what))).toEqual([folder]);
});

test('clients are made in one file', () => {
  expect(filesWith(/new \w+Client\(/)).toEqual(['core/aws/clients.ts']);
});

test('the time is asked in one file', () => {
  expect(filesWith(/new Date\(\)|Date\.now\(\)/)).toEqual(['core/runtime/clock.ts']);
});

test('nothing is random but the passphrase of an export, keys, and the name of a drill', () => {
  const random = filesWith(/Math\.random|random(UUID|Bytes|Int)/);
  expect(random).toEqual(['cli/drill/command.ts', 'core/aws/exported-key.ts']);
  expect(filesWith(/generateKeyPair/)).toEqual(['core/pki/keys.ts']);
});

test('the domain imports the domain only', () => {
  const domain = product.filter((file) => file.startsWith('core/domain/'));
  const imported = domain.flatMap((file) =>
    [...sourceOf(file).matchAll(/from '([^']+)'/g)].map(([, module]) => join(dirname(file), module!)),
  );
  expect(imported.length).toBeGreaterThan(20);
  expect(imported.filter((module) => !domain.includes(module))).toEqual([]);
});

test('nobody imports a handler', () => {
  expect(filesWith(/from '.*handler/)).toEqual([]);
});
