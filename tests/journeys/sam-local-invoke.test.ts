import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseDocument } from 'yaml';
import { clientSettings, hub, region } from '../../local/cloud/accounts.ts';
import { toolEnvironment } from '../../local/cloud/environment.ts';
import { inProject } from '../../local/cloud/project-root.ts';
import { idOf } from '../../local/cloud/stack.ts';
import { type Door, hasContainerEngine, hasImage, openDoor } from './container-engine.ts';
import { deployedCloud } from './deployed-cloud.ts';

interface Template {
  Resources: Record<string, { Type: string; Condition?: string; Properties?: { CodeUri?: string } }>;
}

const run = promisify(execFile);
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const image = `public.ecr.aws/lambda/nodejs:24-${architecture}`;
// What Node.js itself throws is a mistake of ours, and AwsUnavailable means that nobody was reached; an error with another
// name is an answer.
const noAnswer = /^(\w*Error|AwsUnavailable|Runtime\..*|Sandbox\..*)$/;

const template = parse(readFileSync(inProject('template.yaml'), 'utf8'), { logLevel: 'silent' }) as Template;
const functions = Object.entries(template.Resources)
  // What a condition leaves out is not deployed here: the sweep's journey calls it where it is.
  .filter(([, { Type, Condition }]) => Type === 'AWS::Serverless::Function' && Condition === undefined)
  .map(([name, { Properties }]) => [name, `${String(Properties?.CodeUri).split('/').at(-1)}.json`] as const);

/** A copy of the built template that lets the endpoint be set: SAM sets only the variables a template names. */
async function templateWithEndpoint(): Promise<string> {
  const built = (await run(process.execPath, [inProject('local', 'bin', 'built-template.mjs')])).stdout.trim();
  const document = parseDocument(readFileSync(built, 'utf8'), { logLevel: 'silent' });
  document.setIn(['Globals', 'Function', 'Environment', 'Variables', 'AWS_ENDPOINT_URL'], '');
  const copy = join(dirname(built), `invoke-${process.pid}.yaml`);
  writeFileSync(copy, document.toString());
  return copy;
}

/** The variables the function has in the local cloud; what is on loopback there, a container reaches through a door. */
async function variablesOf(name: string, doors: Map<string, Door>): Promise<Record<string, string>> {
  const { endpoint, hub: stack } = deployedCloud();
  const lambda = new LambdaClient(clientSettings(endpoint, hub));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: idOf(stack, name) }));
  const variables = Object.entries({ ...Environment?.Variables, AWS_ENDPOINT_URL: endpoint });
  const throughDoors = (value: string): string =>
    [...doors].reduce((text, [url, door]) => text.replace(url, door.url), value);
  return Object.fromEntries(variables.map(([variable, value]) => [variable, throughDoors(value)]));
}

async function invoke(name: string, event: string, built: string, variables: string): Promise<unknown> {
  const options = ['--template', built, '--event', event, '--env-vars', variables];
  const known = hasImage(image) ? ['--skip-pull-image'] : [];
  const engine = process.env['DOCKER_HOST'] ? { DOCKER_HOST: process.env['DOCKER_HOST'] } : {};
  const { stdout } = await run(
    inProject('.venv', 'bin', 'sam'),
    ['local', 'invoke', name, ...options, ...known, '--parameter-overrides', `Architecture=${architecture}`],
    { env: { ...toolEnvironment(deployedCloud().endpoint, hub, region), ...engine } },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

if (hasContainerEngine()) {
  describe('sam local invoke answers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'renewguard-invoke-'));
    const doors = new Map<string, Door>();
    let built: string;
    beforeAll(async () => {
      built = await templateWithEndpoint();
      const { endpoint, emulatorUrl } = deployedCloud();
      for (const url of [endpoint, emulatorUrl]) doors.set(url, await openDoor(url));
    });
    afterAll(() => {
      doors.forEach(({ close }) => close());
      rmSync(folder, { recursive: true });
      rmSync(built);
    });

    test.each(functions)('for %s with events/direct/%s', async (name, sample) => {
      const event = inProject('events', 'direct', sample);
      if (!existsSync(event)) throw new Error(`${name} has no sample: write ${event}`);
      const variables = join(folder, `${name}.json`);
      writeFileSync(variables, JSON.stringify({ [name]: await variablesOf(name, doors) }));
      const answer = await invoke(name, event, built, variables);
      expect(answer).not.toMatchObject({ errorType: expect.stringMatching(noAnswer) as string });
    });
  });
} else {
  const why = 'sam local invoke: no container engine here; start Docker or set DOCKER_HOST';
  process.stderr.write(`skipped: ${why}\n`);
  test.skip(why, () => undefined);
}
