import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { StepOutcome } from '../../../core/reissue/steps/step.ts';
import type { Guard } from './guard.ts';

/** The functions of each account, by their logical ids in the template. */
const known = new Map<string, Promise<ReadonlyMap<string, string>>>();

async function functionsOf({ cloud }: Guard): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient(cloud) }, {}))
    for (const { FunctionName = '' } of Functions) names.set(FunctionName.split('-').at(-2) ?? '', FunctionName);
  return names;
}

/** The real name of a function of the template. */
export async function functionNamed(guard: Guard, logicalId: string): Promise<string> {
  const functions = known.get(guard.account) ?? functionsOf(guard);
  known.set(guard.account, functions);
  const name = (await functions).get(logicalId);
  if (name === undefined) throw new Error(`There is no function ${logicalId} in ${guard.account}.`);
  return name;
}

/** Calls a function of the template as a state machine does. @throws with the name and message of the function's error */
export async function invoke(guard: Guard, logicalId: string, payload: object = {}): Promise<unknown> {
  const command = new InvokeCommand({
    FunctionName: await functionNamed(guard, logicalId),
    Payload: Buffer.from(JSON.stringify(payload)),
  });
  const { Payload, FunctionError } = await new LambdaClient(guard.cloud).send(command);
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>;
  if (FunctionError === undefined) return answer;
  throw Object.assign(new Error(String(answer['errorMessage'])), { name: String(answer['errorType']) });
}

/** Prepares a replacement and goes no further. */
export const prepared = (guard: Guard, asked: object): Promise<StepOutcome> =>
  invoke(guard, 'PrepareReissue', { asked, collisions: 0 }) as Promise<StepOutcome>;

/** Takes one more step of an issuance. */
export const stepped = (guard: Guard, logicalId: string, intent: string): Promise<StepOutcome> =>
  invoke(guard, logicalId, { intent, holder: 'a journey' }) as Promise<StepOutcome>;
