import fc from 'fast-check';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { arnLike, like } from '../../local/pki-emulator/src/policies/wildcards.ts';
import { type Identity, outcomeOf } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { ALLOWED, done, newSetting, type Setting, trusting, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
let setting: Setting;
let robot: Identity;
let account: string;
let iam: IAMClient | undefined;

beforeAll(async () => {
  bench = await startBench();
  account = freshAccount();
  setting = await newSetting(bench, account);
  robot = workload({
    by: setting.authority,
    subject: ['0.OU=first', '1.OU=second', 'CN=robot.example.com', 'O=Robots'],
    extensions: [
      'keyUsage=critical,digitalSignature',
      'subjectAltName=DNS:a.example.com,DNS:b.example.com,URI:spiffe://x/y,dirName:dir',
      ...['[dir]', 'CN=directory.example.com'],
    ],
  });
  const credentials = { accessKeyId: account, secretAccessKey: 'x' };
  iam = new IAMClient({ endpoint: bench.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  iam?.destroy();
  await bench.stop();
});

/** Why the role cannot be assumed when it trusts so; `granted` when it can. */
async function verdict(policy: string): Promise<string> {
  const RoleName = setting.roleArn.split('/').at(-1);
  await iam?.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: policy }));
  const { status, message = '' } = await outcomeOf(bench.url, robot, setting.request);
  return status === 201 ? 'granted' : message.replace(/^Unable to assume \S+: /, '');
}

const statement = (more: object): object => ({
  ...{ Effect: 'Allow', Principal: { Service: 'rolesanywhere.amazonaws.com' }, Action: ALLOWED },
  ...more,
});
const policyOf = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const when = (Condition: object): string => trusting({ Condition });
/** Placeholders stand for what is known only when the tests run. */
const filled = (policy: string): string =>
  policy.replaceAll('ANCHOR', setting.anchor.trustAnchorArn).replaceAll('ACCOUNT', account);

const GRANTED = 'granted';
const NOT_ALLOWED = 'its trust policy does not allow rolesanywhere.amazonaws.com the action sts:AssumeRole.';

test.each<[string, string, string]>([
  ['all three actions for the service', policyOf(statement({})), GRANTED],
  ['all of sts', policyOf(statement({ Action: 'sts:*' })), GRANTED],
  ['actions in other case', policyOf(statement({ Action: ALLOWED.map((action) => action.toUpperCase()) })), GRANTED],
  ['actions in several statements', policyOf(...ALLOWED.map((Action) => statement({ Action }))), GRANTED],
  ['all but another action', policyOf(statement({ Action: undefined, NotAction: 'sts:AssumeRoleWithSAML' })), GRANTED],
  ['a single statement that is no list', JSON.stringify({ Statement: statement({}) }), GRANTED],
  [
    'several services',
    policyOf(statement({ Principal: { Service: ['ec2.amazonaws.com', 'rolesanywhere.amazonaws.com'] } })),
    GRANTED,
  ],
  [
    'no TagSession',
    policyOf(statement({ Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] })),
    NOT_ALLOWED.replace('AssumeRole', 'TagSession'),
  ],
  [
    'no SetSourceIdentity',
    policyOf(statement({ Action: ['sts:AssumeRole', 'sts:TagSession'] })),
    NOT_ALLOWED.replace('AssumeRole', 'SetSourceIdentity'),
  ],
  ['another service', policyOf(statement({ Principal: { Service: 'ec2.amazonaws.com' } })), NOT_ALLOWED],
  ['the account', policyOf(statement({ Principal: { AWS: 'ACCOUNT' } })), NOT_ALLOWED],
  ['everybody', policyOf(statement({ Principal: '*' })), NOT_ALLOWED],
  ['all but somebody', policyOf(statement({ Principal: undefined, NotPrincipal: { AWS: 'ACCOUNT' } })), NOT_ALLOWED],
  [
    'a denial beside the permission',
    policyOf(statement({}), statement({ Effect: 'Deny', Action: 'sts:TagSession' })),
    'its trust policy denies rolesanywhere.amazonaws.com the action sts:TagSession.',
  ],
  [
    'a denial for everybody',
    policyOf(statement({}), statement({ Effect: 'Deny', Principal: '*' })),
    'its trust policy denies rolesanywhere.amazonaws.com the action sts:AssumeRole.',
  ],
  [
    'a denial for everybody else',
    policyOf(
      statement({}),
      statement({ Effect: 'Deny', Principal: undefined, NotPrincipal: { Service: 'rolesanywhere.amazonaws.com' } }),
    ),
    GRANTED,
  ],
  [
    'a denial whose condition does not hold',
    policyOf(statement({}), statement({ Effect: 'Deny', Condition: { StringEquals: { 'aws:SourceAccount': '1' } } })),
    GRANTED,
  ],
  [
    'an element that trust policies lack',
    policyOf(statement({ Resource: '*' })),
    'its trust policy cannot be read at Statement.0.Resource.',
  ],
  [
    'no principal at all',
    policyOf(statement({ Principal: undefined })),
    'a statement of its trust policy lacks a principal or an action.',
  ],
])('a trust policy of %s', async (_, policy, expected) => {
  expect(await verdict(filled(policy))).toBe(expected);
});

