import { known } from '../../../../core/domain/fact.ts';
import { usageMode } from '../../../../core/domain/authorities/needs/usage-mode.ts';
import { PKI } from '../../../builders/accounts.ts';
import { aDescription, factsOf, unread } from '../../../builders/authority-facts.ts';

test.each([
  ['a general-purpose CA is fine', known(aDescription()), { result: 'met' }],
  ['of a CA that is gone nothing more is said', known(undefined), { result: 'met' }],
  [
    'a CA that could not be described is unknown',
    unread('acm-pca:DescribeCertificateAuthority'),
    { result: 'unknown' },
  ],
  [
    'a short-lived CA is of no use to ACM, and no command changes that',
    known(aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' })),
    { result: 'unmet', code: 'AuthorityShortLived', missing: ['usage mode GENERAL_PURPOSE'], remedy: [] },
  ],
])('%s', (_, description, expected) => {
  expect(usageMode.check({ facts: factsOf({ description }), account: PKI })).toMatchObject(expected);
});
