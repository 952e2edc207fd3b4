import type { AuthorityFacts, Grant } from '../../../core/domain/authorities/authority.ts';
import { judgeAuthority, summarize } from '../../../core/domain/authorities/authority-verdict.ts';
import { known } from '../../../core/domain/fact.ts';
import { PAYMENTS, PKI, STRANGER, WEB } from '../../builders/accounts.ts';
import {
  aConsumer,
  aDescription,
  aGrant,
  anAuthority,
  factsOf,
  sharedFacts,
  unread,
} from '../../builders/authority-facts.ts';
import { issueStatement, policyOf, readStatement, sharingPolicy } from '../../builders/policy.ts';
import { aRelation, anUnjudged, anUnmet, lacking, undetermined } from '../../builders/verdicts.ts';

const verdictOf = (facts: AuthorityFacts) => summarize(judgeAuthority(facts));
const permitted = (...grants: readonly Grant[]) => factsOf({ grants: known(grants) });

/** What every read answers when the role in the owner's account can't be assumed. */
const denied = unread('sts:AssumeRole');

describe('the verdict on a CA in the words people get to see', () => {
  test.each<[string, AuthorityFacts, string, string]>([
    ['healthy', factsOf(), 'granted', 'Granted'],
    ['no permission', permitted(), 'missing', 'PermissionMissing'],
    [
      'IssueCertificate missing',
      permitted(aGrant({ actions: ['GetCertificate', 'ListPermissions'] })),
      'missing',
      'PermissionMissing',
    ],
    [
      'GetCertificate missing',
      permitted(aGrant({ actions: ['IssueCertificate', 'ListPermissions'] })),
      'missing',
      'PermissionMissing',
    ],
    [
      'ListPermissions missing',
      permitted(aGrant({ actions: ['IssueCertificate', 'GetCertificate'] })),
      'missing',
      'PermissionMissing',
    ],
    ['a foreign source account', permitted(aGrant({ sourceAccount: PAYMENTS })), 'missing', 'PermissionMissing'],
    ['grants of other principals', permitted(aGrant({ principal: 'x.amazonaws.com' })), 'missing', 'PermissionMissing'],
    ['unread permissions', factsOf({ grants: denied }), 'undeterminable', 'Undeterminable'],
    [
      'an unread policy: it may share the CA with anybody',
      factsOf({ policy: denied }),
      'undeterminable',
      'Undeterminable',
    ],
    ['shared and healthy', sharedFacts(), 'granted', 'Granted'],
    [
      'shared with another template only',
      sharedFacts({ policy: known(policyOf(readStatement())) }),
      'missing',
      'PolicyMissing',
    ],
    [
      'shared without the read statement',
      sharedFacts({ policy: known(policyOf(issueStatement())) }),
      'missing',
      'PolicyMissing',
    ],
    ['shared no more', sharedFacts({ policy: known(undefined) }), 'missing', 'PolicyMissing'],
    ['shared by a policy that is malformed', sharedFacts({ policy: known('{') }), 'undeterminable', 'Undeterminable'],
    [
      'shared, and the owner’s permission is missing',
      sharedFacts({ grants: known([]) }),
      'missing',
      'PermissionMissing',
    ],
    [
      'shared, and the role is missing',
      sharedFacts({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })] }),
      'missing',
      'ServiceLinkedRoleMissing',
    ],
    [
      'shared, and the role could not be looked up',
      sharedFacts({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: denied })] }),
      'undeterminable',
      'Undeterminable',
    ],
    [
      'shared by an owner that can’t be read',
      sharedFacts({ description: denied, grants: denied, policy: denied }),
      'undeterminable',
      'Undeterminable',
    ],
    [
      'shared by an owner that can’t be read, and the role is missing',
      sharedFacts({
        description: denied,
        grants: denied,
        policy: denied,
        consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })],
      }),
      'missing',
      'ServiceLinkedRoleMissing',
    ],
    [
      'DISABLED',
      factsOf({ description: known(aDescription({ status: 'DISABLED' })) }),
      'missing',
      'AuthorityNotActive',
    ],
    ['EXPIRED', factsOf({ description: known(aDescription({ status: 'EXPIRED' })) }), 'missing', 'AuthorityNotActive'],
    [
      'DISABLED and without permission: the state comes first',
      factsOf({ description: known(aDescription({ status: 'DISABLED' })), grants: known([]) }),
      'missing',
      'AuthorityNotActive',
    ],
    [
      'DELETED',
      sharedFacts({ description: known(aDescription({ status: 'DELETED' })), grants: known([]) }),
      'missing',
      'AuthorityDeleted',
    ],
    [
      'gone',
      sharedFacts({ description: known(undefined), grants: known([]), policy: known(undefined) }),
      'missing',
      'AuthorityDeleted',
    ],
    [
      'short-lived',
      factsOf({ description: known(aDescription({ usageMode: 'SHORT_LIVED_CERTIFICATE' })) }),
      'missing',
      'AuthorityShortLived',
    ],
    ['not described, but permitted', factsOf({ description: denied }), 'undeterminable', 'Undeterminable'],
    [
      'not described, and not permitted',
      factsOf({ description: denied, grants: known([]) }),
      'missing',
      'PermissionMissing',
    ],
    [
      'in China',
      factsOf({
        authority: anAuthority(
          `arn:aws-cn:acm-pca:cn-north-1:${PKI}:certificate-authority/11111111-2222-3333-4444-555555555555`,
        ),
      }),
      'granted',
      'Granted',
    ],
    [
      'shared in GovCloud with the template of another partition',
      sharedFacts({
        authority: anAuthority(
          `arn:aws-us-gov:acm-pca:us-gov-west-1:${PKI}:certificate-authority/11111111-2222-3333-4444-555555555555`,
        ),
        policy: known(sharingPolicy({ Resource: '*' })),
      }),
      'missing',
      'PolicyMissing',
    ],
  ])('%s', (_, facts, verdict, reason) => {
    expect(verdictOf(facts)).toMatchObject({ verdict, reason });
  });

  test('undeterminable says what was asked of whom and what came back', () => {
    expect(verdictOf(factsOf({ grants: unread('acm-pca:ListPermissions', 'throttled') })).message).toBe(
      `Whether ACM may renew could not be determined: acm-pca:ListPermissions in account ${PKI} was throttled: not today`,
    );
  });
});

