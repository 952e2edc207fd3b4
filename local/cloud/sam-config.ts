import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { inProject } from './project-root.ts';

export type Parameters = Record<string, string>;

const overrides = z.union([z.string(), z.array(z.string())]).optional();
const samConfig = z.record(z.string(), z.unknown());
const section = z.object({
  parameters: z.object({ stack_name: z.string().optional(), parameter_overrides: overrides }),
});
const environmentSection = z.object({ global: section.optional(), deploy: section });

export interface DeploySettings {
  stackName: string;
  parameters: Parameters;
}

/** Splits `Name=value Other="a value"`, as SAM's parameter_overrides are written. */
export function parseOverrides(text: string | string[] = ''): Parameters {
  const pairs = [text]
    .flat()
    .join(' ')
    .matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g);
  return Object.fromEntries([...pairs].map(([, name = '', quoted, bare = '']) => [name, quoted ?? bare]));
}

/** What samconfig.toml says about a deployment, so that the local cloud deploys with the same settings as SAM would. */
export function readDeploySettings(environment: string, file = inProject('samconfig.toml')): DeploySettings {
  const { global, deploy } = environmentSection.parse(samConfig.parse(parse(readFileSync(file, 'utf8')))[environment]);
  const settings = { ...global?.parameters, ...deploy.parameters };
  if (!settings.stack_name) throw new Error(`${file} names no stack for ${environment}: stack_name`);
  return { stackName: settings.stack_name, parameters: parseOverrides(settings.parameter_overrides) };
}
