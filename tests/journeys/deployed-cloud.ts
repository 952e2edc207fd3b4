import { readFileSync } from 'node:fs';
import type { Deployment } from '../../local/cloud/stack.ts';

export const deployedCloudVariable = 'RENEWGUARD_DEPLOYED_CLOUD';

/** The local cloud all journeys of one jest run share, with RenewGuard deployed to it. */
export interface DeployedCloud {
  endpoint: string;
  emulatorUrl: string;
  region: string;
  /** What a second of a Wait state lasts here. */
  waitScale: number;
  hub: Deployment;
  members: Deployment[];
}

export interface FailedCloud {
  failure: string;
}

/** The cloud of this jest run; where it did not start, every journey says why. */
export function deployedCloud(): DeployedCloud {
  const file = process.env[deployedCloudVariable];
  if (!file) throw new Error('No local cloud: run journeys with "npm test" or "npm run test:local".');
  const outcome = JSON.parse(readFileSync(file, 'utf8')) as DeployedCloud | FailedCloud;
  if ('failure' in outcome) throw new Error(`The local cloud is not there: ${outcome.failure}`);
  return outcome;
}
