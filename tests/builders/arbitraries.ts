import fc from 'fast-check';
import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../../core/domain/authorities/acm-requirements.ts';
import type { AuthorityFacts, ConsumerFacts, Grant } from '../../core/domain/authorities/authority.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import { PAYMENTS, PKI, STRANGER, WEB } from './accounts.ts';
import { aDescription, factsOf, unread } from './authority-facts.ts';
import { issueStatement, policyOf, readStatement, type RawStatement } from './policy.ts';

/** Something that was read, or that AWS would not tell. */
const fact = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof(
    { weight: 4, arbitrary: value.map((read): Fact<T> => known(read)) },
    { weight: 1, arbitrary: fc.constantFrom(unread('any:Read', 'throttled'), unread('any:Read', 'access-denied')) },
  );

const descriptions = fc.option(
  fc
    .record({
      status: fc.constantFrom(
        'ACTIVE' as const,
        'ACTIVE' as const,
        'DISABLED' as const,
        'EXPIRED' as const,
        'DELETED' as const,
      ),
      usageMode: fc.constantFrom(
        'GENERAL_PURPOSE' as const,
        'GENERAL_PURPOSE' as const,
        'SHORT_LIVED_CERTIFICATE' as const,
      ),
    })
    .map((different) => aDescription(different)),
  { nil: undefined, freq: 10 },
);

export const grants: fc.Arbitrary<Grant> = fc
  .record({
    principal: fc.constantFrom(ACM_PRINCIPAL, ACM_PRINCIPAL, 'other.amazonaws.com'),
    actions: fc.subarray([...REQUIRED_ACTIONS]),
    ...{ sourceAccount: fc.constantFrom(undefined, PKI, PAYMENTS) },
  })
  .map(({ sourceAccount, ...grant }) => (sourceAccount === undefined ? grant : { ...grant, sourceAccount }));

const conditions: fc.Arbitrary<RawStatement> = fc.constantFrom<RawStatement>(
  {},
  {},
  { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } },
  { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-another0000' } } },
  { Condition: { StringNotEquals: { 'aws:PrincipalAccount': PAYMENTS } } },
  { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  { Condition: 'malformed' },
  { Action: undefined, NotAction: 'acm-pca:RevokeCertificate' },
);

/** Statements that are close to what ACM needs, right and wrong. */
export const statements = (effect: 'Allow' | 'Deny'): fc.Arbitrary<RawStatement> =>
  fc
    .tuple(
      fc.constantFrom(readStatement(), issueStatement(), readStatement({ Action: '*' })),
      fc.constantFrom<unknown>('*', { AWS: PAYMENTS }, { AWS: [PAYMENTS, WEB] }, { AWS: STRANGER }),
      conditions,
    )
    .map(([statement, Principal, condition]) => ({ ...statement, Principal, ...condition, Effect: effect }));

const policies: fc.Arbitrary<string | undefined> = fc.oneof(
  fc.constantFrom(undefined, '{', policyOf(readStatement(), issueStatement())),
  fc
    .tuple(fc.array(statements('Allow'), { maxLength: 3 }), fc.array(statements('Deny'), { maxLength: 1 }))
    .map(([allow, deny]) => policyOf(...allow, ...deny)),
);

const consumers = (account: string): fc.Arbitrary<ConsumerFacts> =>
  fc.record({
    account: fc.constant(account),
    serviceLinkedRole: fact(fc.boolean()),
    organizationId: fact(fc.constantFrom('o-exampleorg1', 'o-another0000', undefined)),
  });

/** Any CA, as far as it could be read. */
export const authorityFacts: fc.Arbitrary<AuthorityFacts> = fc
  .record({
    description: fact(descriptions),
    grants: fact(fc.array(grants, { maxLength: 3 })),
    policy: fact(policies),
    consumers: fc.tuple(consumers(PAYMENTS), consumers(WEB)).chain((both) => fc.subarray(both)),
  })
  .map((different) => factsOf(different));

/** The same CA when some of what was read is not told. */
export const lessTold = ({ description, grants, policy, ...facts }: AuthorityFacts): fc.Arbitrary<AuthorityFacts> => {
  const untold = <T>(read: Fact<T>): fc.Arbitrary<Fact<T>> =>
    fc.constantFrom<Fact<T>>(read, unread('any:Read', 'throttled'));
  const consumer = (each: ConsumerFacts): fc.Arbitrary<ConsumerFacts> =>
    fc.record({
      account: fc.constant(each.account),
      serviceLinkedRole: untold(each.serviceLinkedRole),
      organizationId: untold(each.organizationId),
    });
  return fc
    .record({
      description: untold(description),
      grants: untold(grants),
      policy: untold(policy),
      consumers: fc.tuple(...facts.consumers.map(consumer)),
    })
    .map((different) => ({ ...facts, ...different }));
};
