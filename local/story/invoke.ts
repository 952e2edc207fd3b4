import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings, hub } from '../cloud/accounts.ts';
import { idOf } from '../cloud/stack.ts';
import type { StoryContext } from './step.ts';

/**
 * Calls a function of the hub as its schedule does: schedules know the machine's time, not the one that is moved.
 * @param logicalId the template's
 * @throws with the function's error
 */
export async function invoke({ cloud, hub: stack }: StoryContext, logicalId: string): Promise<void> {
  const command = new InvokeCommand({ FunctionName: idOf(stack, logicalId), Payload: Buffer.from('{}') });
  const { FunctionError, Payload } = await new LambdaClient(clientSettings(cloud.endpoint, hub)).send(command);
  if (FunctionError !== undefined) throw new Error(`${logicalId}: ${Buffer.from(Payload ?? []).toString()}`);
}
