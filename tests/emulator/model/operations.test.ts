import { acmOperations } from '../../../local/pki-emulator/src/acm/operations.ts';
import { authorityOperations } from '../../../local/pki-emulator/src/acm-pca/operations.ts';
import { rolesAnywhere } from '../../../local/pki-emulator/src/rolesanywhere/routes.ts';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { inputMembers } from './asking.ts';
import { modelOf, SERVICES } from './botocore.ts';
import { NOT_IN_THE_MODEL } from './deviations.ts';
import { send } from './protocol.ts';
import { REFUSED } from './refused.ts';
import { sampleOf } from './samples.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const SERVED = { acm: acmOperations, 'acm-pca': authorityOperations, rolesanywhere: rolesAnywhere } as const;

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

  test('has no operation and no input member that its model has not', () => {
    const { operations, refused } = SERVED[service];
    const names = [...operations.map(({ name }) => name), ...refused];
    expect(names.filter((name) => !(name in model.operations))).toEqual([...NOT_IN_THE_MODEL[service]]);
    const modelled = operations.filter(({ name }) => name in model.operations);
    for (const { name, members } of modelled)
      expect([name, [...members].sort()]).toEqual([name, inputMembers(service, name).sort()]);
  });
});
