import { readFileSync } from 'node:fs';
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientSettings, hub, members } from '../../../local/cloud/accounts.ts';
import { inProject } from '../../../local/cloud/project-root.ts';
import { readDeploySettings } from '../../../local/cloud/sam-config.ts';
import { createStack, type Deployment } from '../../../local/cloud/stack.ts';
import { deployedCloud } from '../deployed-cloud.ts';
import { type Guard, guardOf } from './guard.ts';

/** The role it enters member accounts with. */
const roleName = 'RenewGuardReadForOne';
const externalId = 'renewguard-of-its-own';
/** MiniStack takes functions of the same name for each other, even across accounts. */
const stackNameIn = (account: string): string => `renewguard-of-${account}`;

/** Where the hub's stack came from; other accounts may not read it. */
const artifacts = 'renewguard-artifacts';

/** Copies the code and the template that refers to it. @returns the template's URL */
async function copyArtifacts(endpoint: string, account: string, endpoints: OwnEndpoints): Promise<string> {
  const [source, target] = [hub, account].map(
    (owner) => new S3Client({ ...clientSettings(endpoint, owner), forcePathStyle: true }),
  ) as [S3Client, S3Client];
  const Bucket = `${artifacts}-${account}`;
  await target.send(new CreateBucketCommand({ Bucket }));
  const { Contents = [] } = await source.send(new ListObjectsV2Command({ Bucket: artifacts }));
  for (const { Key } of Contents) {
    const { Body } = await source.send(new GetObjectCommand({ Bucket: artifacts, Key }));
    const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const copied =
      Key === 'template.yaml' ? withEndpoints(endpoints, content.toString().replaceAll(artifacts, Bucket)) : content;
    await target.send(new PutObjectCommand({ Bucket, Key, Body: copied }));
  }
  return `${endpoint}/${Bucket}/template.yaml`;
}

/**
 * The template has no parameters for these: nothing stands before them but here. MiniStack knows no rules of AWS Config: a resource
 * that is nothing stands for the rule.
 */
function withEndpoints({ SNS, CONFIG, SECURITYHUB }: OwnEndpoints, template: string): string {
  const told = [
    ...(SNS === undefined ? [] : [`AWS_ENDPOINT_URL_SNS: ${SNS}`]),
    ...(CONFIG === undefined ? [] : [`AWS_ENDPOINT_URL_CONFIG_SERVICE: ${CONFIG}`]),
    ...(SECURITYHUB === undefined ? [] : [`AWS_ENDPOINT_URL_SECURITYHUB: ${SECURITYHUB}`]),
  ];
  return template
    .replace(/^( +)POWERTOOLS_METRICS_NAMESPACE:.*$/m, (line, indent) =>
      [line, ...told.map((each) => indent + each)].join('\n'),
    )
    .replace('Type: AWS::Config::ConfigRule', 'Type: AWS::CloudFormation::WaitConditionHandle');
}

/** Where the functions of a RenewGuard of its own are to find services; the rest is the cloud's. */
export interface OwnEndpoints {
  readonly SNS?: string;
  /** With the parameter ConfigRule. */
  readonly CONFIG?: string;
  /** With the parameter SecurityHub. */
  readonly SECURITYHUB?: string;
  readonly ACM: string;
  readonly ACM_PCA: string;
  /** The emulator whose clock is theirs. */
  readonly emulatorUrl?: string;
}

/**
 * RenewGuard once more, in an account of its own: what goes wrong there disturbs no other journey.
 * @param more parameters of the template that differ from the shared one's
 */
export async function guardInAccount(
  account: string,
  endpoints: OwnEndpoints,
  more: Readonly<Record<string, string>> = {},
): Promise<Guard> {
  const cloud = deployedCloud();
  const emulatorUrl = endpoints.emulatorUrl ?? cloud.emulatorUrl;
  const settings = clientSettings(cloud.endpoint, account);
  const { parameters } = readDeploySettings('local');
  const deployment = await createStack(settings, {
    stackName: stackNameIn(account),
    template: { TemplateURL: await copyArtifacts(cloud.endpoint, account, endpoints) },
    parameters: {
      ...parameters,
      MemberAccounts: members.join(','),
      MemberRoleName: roleName,
      ExternalId: externalId,
      AcmEndpoint: endpoints.ACM,
      AcmPcaEndpoint: endpoints.ACM_PCA,
      TaggingEndpoint: emulatorUrl,
      RolesAnywhereEndpoint: emulatorUrl,
      ClockEndpoint: `${emulatorUrl}/_emulator/clock`,
      Architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      ...more,
    },
  });
  return guardOf(account, deployment.outputs, { ...cloud, emulatorUrl });
}

/** Where in a member its template is deployed, and with what else. */
export interface MemberStack {
  readonly region?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Deploys the member template for that RenewGuard, as a StackSet does on AWS. */
export function letIn(guard: Guard, member: string, { region, parameters }: MemberStack = {}): Promise<Deployment> {
  const settings = { ...clientSettings(deployedCloud().endpoint, member), ...(region === undefined ? {} : { region }) };
  return createStack(settings, {
    stackName: `member-of-${guard.account}`,
    template: { TemplateBody: readFileSync(inProject('organization', 'member.template.yaml'), 'utf8') },
    parameters: {
      HubAccount: guard.account,
      HubRegion: guard.cloud.region,
      HubStackName: stackNameIn(guard.account),
      RoleName: roleName,
      // A member of two RenewGuards has a role for each.
      ForwardRoleName: `RenewGuardForwardTo${guard.account}`,
      ExternalId: externalId,
      ...parameters,
    },
  });
}

/** Makes a member account's role trust whom another member's trusts. */
export async function trustAs(member: string, other: string): Promise<void> {
  const { endpoint } = deployedCloud();
  const iam = (account: string): IAMClient => new IAMClient(clientSettings(endpoint, account));
  const { Role } = await iam(other).send(new GetRoleCommand({ RoleName: roleName }));
  const PolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  await iam(member).send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument }));
}
