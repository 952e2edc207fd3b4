import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { modelOf, SERVICES } from './botocore.ts';
import { send } from './protocol.ts';
import { REFUSED } from './refused.ts';
import { sampleOf } from './samples.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

describe.each(SERVICES)('%s', (service) => {
  const model = modelOf(service);
  const account = freshAccount();
  const asked = (operation: string) => {
    const { input } = model.operations[operation] ?? {};
    return send(bench.url, service, operation, (input ? sampleOf(model, input.shape) : {}) as object as never, account);
  };

  test('knows every modelled operation, and refuses by name just those that are meant to be refused', async () => {
    const refused: string[] = [];
    for (const operation of Object.keys(model.operations)) {
      const { error, message } = await asked(operation);
      if (error === 'UnknownOperationException') throw new Error(`${operation} is not known: ${message}`);
      if (message.includes(`does not support the operation`)) {
        expect([error, message]).toEqual(['ValidationException', expect.stringContaining(operation)]);
        refused.push(operation);
      }
    }
    expect(refused.sort()).toEqual([...REFUSED[service]].sort());
  });
});