describe('who is judged', () => {
  test('the owner and the accounts that use the CA, but no candidate: only its certificates tell whether it does', () => {
    const facts = sharedFacts({ consumers: [aConsumer(PAYMENTS), aConsumer(WEB)], candidates: [STRANGER] });
    expect(judgeAuthority(facts).map(({ account, standing }) => [account, standing])).toEqual([
      [PKI, 'owner'],
      [PAYMENTS, 'consumer'],
      [WEB, 'consumer'],
    ]);
  });

  test('each account is judged by itself', () => {
    const facts = sharedFacts({ grants: known([]), consumers: [aConsumer(PAYMENTS), aConsumer(WEB)] });
    expect(judgeAuthority(facts)).toMatchObject([
      { account: PKI, verdict: 'missing', unmet: [{ code: 'PermissionMissing' }] },
      { account: PAYMENTS, verdict: 'granted', unmet: [] },
      { account: WEB, verdict: 'missing', unmet: [{ code: 'PolicyMissing' }] },
    ]);
  });

  test('what is gone makes permission and policy moot, and the role still counts', () => {
    const consumers = [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })];
    const facts = sharedFacts({
      description: known(undefined),
      grants: known([]),
      policy: known(undefined),
      consumers,
    });
    expect(judgeAuthority(facts)).toMatchObject([
      { account: PKI, moot: ['AuthorityNotActive', 'PermissionMissing'], unmet: [{ code: 'AuthorityDeleted' }] },
      { account: PAYMENTS, moot: ['PolicyMissing'], unmet: [{ code: 'ServiceLinkedRoleMissing' }] },
    ]);
  });

  test('what was not told is kept with the codes that it could have shown', () => {
    const facts = factsOf({ description: unread('acm-pca:DescribeCertificateAuthority', 'unavailable', STRANGER) });
    expect(judgeAuthority(facts)[0]?.unjudged.map(({ codes }) => codes)).toEqual([
      ['AuthorityDeleted'],
      ['AuthorityNotActive'],
      ['AuthorityShortLived'],
    ]);
  });
});

describe('one verdict of several relations', () => {
  test.each([
    ['of none', [], 'granted', 'Granted'],
    ['granted only if all are', [aRelation(), aRelation({ account: WEB })], 'granted', 'Granted'],
    ['missing beats undeterminable', [undetermined(), lacking({ code: 'PolicyMissing' })], 'missing', 'PolicyMissing'],
    ['undeterminable beats granted', [aRelation(), undetermined()], 'undeterminable', 'Undeterminable'],
    [
      'the first that is missing gives the reason',
      [lacking({ code: 'AuthorityDeleted' }), lacking()],
      'missing',
      'AuthorityDeleted',
    ],
  ])('%s', (_, relations, verdict, reason) => {
    expect(summarize(relations)).toMatchObject({ verdict, reason });
  });

  test('the remedy is that of the reason, and there is none while nobody knows', () => {
    const both = aRelation({ unmet: [anUnmet({ remedy: ['first'] })], unjudged: [anUnjudged()] });
    expect(summarize([both, lacking({ remedy: ['second'] })]).remedy).toEqual(['first']);
    expect(summarize([undetermined()]).remedy).toEqual([]);
  });
});
