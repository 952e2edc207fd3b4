import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const localFolder = join(root, '.local');
export const logFolder = join(localFolder, 'logs');
export const venvFolder = join(root, '.venv');

/** The folder in which a virtual environment keeps its commands. */
export const venvBin = join(venvFolder, process.platform === 'win32' ? 'Scripts' : 'bin');
