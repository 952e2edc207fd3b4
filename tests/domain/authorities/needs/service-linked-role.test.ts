import { known } from '../../../../core/domain/fact.ts';
import { serviceLinkedRole } from '../../../../core/domain/authorities/needs/service-linked-role.ts';
import { PAYMENTS } from '../../../builders/accounts.ts';
import { aConsumer, factsOf, unread } from '../../../builders/authority-facts.ts';

test.each([
  ['a role that exists is fine', known(true), { result: 'met' }],
  [
    'a role that could not be looked up is unknown',
    unread('iam:GetRole', 'access-denied', PAYMENTS),
    { result: 'unknown' },
  ],
  [
    'a role that does not exist can be created by that account only',
    known(false),
    {
      result: 'unmet',
      code: 'ServiceLinkedRoleMissing',
      missing: ['AWSServiceRoleForCertificateManager'],
      message: `The service-linked role AWSServiceRoleForCertificateManager does not exist in account ${PAYMENTS}; only that account can create it.`,
      remedy: ['aws iam create-service-linked-role --aws-service-name acm.amazonaws.com'],
    },
  ],
])('%s', (_, role, expected) => {
  const consumer = aConsumer(PAYMENTS, { serviceLinkedRole: role });
  const relation = { facts: factsOf({ consumers: [consumer] }), account: PAYMENTS, consumer };
  expect(serviceLinkedRole.appliesTo(relation)).toBe(true);
  expect(serviceLinkedRole.check(relation)).toMatchObject(expected);
});

test('the owner’s account needs no such role', () => {
  expect(serviceLinkedRole.appliesTo({ facts: factsOf(), account: '111122223333' })).toBe(false);
});
