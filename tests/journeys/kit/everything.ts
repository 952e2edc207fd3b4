import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListObjectsV2, GetObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { toolEnvironment } from '../../../local/cloud/environment.ts';
import { inProject } from '../../../local/cloud/project-root.ts';
import type { Guard } from './guard.ts';
import { itemsIn } from './reissue.ts';

/** Everything that every execution of an account was told and told: histories, inputs, outputs, causes. */
export async function executionsIn({ cloud }: Guard): Promise<ReadonlyMap<string, string>> {
  const client = new SFNClient(cloud);
  const told = new Map<string, string>();
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    for (const { stateMachineArn } of stateMachines)
      for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn }))
        for (const { executionArn = '' } of executions) told.set(executionArn, await toldBy(client, executionArn));
  return told;
}

async function toldBy(client: SFNClient, executionArn: string): Promise<string> {
  const told: unknown[] = [await client.send(new DescribeExecutionCommand({ executionArn }))];
  for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn })) told.push(events);
  return JSON.stringify(told);
}

/** What the functions of an account wrote to CloudWatch Logs. */
export async function logsOf({ account, cloud }: Guard): Promise<string> {
  const aws = async (...args: readonly string[]): Promise<string> => {
    const env = toolEnvironment(cloud.endpoint, account, cloud.region);
    const options = { env, maxBuffer: 100 * 1024 * 1024 };
    return (await promisify(execFile)(inProject('.venv', 'bin', 'aws'), ['logs', ...args], options)).stdout;
  };
  const groups = await aws('describe-log-groups', '--query', 'logGroups[].logGroupName', '--output', 'text');
  const told = groups
    .split(/\s+/)
    .filter(Boolean)
    .map((name) => aws('filter-log-events', '--log-group-name', name));
  return (await Promise.all(told)).join('\n');
}

/** Every object of every bucket. */
export async function objectsIn({ cloud }: Guard): Promise<ReadonlyMap<string, string>> {
  const client = new S3Client({ ...cloud, forcePathStyle: true });
  const objects = new Map<string, string>();
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets)
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
      for (const { Key } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        objects.set(`${Bucket}/${Key}`, Buffer.from((await Body?.transformToByteArray()) ?? []).toString('latin1'));
      }
  return objects;
}

/** How each function is configured, its environment among it. */
export async function functionsIn({ cloud }: Guard): Promise<string> {
  const told: unknown[] = [];
  for await (const { Functions } of paginateListFunctions({ client: new LambdaClient(cloud) }, {}))
    told.push(Functions);
  return JSON.stringify(told);
}

/** What anybody may see of secrets: names, descriptions, tags. */
export async function secretsIn({ cloud }: Guard): Promise<string> {
  const told: unknown[] = [];
  const client = new SecretsManagerClient(cloud);
  for await (const { SecretList } of paginateListSecrets({ client }, {})) told.push(SecretList);
  return JSON.stringify(told);
}

/** Every item of RenewGuard's table, but what it holds in binary as text. */
export const tableIn = async (guard: Guard): Promise<string> => JSON.stringify(await itemsIn(guard));

/** The events that could not start their state machine. */
export async function deadLettersIn({ cloud }: Guard): Promise<string> {
  const client = new SQSClient(cloud);
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  const [QueueUrl] = QueueUrls.filter((url) => url.includes('DeadLetters'));
  if (QueueUrl === undefined) throw new Error('There is no queue of dead letters.');
  return JSON.stringify(await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })));
}
