import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { clientSettings, hub, type ClientSettings } from '../cloud/accounts.ts';
import { secretAccessKey } from '../cloud/environment.ts';
import { inProject } from '../cloud/project-root.ts';
import type { StoryContext } from './step.ts';

/** Where the command finds RenewGuard, and as whom. */
export interface Caller {
  readonly account: string;
  readonly cloud: ClientSettings;
  readonly emulatorUrl: string;
  readonly stack: string;
}

/** Whoever looks after the story's RenewGuard. */
export const callerAtHub = ({ cloud: { endpoint, emulatorUrl }, hub: { stackName } }: StoryContext): Caller => ({
  account: hub,
  cloud: clientSettings(endpoint, hub),
  emulatorUrl,
  stack: stackName,
});

/** The environment that leads the command there. */
export const towards = ({ account, cloud, emulatorUrl, stack }: Caller): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: cloud.endpoint,
  AWS_ENDPOINT_URL_ACM: emulatorUrl,
  AWS_ENDPOINT_URL_ACM_PCA: emulatorUrl,
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_REGION: cloud.region,
  RENEWGUARD_CLOCK_ENDPOINT: `${emulatorUrl}/_emulator/clock`,
  RENEWGUARD_STACK: stack,
});

/** Types a command of renewguard's, as whoever owns the account. @returns what it printed. @throws where it failed */
export async function renewguard(caller: Caller, ...args: readonly string[]): Promise<string> {
  const command = inProject('cli', 'bin', 'renewguard.mjs');
  const env = { ...process.env, ...towards(caller) };
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], { env });
  return stdout;
}
