import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../../emulator/kit/emulator.ts';

const BIN = join(__dirname, '../../../cli/bin/renewguard.mjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home of one's own: no profile, no cache, no region but what a test gives. */
export const freshHome = (): string => mkdtempSync(join(tmpdir(), 'renewguard-cli-'));

export type Variables = Readonly<Record<string, string>>;

/** What leads the command to an emulator, as an account, on the emulator's clock. */
export const towards = ({ url }: Pick<Bench, 'url'>, account: string, home = freshHome()): Variables => ({
  ...Object.fromEntries(
    ['ACM', 'ACM_PCA', 'STS', 'IAM', 'ORGANIZATIONS'].map((service) => [`AWS_ENDPOINT_URL_${service}`, url]),
  ),
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: 'any',
  AWS_REGION: 'eu-west-1',
  RENEWGUARD_CLOCK_ENDPOINT: `${url}/_emulator/clock`,
  HOME: home,
});

/** Starts the real command in another folder than its own, with these variables and no others. */
export function start(args: readonly string[], variables: Variables, stdio: StdioOptions = 'pipe'): ChildProcess {
  const env = { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true', ...variables };
  return spawn(process.execPath, [BIN, ...args], { cwd: tmpdir(), env, stdio });
}

export async function renewguard(args: readonly string[], variables: Variables): Promise<Ran> {
  const child = start(args, { HOME: freshHome(), ...variables });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => textOf(stream));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout: (await stdout) ?? '', stderr: (await stderr) ?? '' };
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
