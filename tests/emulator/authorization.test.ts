import { ImportCertificateCommand, ListCertificatesCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  CreateCertificateAuthorityCommand,
  DescribeCertificateAuthorityCommand,
  GetPolicyCommand,
  IssueCertificateCommand,
  ListPermissionsCommand,
  TagCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { resourceOf } from '../../local/pki-emulator/src/authorisation/resources.ts';
import { SERVICE_NAMES, serviceNamed } from '../../local/pki-emulator/src/wire/services.ts';
import { activeRoot, issuance, pendingAuthority, template } from './kit/authorities.ts';
import { importable, requested } from './kit/certificates.ts';
import { startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { type Identities, sessionOf } from './kit/identities.ts';
import { contextOf, type JudgedBench, startJudgedBench } from './kit/judged.ts';
import { shareWith } from './kit/renewals.ts';

let judged: JudgedBench;
let bench: Bench;
let identities: Identities;
beforeEach(async () => {
  judged = await startJudgedBench();
  ({ bench, identities } = judged);
});
afterEach(() => judged.stop());

const role = () => judged.role();
const allowOnly = (...actions: string[]) => judged.allowOnly(...actions);
const simulated = () => identities.questions('SimulatePrincipalPolicy');

test('a call of a role is asked of IAM: the role, the action, the resource, as the account', async () => {
  const { account, pca, root } = await role();
  await pca.send(new DescribeCertificateAuthorityCommand({ CertificateAuthorityArn: root }));
  const [question, ...more] = simulated();
  expect(more).toEqual([]);
  expect(question?.get('PolicySourceArn')).toBe(`arn:aws:iam::${account}:role/Guard`);
  expect(question?.get('ActionNames.member.1')).toBe('acm-pca:DescribeCertificateAuthority');
  expect(question?.get('ResourceArns.member.1')).toBe(root);
  expect(contextOf(question)).toEqual({ 'aws:RequestedRegion': ['eu-west-1'] });
  expect(identities.asked.find(({ form }) => form === question)).toMatchObject({
    accessKeyId: account,
    region: 'eu-west-1',
  });
});

test.each([
  ['implicitDeny', 'because no identity-based policy allows the acm-pca:ListPermissions action'],
  ['explicitDeny', 'with an explicit deny in an identity-based policy'],
])('what IAM judges %s is denied in the words of AWS', async (decision, why) => {
  const { account, pca, root } = await role();
  identities.decide = () => decision;
  await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:sts::${account}:assumed-role/Guard/session is not authorized to perform: acm-pca:ListPermissions on resource: ${root} ${why}`,
    $metadata: { httpStatusCode: 400 },
  });
});

test('a denied call does nothing, and is in the call log with who asked', async () => {
  const { account, acm } = await role();
  allowOnly('acm:ListCertificates');
  await expect(acm.send(new ImportCertificateCommand(importable()))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  const { CertificateSummaryList } = await acm.send(
    new ListCertificatesCommand({ Includes: { keyTypes: ['EC_prime256v1'] } }),
  );
  expect(CertificateSummaryList).toEqual([]);
  const principal = `arn:aws:sts::${account}:assumed-role/Guard/session`;
  expect((await bench.admin('GET', `/calls?principal=${principal}`)).body).toMatchObject([
    { operation: 'ImportCertificate', outcome: 'AccessDeniedException', account },
    { operation: 'ListCertificates', outcome: 'OK', account },
  ]);
});

test('a changed policy counts from the next call on', async () => {
  const { pca, root } = await role();
  const list = () => pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: root }));
  await expect(list()).resolves.toBeDefined();
  allowOnly();
  await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  allowOnly('acm-pca:ListPermissions');
  await expect(list()).resolves.toBeDefined();
});

test('an account’s own key is not asked about, nor any other where no IAM is given', async () => {
  const { account, root, key } = await role();
  allowOnly();
  await expect(
    bench.pca(account).send(new ListPermissionsCommand({ CertificateAuthorityArn: root })),
  ).resolves.toBeDefined();
  expect(simulated()).toEqual([]);
  const free = await startBench({ stsEndpoint: identities.url });
  await expect(free.acm(key).send(new ListCertificatesCommand({}))).resolves.toBeDefined();
  expect(simulated()).toEqual([]);
  await free.stop();
});

test('a user’s key is judged as well', async () => {
  const account = freshAccount();
  identities.keys.set('AKIAUSER00000001', {
    Arn: `arn:aws:iam::${account}:user/people/alice`,
    UserId: 'AIDAEXAMPLEUSERID001',
    Account: account,
  });
  allowOnly('acm:ListCertificates');
  const acm = bench.acm('AKIAUSER00000001');
  await acm.send(new ListCertificatesCommand({}));
  expect(simulated()[0]?.get('PolicySourceArn')).toBe(`arn:aws:iam::${account}:user/people/alice`);
  await expect(acm.send(new ImportCertificateCommand(importable()))).rejects.toMatchObject({
    message: expect.stringContaining('user/people/alice is not authorized') as string,
  });
});

describe('another account’s CA', () => {
  async function shared() {
    const owner = freshAccount();
    const root = await activeRoot(bench.pca(owner));
    const caller = await role();
    await shareWith(bench.pca(owner), root, caller.account);
    return { ...caller, owner, root };
  }

  test('needs both: the policy of the CA and the role’s own', async () => {
    const { pca, root } = await shared();
    const issue = () => pca.send(new IssueCertificateCommand(issuance(root)));
    await expect(issue()).resolves.toBeDefined();
    allowOnly('acm-pca:GetCertificate');
    await expect(issue()).rejects.toMatchObject({
      message: expect.stringContaining('no identity-based policy allows') as string,
    });
  });

  test('is denied by the CA’s policy though the role’s own allows it', async () => {
    const owner = freshAccount();
    const root = await activeRoot(bench.pca(owner));
    const { account, pca } = await role();
    await expect(pca.send(new IssueCertificateCommand(issuance(root)))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${account}:assumed-role/Guard/session is not authorized to perform: acm-pca:IssueCertificate on resource: ${root} because no resource-based policy allows the acm-pca:IssueCertificate action`,
    });
  });
});

