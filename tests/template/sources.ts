import { readdirSync, readFileSync } from 'node:fs';

/** The TypeScript files under some folders. */
export const sourceFiles = (...folders: readonly string[]): readonly string[] =>
  folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts') && !file.includes('/node_modules/'))
    .toSorted();

export const sourceOf = (file: string): string => readFileSync(file, 'utf8');
