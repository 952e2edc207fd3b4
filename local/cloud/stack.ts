import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type Output,
  type Stack,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSettings } from './accounts.ts';
import type { Parameters } from './sam-config.ts';

export interface Resource {
  logicalId: string;
  physicalId: string;
  type: string;
}

/** A stack as it stands in the cloud. */
export interface Deployment {
  stackName: string;
  outputs: Record<string, string>;
  resources: Resource[];
}

/** The physical ids of all resources of a type, in the order of their logical ids. */
export const idsOf = ({ resources }: Deployment, type: string): string[] =>
  resources.filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);

/** The physical id of one resource of the template. */
export function idOf({ resources, stackName }: Deployment, logicalId: string): string {
  const found = resources.find((resource) => resource.logicalId === logicalId);
  if (!found) throw new Error(`The stack ${stackName} has no resource ${logicalId}.`);
  return found.physicalId;
}

export interface StackRequest {
  stackName: string;
  template: { TemplateBody: string } | { TemplateURL: string };
  parameters: Parameters;
}

async function describe(client: CloudFormationClient, stackName: string): Promise<Stack> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
  const [stack] = Stacks ?? [];
  if (!stack) throw new Error(`The stack ${stackName} is gone.`);
  return stack;
}

async function reasons(client: CloudFormationClient, stackName: string): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
  return StackEvents.filter((event) => event.ResourceStatus?.endsWith('_FAILED'))
    .map((event) => `  ${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason given'}`)
    .join('\n');
}

async function settled(client: CloudFormationClient, stackName: string): Promise<Stack> {
  for (;;) {
    const stack = await describe(client, stackName);
    if (!stack.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await delay(100);
  }
}

/** Creates a stack and waits until it stands; a stack that does not is an error with each resource's reason. */
export async function createStack(settings: ClientSettings, request: StackRequest): Promise<Deployment> {
  const { stackName, template, parameters } = request;
  const client = new CloudFormationClient(settings);
  await client.send(
    new CreateStackCommand({
      StackName: stackName,
      ...template,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  const stack = await settled(client, stackName);
  if (stack.StackStatus !== 'CREATE_COMPLETE') {
    const why = (await reasons(client, stackName)) || `  ${stack.StackStatusReason ?? 'no reason given'}`;
    throw new Error(`The stack ${stackName} ended as ${stack.StackStatus}:\n${why}`);
  }
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stackName }));
  return {
    stackName,
    outputs: Object.fromEntries((stack.Outputs ?? []).map(readOutput)),
    resources: StackResources.map(readResource).sort((a, b) => a.logicalId.localeCompare(b.logicalId)),
  };
}

const readOutput = ({ OutputKey, OutputValue }: Output): [string, string] => [OutputKey ?? '', OutputValue ?? ''];

const readResource = ({ LogicalResourceId, PhysicalResourceId, ResourceType }: StackResource): Resource => ({
  logicalId: LogicalResourceId ?? '',
  physicalId: PhysicalResourceId ?? '',
  type: ResourceType ?? '',
});
