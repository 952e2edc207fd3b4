import type { ConsumerFacts } from '../../../../core/domain/authorities/authority.ts';
import { known, type Fact } from '../../../../core/domain/fact.ts';
import { sharedPolicy } from '../../../../core/domain/authorities/needs/shared-policy.ts';
import { AUTHORITY_ARN, AUTHORITY_ID, PAYMENTS, PKI, WEB } from '../../../builders/accounts.ts';
import { aConsumer, aDescription, anAuthority, sharedFacts, unread } from '../../../builders/authority-facts.ts';
import { issueStatement, policyOf, readStatement, sharingPolicy, type RawStatement } from '../../../builders/policy.ts';

const ISSUE = 'acm-pca:IssueCertificate with EndEntityCertificate/V1';
const READS = [
  'acm-pca:DescribeCertificateAuthority',
  'acm-pca:GetCertificate',
  'acm-pca:GetCertificateAuthorityCertificate',
  'acm-pca:ListPermissions',
  'acm-pca:ListTags',
];
const ALL = [...READS, ISSUE];
const TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';
const SERVER_TEMPLATE = 'arn:aws:acm-pca:::template/EndEntityServerAuthCertificate/V1';

function checked(policy: Fact<string | undefined> | string, consumer: Partial<ConsumerFacts> = {}) {
  const facts = sharedFacts({ policy: typeof policy === 'string' ? known(policy) : policy });
  return sharedPolicy.check({ facts, account: PAYMENTS, consumer: aConsumer(PAYMENTS, consumer) });
}

const templateIs = (value: unknown, operator = 'StringEquals'): RawStatement => ({
  Condition: { [operator]: { 'acm-pca:TemplateArn': value } },
});

