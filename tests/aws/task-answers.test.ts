import { inspect } from 'node:util';
import { ownMachineClient } from '../../core/aws/clients.ts';
import { MachineTaskAnswers } from '../../core/aws/task-answers.ts';
import { PKI } from '../builders/accounts.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const TOKEN = `AAAAKgAAAAIAAAAA${'token-that-nobody-may-see'.repeat(4)}`;
const standIn = new StandIn();
let answers: MachineTaskAnswers;

beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
  answers = new MachineTaskAnswers(ownMachineClient('eu-west-1'));
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.clear());

test.each(['approved', 'rejected'] as const)('%s is handed over as the task’s output', async (answer) => {
  standIn.on('SendTaskSuccess', {});
  expect(await answers.sendAnswer(TOKEN, answer)).toBe('sent');
  expect(standIn.calls).toEqual([
    { operation: 'SendTaskSuccess', input: { taskToken: TOKEN, output: JSON.stringify({ answer }) } },
  ]);
});

test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('%s means that nobody waits', async (error) => {
  standIn.on('SendTaskSuccess', { fault: error, message: 'no such task' });
  expect(await answers.sendAnswer(TOKEN, 'approved')).toBe('nobody-waits');
});

test('no error says the token, however it is quoted, nor anything that hangs on it', async () => {
  standIn.on('SendTaskSuccess', { fault: 'ValidationException', message: `Value '${TOKEN}' at 'taskToken' failed` });
  const error = await answers.sendAnswer(TOKEN, 'approved').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AwsRefused' });
  expect(inspect(error, { depth: 10 })).not.toContain(TOKEN.slice(0, 16));
});
