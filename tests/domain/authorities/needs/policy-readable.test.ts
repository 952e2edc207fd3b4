import { known } from '../../../../core/domain/fact.ts';
import { policyReadable } from '../../../../core/domain/authorities/needs/policy-readable.ts';
import { PKI } from '../../../builders/accounts.ts';
import { aDescription, factsOf, unread } from '../../../builders/authority-facts.ts';

const denied = unread('acm-pca:GetPolicy');
const gone = known(aDescription({ status: 'DELETED' }));

test.each([
  ['a policy that could be read is no doubt', { policy: known('{}') }, { result: 'met' }],
  ['a CA without a policy is no doubt', { policy: known(undefined) }, { result: 'met' }],
  ['a policy that could not be read is one', { policy: denied }, { result: 'unknown' }],
  ['of a CA that is gone nobody asks', { policy: denied, description: gone }, { result: 'met' }],
])('%s', (_, facts, expected) => {
  expect(policyReadable.check({ facts: factsOf(facts), account: PKI })).toMatchObject(expected);
});