describe('what lets ACM of another account renew', () => {
  test.each<[string, string]>([
    ['both statements', sharingPolicy()],
    ['the account’s root as principal', sharingPolicy({ Principal: { AWS: `arn:aws:iam::${PAYMENTS}:root` } })],
    [
      'ACM’s service-linked role as principal',
      sharingPolicy({
        Principal: {
          AWS: `arn:aws:iam::${PAYMENTS}:role/aws-service-role/acm.amazonaws.com/AWSServiceRoleForCertificateManager`,
        },
      }),
    ],
    ['several accounts as principals', sharingPolicy({ Principal: { AWS: [WEB, PAYMENTS] } })],
    ['everybody as principal', sharingPolicy({ Principal: '*' })],
    ['everybody as AWS principal', sharingPolicy({ Principal: { AWS: '*' } })],
    [
      'wildcards in actions',
      policyOf(readStatement({ Action: ['acm-pca:Get*', 'acm-pca:L?st*', 'acm-pca:Desc*'] }), issueStatement()),
    ],
    ['every action', policyOf(readStatement({ Action: 'acm-pca:*' }))],
    [
      'actions in other case',
      policyOf(readStatement({ Action: READS.map((action) => action.toUpperCase()) }), issueStatement()),
    ],
    ['one statement instead of a list', JSON.stringify({ Statement: readStatement({ Action: '*' }) })],
    ['a wildcard in the resource', sharingPolicy({ Resource: 'arn:aws:acm-pca:*:*:certificate-authority/*' })],
    [
      'several templates, ACM’s among them',
      policyOf(readStatement(), issueStatement(templateIs([SERVER_TEMPLATE, TEMPLATE]))),
    ],
    ['a template by pattern', policyOf(readStatement(), issueStatement(templateIs('*/EndEntity*/V1', 'StringLike')))],
    [
      'a template by ARN pattern',
      policyOf(readStatement(), issueStatement(templateIs('arn:*:template/EndEntityCertificate/V?', 'ArnLike'))),
    ],
    ['a template by ARN', policyOf(readStatement(), issueStatement(templateIs(TEMPLATE, 'ArnEquals')))],
    [
      'another template excluded',
      policyOf(readStatement(), issueStatement(templateIs(SERVER_TEMPLATE, 'StringNotEquals'))),
    ],
    [
      'the organisation, which is known',
      policyOf(
        readStatement({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } }),
        issueStatement(),
      ),
    ],
    [
      'another account excluded',
      policyOf(
        readStatement({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': PKI } } }),
        issueStatement(),
      ),
    ],
    [
      'a Deny of something else',
      policyOf(
        readStatement(),
        issueStatement(),
        readStatement({ Effect: 'Deny', Action: 'acm-pca:RevokeCertificate' }),
      ),
    ],
    [
      'a Deny for another account',
      policyOf(
        readStatement(),
        issueStatement(),
        readStatement({ Effect: 'Deny', Action: '*', Principal: { AWS: WEB } }),
      ),
    ],
  ])('%s', (_, policy) => {
    expect(checked(policy)).toEqual({ result: 'met' });
  });
});

describe('what does not let ACM of another account renew', () => {
  test.each<[string, string, readonly string[]]>([
    ['another template only', policyOf(readStatement(), issueStatement(templateIs(SERVER_TEMPLATE))), [ISSUE]],
    ['the read statement alone', policyOf(readStatement()), [ISSUE]],
    ['the issue statement alone', policyOf(issueStatement()), READS],
    [
      'a read statement without ListTags',
      policyOf(readStatement({ Action: READS.slice(0, -1) }), issueStatement()),
      ['acm-pca:ListTags'],
    ],
    ['no statement', policyOf(), ALL],
    ['another account as principal', sharingPolicy({ Principal: { AWS: WEB } }), ALL],
    [
      'a role of the account as principal',
      sharingPolicy({ Principal: { AWS: `arn:aws:iam::${PAYMENTS}:role/Admin` } }),
      ALL,
    ],
    ['a service as principal', sharingPolicy({ Principal: { Service: 'acm.amazonaws.com' } }), ALL],
    ['another CA as resource', sharingPolicy({ Resource: `${AUTHORITY_ARN.slice(0, -1)}9` }), ALL],
    [
      'another organisation',
      sharingPolicy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-another0000' } } }),
      ALL,
    ],
    [
      'this account excluded',
      sharingPolicy({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': PAYMENTS } } }),
      ALL,
    ],
    ['an explicit Deny', policyOf(readStatement(), issueStatement(), issueStatement({ Effect: 'Deny' })), [ISSUE]],
    [
      'a Deny of everything',
      policyOf(readStatement(), issueStatement(), readStatement({ Effect: 'Deny', Action: '*' })),
      ALL,
    ],
  ])('%s', (_, policy, missing) => {
    expect(checked(policy)).toMatchObject({ result: 'unmet', code: 'PolicyMissing', missing });
  });
});

describe('an account that is in no organisation', () => {
  const inNone = { organizationId: known(undefined) };
  const organization = (operator: string) => ({
    Principal: '*',
    Condition: { [operator]: { 'aws:PrincipalOrgID': 'o-exampleorg1' } },
  });

  test('is not of the one that is asked for', () => {
    expect(checked(sharingPolicy(organization('StringEquals')), inNone)).toMatchObject({
      result: 'unmet',
      missing: ALL,
    });
  });

  test('is of another than the one that is excluded', () => {
    const issue = { ...organization('StringNotEquals'), Action: 'acm-pca:*' };
    expect(checked(policyOf(readStatement(issue)), inNone)).toEqual({ result: 'met' });
  });
});

describe('what can’t be judged is unknown, neither missing nor fine', () => {
  const unknownOrganization = {
    organizationId: unread('organizations:DescribeOrganization', 'throttled', PAYMENTS),
  };
  const ofOrganization = { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorg1' } } };

  test.each<[string, Fact<string | undefined> | string, Partial<ConsumerFacts>]>([
    ['a policy that could not be read', unread('acm-pca:GetPolicy', 'throttled'), {}],
    ['malformed JSON', '{"Version": "2012-10-17", "Statement": [', {}],
    ['JSON that is no policy', '["Statement"]', {}],
    ['a policy without statements', '{"Version": "2012-10-17"}', {}],
    ['a statement that is no object', '{"Statement": ["Allow"]}', {}],
    ['a condition on something else', sharingPolicy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), {}],
    ['an operator that is not judged', sharingPolicy(templateIs(TEMPLATE, 'StringEqualsIgnoreCase')), {}],
    ['an operator with IfExists', sharingPolicy(templateIs(TEMPLATE, 'StringEqualsIfExists')), {}],
    ['a test for an absent key', sharingPolicy({ Condition: { Null: { 'acm-pca:TemplateArn': 'true' } } }), {}],
    ['an Allow with NotAction', sharingPolicy({ Action: undefined, NotAction: 'acm-pca:RevokeCertificate' }), {}],
    ['an Allow with NotPrincipal', sharingPolicy({ Principal: undefined, NotPrincipal: { AWS: WEB } }), {}],
    ['an Allow with NotResource', sharingPolicy({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket' }), {}],
    [
      'a Deny with NotAction',
      policyOf(
        readStatement(),
        issueStatement(),
        readStatement({ Effect: 'Deny', Action: undefined, NotAction: 'acm-pca:ListTags' }),
      ),
      {},
    ],
    [
      'a Deny with NotPrincipal',
      policyOf(
        readStatement(),
        issueStatement(),
        readStatement({ Effect: 'Deny', Action: '*', Principal: undefined, NotPrincipal: { AWS: WEB } }),
      ),
      {},
    ],
    [
      'a Deny under a condition that is not judged',
      policyOf(
        readStatement(),
        issueStatement(),
        readStatement({ Effect: 'Deny', Action: '*', ...templateIs('x', 'StringNotLike') }),
      ),
      {},
    ],
    ['a condition that is no object', sharingPolicy({ Condition: 'only on Sundays' }), {}],
    ['an operator without keys', sharingPolicy({ Condition: { StringEquals: 'x' } }), {}],
    ['an effect of another name', sharingPolicy({ Effect: 'Permit' }), {}],
    ['a member nobody knows', sharingPolicy({ Until: '2027-01-01' }), {}],
  ])('%s', (_, policy, consumer) => {
    expect(checked(policy, consumer)).toMatchObject({ result: 'unknown', why: { operation: 'acm-pca:GetPolicy' } });
  });

  test('an organisation where the account’s is not known is unknown for that reason', () => {
    expect(checked(sharingPolicy(ofOrganization), unknownOrganization)).toMatchObject({
      result: 'unknown',
      why: { operation: 'organizations:DescribeOrganization', kind: 'throttled', account: PAYMENTS },
    });
  });

  test('an organisation that no statement asks for need not be known', () => {
    expect(checked(sharingPolicy(), unknownOrganization)).toEqual({ result: 'met' });
  });

  test.each([
    ['is moot where that is so', known(aDescription({ status: 'PENDING_CERTIFICATE' })), 'moot'],
    ['is unknown where the CA is active', known(aDescription()), 'unknown'],
    ['is unknown where its state is', unread('acm-pca:DescribeCertificateAuthority'), 'unknown'],
  ])('what the CA’s state is said to rule out %s', (_, description, result) => {
    const facts = sharedFacts({ description, policy: unread('acm-pca:GetPolicy', 'wrong-state') });
    expect(sharedPolicy.check({ facts, account: PAYMENTS, consumer: aConsumer() })).toMatchObject({ result });
  });

  test('but what is certainly missing stays missing beside it', () => {
    const policy = policyOf(issueStatement(ofOrganization));
    expect(checked(policy, unknownOrganization)).toMatchObject({ result: 'unmet', missing: READS });
  });

  test.each([
    ['deleted', known(aDescription({ status: 'DELETED' }))],
    ['gone', known(undefined)],
  ])('the policy of a CA that is %s is moot', (_, description) => {
    const facts = sharedFacts({ description, policy: known(undefined) });
    expect(sharedPolicy.check({ facts, account: PAYMENTS, consumer: aConsumer() })).toEqual({ result: 'moot' });
  });
});

describe('the remedy', () => {
  const check = `aws acm-pca get-policy --resource-arn ${AUTHORITY_ARN} --region eu-west-1`;

  test('is the policy itself where none stands, and what it puts is what ACM needs', () => {
    const result = checked(known(undefined));
    const remedy = result.result === 'unmet' ? result.remedy : [];
    expect(remedy).toEqual([
      expect.stringMatching(/^aws acm-pca put-policy --resource-arn \S+ --region eu-west-1 --policy '[^']+'$/),
      check,
    ]);
    expect(checked(/'([^']+)'/.exec(remedy[0] ?? '')?.[1] ?? '')).toEqual({ result: 'met' });
  });

  test('is a resource share beside a policy that stands, for putting a policy would replace it', () => {
    expect(checked(policyOf(readStatement()))).toMatchObject({
      remedy: [
        `aws ram create-resource-share --name acm-renewal-${AUTHORITY_ID.slice(0, 8)}-${PAYMENTS} --region eu-west-1` +
          ` --resource-arns ${AUTHORITY_ARN} --principals ${PAYMENTS}` +
          ' --permission-arns arn:aws:ram::aws:permission/AWSRAMDefaultPermissionCertificateAuthority',
        check,
      ],
    });
  });

  test.each(['aws-cn', 'aws-us-gov'])('and the templates it speaks of are those of partition %s', (partition) => {
    const authority = anAuthority(AUTHORITY_ARN.replace('arn:aws:', `arn:${partition}:`));
    const consumer = aConsumer();
    const facts = sharedFacts({ authority, policy: known(undefined) });
    const result = sharedPolicy.check({ facts, account: PAYMENTS, consumer });
    const command = result.result === 'unmet' ? (result.remedy[0] ?? '') : '';
    expect(command).toContain(`arn:${partition}:acm-pca:::template/EndEntityCertificate/V1`);
    const put = /'([^']+)'/.exec(command)?.[1] ?? '';
    expect(sharedPolicy.check({ facts: { ...facts, policy: known(put) }, account: PAYMENTS, consumer })).toEqual({
      result: 'met',
    });
  });
});