test.each<[string, object, boolean]>([
  ['ArnEquals the anchor', { ArnEquals: { 'aws:SourceArn': 'ANCHOR' } }, true],
  [
    'ArnEquals one of several anchors',
    { ArnEquals: { 'aws:SourceArn': ['arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/x', 'ANCHOR'] } },
    true,
  ],
  [
    'ArnLike any anchor of the account',
    { ArnLike: { 'aws:SourceArn': 'arn:aws:rolesanywhere:*:ACCOUNT:trust-anchor/*' } },
    true,
  ],
  ['ArnLike with a wildcard over several parts', { ArnLike: { 'aws:SourceArn': 'arn:aws:*' } }, false],
  [
    'ArnEquals another anchor',
    { ArnEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/x' } },
    false,
  ],
  [
    'ArnNotEquals another anchor',
    { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/x' } },
    true,
  ],
  ['ArnNotLike any anchor', { ArnNotLike: { 'aws:SourceArn': 'arn:aws:rolesanywhere:*:*:trust-anchor/*' } }, false],
  ['StringEquals the account', { StringEquals: { 'aws:SourceAccount': 'ACCOUNT' } }, true],
  ['StringEquals the common name', { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'robot.example.com' } }, true],
  ['a key in other case', { StringEquals: { 'AWS:principaltag/X509subject/cn': 'robot.example.com' } }, true],
  [
    'StringEquals the common name in other case',
    { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'Robot.example.com' } },
    false,
  ],
  [
    'StringEqualsIgnoreCase the common name in other case',
    { StringEqualsIgnoreCase: { 'aws:PrincipalTag/x509Subject/CN': 'Robot.example.com' } },
    true,
  ],
  [
    'StringNotEqualsIgnoreCase the common name in other case',
    { StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/x509Subject/CN': 'Robot.example.com' } },
    false,
  ],
  ['StringLike a domain', { StringLike: { 'aws:PrincipalTag/x509Subject/CN': '*.example.com' } }, true],
  ['StringLike with question marks', { StringLike: { 'aws:PrincipalTag/x509Subject/CN': 'robo?.example.???' } }, true],
  ['StringNotLike a domain', { StringNotLike: { 'aws:PrincipalTag/x509Subject/CN': '*.example.com' } }, false],
  [
    'several organisational units joined',
    { StringEquals: { 'aws:PrincipalTag/x509Subject/OU': 'first/second' } },
    true,
  ],
  ['the issuer', { StringEquals: { 'aws:PrincipalTag/x509Issuer/CN': 'Foreign Root' } }, true],
  ['the first DNS name', { StringEquals: { 'aws:PrincipalTag/x509SAN/DNS': 'a.example.com' } }, true],
  ['the second DNS name', { StringEquals: { 'aws:PrincipalTag/x509SAN/DNS': 'b.example.com' } }, false],
  ['the URI', { StringEquals: { 'aws:PrincipalTag/x509SAN/URI': 'spiffe://x/y' } }, true],
  [
    'the common name of a directory name',
    { StringEquals: { 'aws:PrincipalTag/x509SAN/Name/CN': 'directory.example.com' } },
    true,
  ],
  ['a tag of the request', { StringEquals: { 'aws:RequestTag/x509Subject/O': 'Robots' } }, true],
  ['a tag that the certificate lacks', { StringEquals: { 'aws:PrincipalTag/x509Subject/L': 'Berlin' } }, false],
  [
    'a tag that the certificate lacks, if it exists',
    { StringEqualsIfExists: { 'aws:PrincipalTag/x509Subject/L': 'Berlin' } },
    true,
  ],
  [
    'anything but a value of a tag that it lacks',
    { StringNotEquals: { 'aws:PrincipalTag/x509Subject/L': 'Berlin' } },
    true,
  ],
  ['a tag that must be there and is', { Null: { 'aws:PrincipalTag/x509Subject/CN': 'false' } }, true],
  ['a tag that must be there and is not', { Null: { 'aws:PrincipalTag/x509Subject/L': false } }, false],
  ['the source identity', { StringEquals: { 'sts:SourceIdentity': 'CN=robot.example.com' } }, true],
  ['tag keys, any of them', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['x509Subject/CN', 'other'] } }, true],
  ['tag keys, none of them', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'other' } }, false],
  ['tag keys, all of them', { 'ForAllValues:StringLike': { 'aws:TagKeys': 'x509*' } }, true],
  ['tag keys, all of them but some', { 'ForAllValues:StringLike': { 'aws:TagKeys': 'x509Subject/*' } }, false],
  [
    'two conditions that hold',
    { ArnEquals: { 'aws:SourceArn': 'ANCHOR' }, StringEquals: { 'aws:SourceAccount': 'ACCOUNT' } },
    true,
  ],
  [
    'two conditions of which one does not hold',
    { ArnEquals: { 'aws:SourceArn': 'ANCHOR' }, StringEquals: { 'aws:SourceAccount': '1' } },
    false,
  ],
])('a condition of %s', async (_, condition, holds) => {
  expect(await verdict(filled(when(condition)))).toBe(holds ? GRANTED : NOT_ALLOWED);
});

