import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BIN = join(__dirname, '..', '..', '..', '.venv', 'bin');
const run = promisify(execFile);

/** The variables that point a real client at the emulator, and at nothing of whoever runs the tests. */
export const environmentFor = (url: string, account: string): Record<string, string> => ({
  PATH: `${BIN}:${process.env['PATH'] ?? ''}`,
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-west-1',
  AWS_DEFAULT_REGION: 'eu-west-1',
  ...NOTHING_ELSE,
});

export const NOTHING_ELSE = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
} as const;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is gone after the tests of the file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pki-emulator-clients-'));
  folders.push(folder);
  return folder;
}

/** Runs a command and gives what it prints. @throws Error with what it says on stderr */
export async function ran(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd = newFolder(),
): Promise<string> {
  try {
    return (await run(command, args, { env, cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} failed (\`npm test\` sets .venv up):\n${stderr}`);
  }
}

/**
 * Runs a shell script that ends with its first failure, without anybody's start-up files; `aws` and `python` in it are those
 * of the virtual environment.
 */
export const script = (text: string, env: Record<string, string>, cwd?: string): Promise<string> =>
  ran('bash', ['--norc', '-euo', 'pipefail', '-c', text], env, cwd);