describe('first issuance through ACM', () => {
  const both = ['acm-pca:IssueCertificate', 'acm-pca:GetCertificate'];
  const always = ['acm:RequestCertificate', 'acm:DescribeCertificate'];

  test('asks for the caller’s rights at the CA as well', async () => {
    const { acm, root } = await role();
    allowOnly(...always, ...both);
    expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({ Status: 'ISSUED' });
    const [issuing] = simulated().filter((each) => each.get('ActionNames.member.1') === both[0]);
    expect(issuing?.get('ResourceArns.member.1')).toBe(root);
    expect(contextOf(issuing)['acm-pca:TemplateArn']).toEqual([template('EndEntityCertificate')]);
  });

  test.each(both)('fails without %s', async (missing) => {
    const { acm, root } = await role();
    allowOnly(...always, ...both.filter((action) => action !== missing));
    expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'PCA_ACCESS_DENIED',
    });
  });
});

describe('what IAM is told', () => {
  test('a request: its names, algorithm, method, options and tags, on no resource', async () => {
    const { acm } = await role();
    await acm.send(
      new RequestCertificateCommand({
        DomainName: 'a.example.com',
        SubjectAlternativeNames: ['b.example.com'],
        ValidationMethod: 'DNS',
        Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'ENABLED' },
        Tags: [{ Key: 'team', Value: 'pki' }, { Key: 'empty' }],
      }),
    );
    const [question] = simulated();
    expect(question?.get('ResourceArns.member.1')).toBe('*');
    expect(contextOf(question)).toEqual({
      'aws:RequestedRegion': ['eu-west-1'],
      'acm:DomainNames': ['a.example.com', 'b.example.com'],
      'acm:KeyAlgorithm': ['RSA_2048'],
      'acm:ValidationMethod': ['DNS'],
      'acm:CertificateTransparencyLogging': ['ENABLED'],
      'acm:Export': ['ENABLED'],
      'aws:RequestTag/team': ['pki'],
      'aws:RequestTag/empty': [''],
      'aws:TagKeys': ['team', 'empty'],
    });
  });

  test('an issuance: its template, the default one where none is named', async () => {
    const { pca, root } = await role();
    await pca.send(new IssueCertificateCommand(issuance(root)));
    const TemplateArn = template('EndEntityClientAuthCertificate');
    await pca.send(new IssueCertificateCommand(issuance(root, { TemplateArn })));
    expect(simulated().map((question) => contextOf(question)['acm-pca:TemplateArn'])).toEqual([
      [template('EndEntityCertificate')],
      [TemplateArn],
    ]);
  });

  test('tags of a CA, and the resource of a policy', async () => {
    const { pca, root } = await role();
    await pca.send(
      new TagCertificateAuthorityCommand({ CertificateAuthorityArn: root, Tags: [{ Key: 'a', Value: 'b' }] }),
    );
    await pca.send(new GetPolicyCommand({ ResourceArn: root })).catch(() => undefined);
    expect(contextOf(simulated()[0])).toMatchObject({ 'aws:RequestTag/a': ['b'], 'aws:TagKeys': ['a'] });
    expect(simulated().map((question) => question.get('ResourceArns.member.1'))).toEqual([root, root]);
  });

  test('a creation, on no resource', async () => {
    const { pca } = await role();
    await pca.send(
      new CreateCertificateAuthorityCommand({
        CertificateAuthorityType: 'ROOT',
        CertificateAuthorityConfiguration: {
          KeyAlgorithm: 'EC_prime256v1',
          SigningAlgorithm: 'SHA256WITHECDSA',
          Subject: { CommonName: 'x' },
        },
      }),
    );
    expect(simulated()[0]?.get('ResourceArns.member.1')).toBe('*');
  });

  test('every operation that has an ARN or an id to act on names it', () => {
    const where = { account: '111122223333', region: 'eu-west-1' };
    const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/x';
    const members = ['CertificateArn', 'CertificateAuthorityArn', 'ResourceArn', 'resourceArn'];
    for (const service of SERVICE_NAMES) {
      for (const { name, members: known } of serviceNamed(service).operations) {
        const named = known.filter((member) => members.includes(member));
        const input = Object.fromEntries(named.map((member) => [member, arn]));
        // A request names the CA it wants as a condition; it acts on none.
        const expected = named.length > 0 && name !== 'RequestCertificate' ? arn : undefined;
        const found = resourceOf({ service, operation: name, ...where }, input);
        if (name !== 'SearchCertificates') expect([name, found]).toEqual([name, expected]);
      }
    }
    const anchor = { service: 'rolesanywhere', operation: 'GetTrustAnchor', ...where };
    expect(resourceOf(anchor, { trustAnchorId: '0-1' })).toBe(
      'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/0-1',
    );
    expect(resourceOf(anchor, { trustAnchorId: 'a b' })).toBeUndefined();
  });
});

test('a record of a role’s call names the session and the role behind it', async () => {
  const cloud = await startCloud();
  const own = await startBench({ cloudEndpoint: cloud.url, stsEndpoint: identities.url });
  const account = freshAccount();
  identities.keys.set('ASIARECORD000001', sessionOf(account, 'Guard', 'audit'));
  try {
    await pendingAuthority(own.pca('ASIARECORD000001'));
    await cloud.arrived(1);
    const created = cloud.events.find(({ record }) => record.eventName === 'CreateCertificateAuthority');
    expect(created?.record.userIdentity).toEqual({
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEROLEID0001:audit',
      arn: `arn:aws:sts::${account}:assumed-role/Guard/audit`,
      accountId: account,
      accessKeyId: 'ASIARECORD000001',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEROLEID0001',
          arn: `arn:aws:iam::${account}:role/Guard`,
          accountId: account,
          userName: 'Guard',
        },
        attributes: {
          creationDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
          mfaAuthenticated: 'false',
        },
      },
    });
    expect(identities.questions('GetCallerIdentity')).toHaveLength(1);
  } finally {
    await own.stop();
    await cloud.stop();
  }
});