test.each<[string, object, string]>([
  ['operator', { NumericEquals: { 'aws:SourceAccount': 1 } }, 'the condition operator NumericEquals'],
  ['operator in a denial', { DateLessThan: { 'aws:SourceAccount': 1 } }, 'the condition operator DateLessThan'],
  ['key', { StringEquals: { 'aws:SourceIp': '10.0.0.1' } }, 'the condition key aws:SourceIp'],
  [
    'key, even beside a condition that does not hold',
    { StringEquals: { 'aws:SourceAccount': '1', 'aws:SourceVpc': 'x' } },
    'the condition key aws:SourceVpc',
  ],
  [
    'policy variable',
    { StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } },
    'the policy variable in ${aws:PrincipalAccount}',
  ],
])('an unknown %s denies and is named', async (name, condition, unknown) => {
  const policy = name.includes('denial')
    ? policyOf(statement({}), statement({ Effect: 'Deny', Condition: condition }))
    : when(condition);
  expect(await verdict(policy)).toBe(`the emulator does not know ${unknown} in its trust policy.`);
});

test('what a profile does not map is no tag', async () => {
  const policy = when({ StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'robot.example.com' } });
  const { profileId } = setting.profile;
  const put = (specifier: string) =>
    done(bench.url, account, 'PUT', `/profiles/${profileId}/mappings`, {
      ...{ certificateField: 'x509Subject', mappingRules: [{ specifier }] },
    });
  await put('OU');
  expect(await verdict(policy)).toBe(NOT_ALLOWED);
  await put('CN');
  expect(await verdict(policy)).toBe(GRANTED);
  await done(bench.url, account, 'DELETE', `/profiles/${profileId}/mappings?certificateField=x509Subject`);
  expect(await verdict(policy)).toBe(NOT_ALLOWED);
  expect(await verdict(trusting())).toBe(GRANTED);
  await put('*');
});

describe('wildcards', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 7 });

  test('match what a regular expression of the same meaning matches', () => {
    fc.assert(
      fc.property(texts, texts, (text, pattern) => {
        const source = [...pattern].map((each) => (each === '*' ? '[^]*' : each === '?' ? '[^]' : each)).join('');
        expect(like(text, pattern)).toBe(new RegExp(`^${source}$`).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('take no time that explodes', () => {
    expect(like('a'.repeat(5000), `${'*a'.repeat(500)}b`)).toBe(false);
  });

  test('of ARNs never reach over a colon but in the resource', () => {
    expect(arnLike('arn:aws:iam::1:role/a:b', 'arn:aws:iam::1:role/*')).toBe(true);
    expect(arnLike('arn:aws:iam::1:role/a', 'arn:*:role/a')).toBe(false);
    expect(arnLike('x', '*')).toBe(false);
  });
});
