import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { region } from '../local/cloud/accounts.ts';
import { type Cloud, type CloudOptions, startCloud } from '../local/cloud/cloud.ts';
import { deployHub, deployMembers } from '../local/cloud/deploy.ts';
import { inProject } from '../local/cloud/project-root.ts';
import type { Deployment } from '../local/cloud/stack.ts';

export const print = (line: string): void => void process.stdout.write(`${line}\n`);

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

export const median = (figures: readonly number[]): number =>
  figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)] ?? NaN;

async function builtTemplate(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [inProject('local', 'bin', 'built-template.mjs')]);
  return stdout.trim();
}

/** Measures something on a local cloud of its own, in real time, with RenewGuard deployed there. */
export async function onDeployedCloud(
  measure: (cloud: Cloud, stack: Deployment) => Promise<void>,
  options: Pick<CloudOptions, 'functionsAtOnce'> = {},
): Promise<void> {
  const template = await builtTemplate();
  const cloud = await startCloud({ ...options, region, log: print });
  try {
    const stack = await deployHub(cloud, template);
    await deployMembers(cloud, stack);
    await measure(cloud, stack);
  } finally {
    await cloud.stop();
  }
}
