import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** What the command line knows of where it runs: the environment, read once. */
export interface Terminal {
  /** Empty: the system's clock. */
  readonly clockEndpoint: string;
  /** Where it may keep what it can read again. */
  readonly cacheFolder: string;
  /** The name of RenewGuard's stack, where none is given. */
  readonly stack: string;
}

/** As samconfig.toml names it. */
export const DEFAULT_STACK = 'renewguard';

export function readTerminal(): Terminal {
  const { RENEWGUARD_CLOCK_ENDPOINT: clockEndpoint = '', XDG_CACHE_HOME: caches = '' } = process.env;
  // The XDG base directory specification has relative paths ignored.
  const cacheFolder = join(isAbsolute(caches) ? caches : join(homedir(), '.cache'), 'renewguard');
  return { clockEndpoint, cacheFolder, stack: process.env['RENEWGUARD_STACK'] || DEFAULT_STACK };
}

/** The SDK finds the profile where it always looks for one. */
export function useProfile(profile: string): void {
  process.env['AWS_PROFILE'] = profile;
}
