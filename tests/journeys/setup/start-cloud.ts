import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { region } from '../../../local/cloud/accounts.ts';
import { type Cloud, startCloud } from '../../../local/cloud/cloud.ts';
import { deployHub, deployMembers } from '../../../local/cloud/deploy.ts';
import { inProject } from '../../../local/cloud/project-root.ts';
import { temporaryFolder } from '../../../local/cloud/run-folder.ts';
import { type DeployedCloud, deployedCloudVariable, type FailedCloud } from '../deployed-cloud.ts';

/** Journeys do not wait in real time: 120 s of a Wait state are 2.4 s here. */
const waitScale = 0.02;

declare global {
  var renewguardCloud: Cloud | undefined;
}

async function builtTemplate(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [inProject('local', 'bin', 'built-template.mjs')]);
  return stdout.trim();
}

async function startAndDeploy(): Promise<DeployedCloud> {
  const template = await builtTemplate();
  const cloud = await startCloud({ region, waitScale, log: (line) => process.stderr.write(`${line}\n`) });
  globalThis.renewguardCloud = cloud;
  void cloud.failure.then(({ message }) => process.stderr.write(`\n${message}\n`));
  const hub = await deployHub(cloud, template);
  const members = await deployMembers(cloud, hub);
  return { endpoint: cloud.endpoint, emulatorUrl: cloud.emulatorUrl, region, waitScale, hub, members };
}

/**
 * Once for all journeys, in jest's main process. A failure is kept for the journeys to report: thrown here, it would
 * end jest without a report of anything.
 */
export default async function start(): Promise<void> {
  const outcome: DeployedCloud | FailedCloud = await startAndDeploy().catch((error: unknown) => ({
    failure: error instanceof Error ? error.message : String(error),
  }));
  const file = join(temporaryFolder(), 'deployed-cloud.json');
  writeFileSync(file, JSON.stringify(outcome));
  process.env[deployedCloudVariable] = file;
}
