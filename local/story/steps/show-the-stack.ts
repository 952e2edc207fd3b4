import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings, hub } from '../../cloud/accounts.ts';
import { idsOf } from '../../cloud/stack.ts';
import type { Step } from '../step.ts';

/** The deployed template answers. */
export const showTheStack: Step = {
  title: 'The real template.yaml stands in the local cloud',
  async run({ cloud, hub: stack, members }) {
    const sfn = new SFNClient(clientSettings(cloud.endpoint, hub));
    const machines = idsOf(stack, 'AWS::StepFunctions::StateMachine');
    const states = await Promise.all(
      machines.map((stateMachineArn) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))),
    );
    const count = (type: string): number => idsOf(stack, type).length;
    return {
      ok: machines.length > 0 && states.every(({ status }) => status === 'ACTIVE'),
      seen:
        `${count('AWS::Events::Rule')} rules, ${machines.length} state machines, ` +
        `${count('AWS::Lambda::Function')} functions in ${hub}, ${members.length} member accounts`,
    };
  },
};
