import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { clientSettings, hub, region } from '../../local/cloud/accounts.ts';
import { type Cloud, startCloud } from '../../local/cloud/cloud.ts';
import { inProject } from '../../local/cloud/project-root.ts';
import { createStack, type Deployment, idOf } from '../../local/cloud/stack.ts';
import { functionTemplate } from './fixtures/function-template.ts';
import { becomes } from './processes.ts';

let cloud: Cloud;
let stack: Deployment;
const settings = () => clientSettings(cloud.endpoint, hub);

beforeAll(async () => {
  process.env['AWS_PROFILE'] = 'somebody';
  process.env['AWS_SESSION_TOKEN'] = 'a secret of the reader';
  const emulatorScript = inProject('tests', 'local-cloud', 'fixtures', 'stand-in-emulator.mjs');
  cloud = await startCloud({ region, emulatorScript, log: () => undefined });
  delete process.env['AWS_PROFILE'];
  delete process.env['AWS_SESSION_TOKEN'];
  stack = await createStack(settings(), { stackName: 'functions', template: functionTemplate, parameters: {} });
});
afterAll(() => cloud.stop());

interface Answer {
  pid: number;
  environment: Record<string, string>;
  errorType: string;
  errorMessage: string;
  trace: string[];
}

async function invoke(payload: object): Promise<Answer> {
  const lambda = new LambdaClient(settings());
  const command = new InvokeCommand({ FunctionName: idOf(stack, 'Function'), Payload: JSON.stringify(payload) });
  return JSON.parse((await lambda.send(command)).Payload?.transformToString() ?? '') as Answer;
}

test("a function's error keeps its name, its message and its stack, as on AWS", async () => {
  const error = await invoke({ fail: true });
  expect(error).toMatchObject({ errorType: 'AuthorityNotFound', errorMessage: 'no such authority' });
  expect(error.trace[0]).toBe('AuthorityNotFound: no such authority');
});

test('a function that failed keeps its process', async () => {
  const before = await invoke({});
  await invoke({ fail: true });
  expect((await invoke({})).pid).toBe(before.pid);
});

test('Step Functions catches the error by its name', async () => {
  const sfn = new SFNClient(settings());
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: idOf(stack, 'Machine') }));
  const describeExecution = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
  await becomes(async () => (await describeExecution()).status !== 'RUNNING');
  expect(await describeExecution()).toMatchObject({ status: 'SUCCEEDED', output: '"caught by its name"' });
});

test("functions see none of the reader's AWS settings, and run on this Node.js", async () => {
  const { environment } = await invoke({});
  expect(environment).toMatchObject({ AWS_REGION: region, AWS_ENDPOINT_URL: cloud.endpoint });
  expect(environment['AWS_PROFILE']).toBeUndefined();
  expect(environment['AWS_SESSION_TOKEN']).not.toBe('a secret of the reader');
  expect(environment['HOME']).not.toBe(process.env['HOME']);
});

test('a stack that cannot be created says which resource is to blame', async () => {
  const properties = { PolicyName: 'any', Roles: ['no-such-role'], PolicyDocument: {} };
  const policy = { Type: 'AWS::IAM::Policy', Properties: properties };
  const template = { TemplateBody: JSON.stringify({ Resources: { Odd: policy } }) };
  const creation = createStack(settings(), { stackName: 'odd', template, parameters: {} });
  await expect(creation).rejects.toThrow(/The stack odd ended as \w+:\n {2}Odd: .+/);
});
