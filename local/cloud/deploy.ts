import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { accounts, clientSettings, hub, members, region } from './accounts.ts';
import type { Cloud } from './cloud.ts';
import { toolEnvironment } from './environment.ts';
import { openAccount, organizationId } from './organization.ts';
import { inProject } from './project-root.ts';
import { temporaryFolder } from './run-folder.ts';
import { type Parameters, readDeploySettings } from './sam-config.ts';
import { createStack, type Deployment } from './stack.ts';

const run = promisify(execFile);
const artifacts = 'renewguard-artifacts';

type Endpoints = Pick<Cloud, 'endpoint' | 'emulatorUrl'>;

/** Any text will do between accounts of one machine; it is there so that the roles are used as on AWS. */
const externalId = 'renewguard-local';
const actRoleName = 'RenewGuardAct';

/** What no samconfig.toml can know: where this run's emulator listens, what machine this is and which accounts there are. */
const runParameters = ({ emulatorUrl }: Endpoints): Parameters => ({
  MemberAccounts: members.join(','),
  MemberActRoleName: actRoleName,
  ExternalId: externalId,
  AcmEndpoint: emulatorUrl,
  AcmPcaEndpoint: emulatorUrl,
  TaggingEndpoint: emulatorUrl,
  RolesAnywhereEndpoint: emulatorUrl,
  ClockEndpoint: `${emulatorUrl}/_emulator/clock`,
  Architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
});

/** Uploads a built template's code with `sam package`; returns the template that refers to what was uploaded. */
async function packageTemplate(template: string, endpoint: string): Promise<string> {
  const folder = temporaryFolder();
  const output = join(folder, 'template.yaml');
  const options = ['--template-file', template, '--s3-bucket', artifacts, '--output-template-file', output];
  try {
    await run(inProject('.venv', 'bin', 'sam'), ['package', ...options, '--no-progressbar'], {
      cwd: dirname(template),
      env: toolEnvironment(endpoint, hub, region),
    });
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Deploys the built template.yaml into the hub account with the `local` settings of samconfig.toml. `sam deploy` would
 * do the same with its default pauses, which cost five seconds; its packaging is used, its waiting is not.
 */
export async function deployHub(cloud: Endpoints, builtTemplate: string): Promise<Deployment> {
  const settings = clientSettings(cloud.endpoint, hub);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: artifacts }));
  const packaged = await packageTemplate(builtTemplate, cloud.endpoint);
  // A body in the request may have 51,200 bytes, which the template will not always stay under.
  await s3.send(new PutObjectCommand({ Bucket: artifacts, Key: 'template.yaml', Body: packaged }));
  const { stackName, parameters } = readDeploySettings('local');
  return createStack(settings, {
    stackName,
    template: { TemplateURL: `${cloud.endpoint}/${artifacts}/template.yaml` },
    parameters: { ...parameters, ...runParameters(cloud), OrganizationId: await organizationId(cloud) },
  });
}

/** Takes the member accounts into the organisation, and deploys the member template into each. */
export async function deployMembers(cloud: Endpoints, stack: Deployment): Promise<Deployment[]> {
  const names = Object.entries(accounts).filter(([, account]) => account !== hub);
  for (const [name, account] of names) await openAccount(cloud, account, name);
  return Promise.all(members.map((account) => deployMember(cloud, stack, account)));
}

/** Where in a member, and with what, its template is deployed. */
interface MemberStack {
  /** The roles are made in RenewGuard's region only. */
  readonly region?: string;
  readonly letAct?: boolean;
}

/** Deploys organization/member.template.yaml into an account, as a StackSet does on AWS. */
export function deployMember(
  cloud: Endpoints,
  { stackName }: Deployment,
  account: string,
  { region: place = region, letAct = true }: MemberStack = {},
): Promise<Deployment> {
  const file = inProject('organization', 'member.template.yaml');
  const template = { TemplateBody: readFileSync(file, 'utf8') };
  const parameters = {
    ...{ HubAccount: hub, HubRegion: region, HubStackName: stackName, ExternalId: externalId },
    ...{ LetAct: String(letAct), ActRoleName: actRoleName, AcceptDrillEvents: 'true' },
  };
  const settings = { ...clientSettings(cloud.endpoint, account), region: place };
  return createStack(settings, { stackName: 'renewguard-member', template, parameters });
}
