import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { idsOf } from '../../local/cloud/stack.ts';
import { deployedCloud } from './deployed-cloud.ts';

test('template.yaml deploys to the local cloud and each of its state machines is active', async () => {
  const cloud = deployedCloud();
  const sfn = new SFNClient(clientSettings(cloud.endpoint, hub));
  const machines = idsOf(cloud.hub, 'AWS::StepFunctions::StateMachine');
  const described = await Promise.all(
    machines.map((stateMachineArn) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))),
  );
  expect(machines.length).toBeGreaterThan(0);
  expect(described.map(({ status }) => status)).toEqual(machines.map(() => 'ACTIVE'));
});
