import fc from 'fast-check';
import { activeRoot, statusOf } from '../kit/authorities.ts';
import { listed, requested } from '../kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { inputOf, poolOf } from './arbitrary.ts';
import { faultsOf } from './asking.ts';
import { modelOf, operationOf, SERVICES } from './botocore.ts';
import { type Json, send } from './protocol.ts';
import { REFUSED } from './refused.ts';
import { SCENARIOS } from './scenarios.ts';
import { Walk } from './walk.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** A CA and a certificate of the fuzz's account that none of its values name. */
async function sentinel(account: string) {
  const pca = bench.pca(account);
  const acm = bench.acm(account);
  const authority = await activeRoot(pca);
  const { CertificateArn } = await requested(acm, { CertificateAuthorityArn: authority });
  return async () => ({
    authority: await statusOf(pca, authority),
    listed: (await listed(acm, { Includes: { keyTypes: ['EC_prime256v1'] } })).some(
      (each) => each.CertificateArn === CertificateArn,
    ),
  });
}

test.each(SERVICES)(
  '%s: no input makes an operation answer 500, hang, lose state or answer what is not modelled',
  async (service) => {
    const walk = new Walk(bench, freshAccount());
    await SCENARIOS[service](walk);
    const alive = await sentinel(walk.account);
    const model = modelOf(service);
    const pool = poolOf(walk.successes.filter((each) => each.service === service));
    const served = Object.keys(model.operations).filter((each) => !REFUSED[service].includes(each));
    const calls = fc.constantFrom(...served).chain((operation) => {
      const { input } = operationOf(service, operation);
      return fc.tuple(fc.constant(operation), input ? inputOf(model, pool, input.shape) : fc.constant<Json>({}));
    });
    const succeeded = new Set<string>();
    await fc.assert(
      fc.asyncProperty(calls, async ([operation, input]) => {
        const answer = await send(bench.url, service, operation, input, walk.account);
        expect(answer.status).toBeLessThan(500);
        expect(faultsOf(service, operation, answer)).toEqual([]);
        if (answer.error === undefined) succeeded.add(operation);
      }),
      { numRuns: 800 },
    );
    // The fuzz is worth something only when calls of many kinds get through.
    expect(succeeded.size).toBeGreaterThan(served.length / 10);
    expect(await alive()).toEqual({ authority: 'ACTIVE', listed: true });
  },
);
