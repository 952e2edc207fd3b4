import fc from 'fast-check';
import { REQUIRED_ACTIONS } from '../../../core/domain/authorities/acm-requirements.ts';
import type { Grant } from '../../../core/domain/authorities/authority.ts';
import { permissionSteps } from '../../../core/domain/repair/permission-steps.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { aGrant } from '../../builders/authority-facts.ts';

test('all three actions need nothing', () => {
  expect(permissionSteps(PKI, [aGrant()])).toBeUndefined();
  expect(permissionSteps(PKI, [aGrant({ sourceAccount: PKI })])).toBeUndefined();
});

test('none is created; a partial one is replaced, and stays bound to its source account', () => {
  const create = { principal: 'acm.amazonaws.com', actions: REQUIRED_ACTIONS };
  expect(permissionSteps(PKI, [])).toEqual({ remove: [], create });
  const partial = aGrant({ actions: ['GetCertificate'] });
  expect(permissionSteps(PKI, [partial])).toEqual({ remove: [partial], create });
  const bound = aGrant({ actions: ['GetCertificate'], sourceAccount: PKI });
  expect(permissionSteps(PKI, [bound])).toEqual({ remove: [bound], create: { ...create, sourceAccount: PKI } });
});

test('a permission for another account’s certificates is none of ours', () => {
  const foreign = aGrant({ sourceAccount: PAYMENTS });
  expect(permissionSteps(PKI, [foreign])).toMatchObject({ remove: [] });
});

const anyGrant = fc.record(
  {
    principal: fc.constantFrom('acm.amazonaws.com', 'other.amazonaws.com'),
    actions: fc.subarray([...REQUIRED_ACTIONS], { minLength: 1 }),
    sourceAccount: fc.constantFrom(PKI, PAYMENTS),
  },
  { requiredKeys: ['principal', 'actions'] },
) as fc.Arbitrary<Grant>;
const keyOf = ({ principal, sourceAccount = '' }: Grant): string => `${principal} ${sourceAccount}`;
const anyGrants = fc.uniqueArray(anyGrant, { selector: keyOf, maxLength: 6 });

test('whatever stands: done, there is nothing more to do, and nobody else’s permission is touched', () => {
  fc.assert(
    fc.property(anyGrants, (standing) => {
      const steps = permissionSteps(PKI, standing);
      if (steps === undefined) return;
      const left = standing.filter((grant) => !steps.remove.includes(grant));
      expect(left.map(keyOf)).not.toContain(keyOf(steps.create));
      expect(permissionSteps(PKI, [...left, steps.create])).toBeUndefined();
      for (const { principal, sourceAccount = PKI } of steps.remove)
        expect([principal, sourceAccount]).toEqual(['acm.amazonaws.com', PKI]);
    }),
  );
});
