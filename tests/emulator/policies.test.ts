import {
  DeletePolicyCommand,
  GetPolicyCommand,
  IssueCertificateCommand,
  ListCertificateAuthoritiesCommand,
  ListPermissionsCommand,
  ListTagsCommand,
  PutPolicyCommand,
  RevokeCertificateCommand,
  TagCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, chainOf, describeAuthority, issuance, issued, template } from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { READ_ACTIONS, sharingPolicy } from './kit/policies.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

async function owned() {
  const owner = freshAccount();
  const pca = bench.pca(owner);
  return { owner, pca, arn: await activeRoot(pca) };
}

const put = (pca: ReturnType<Bench['pca']>, arn: string, policy: object) =>
  pca.send(new PutPolicyCommand({ ResourceArn: arn, Policy: JSON.stringify(policy) }));

describe('without a policy', () => {
  test("another account's call is denied with the words of IAM", async () => {
    const { arn } = await owned();
    const other = freshAccount();
    await expect(describeAuthority(bench.pca(other), arn)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::${other}:root is not authorized to perform: acm-pca:DescribeCertificateAuthority on resource: ` +
        `${arn} because no resource-based policy allows the acm-pca:DescribeCertificateAuthority action`,
    });
  });

  test('another account cannot tell whether a CA exists', async () => {
    const { arn } = await owned();
    const missing = arn.replace(/[0-9a-f]{12}$/, '000000000000');
    const error = { name: 'AccessDeniedException' };
    await expect(describeAuthority(bench.pca(freshAccount()), missing)).rejects.toMatchObject(error);
  });

  test('GetPolicy finds none and DeletePolicy succeeds', async () => {
    const { pca, arn } = await owned();
    await expect(pca.send(new GetPolicyCommand({ ResourceArn: arn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Could not find policy for resource ${arn}.`,
    });
    await expect(pca.send(new DeletePolicyCommand({ ResourceArn: arn }))).resolves.toBeDefined();
  });
});

describe('a policy for an account', () => {
  test.each([
    ['by its id', (account: string) => ({ AWS: account })],
    ['by its root', (account: string) => ({ AWS: `arn:aws:iam::${account}:root` })],
    ['in a list', (account: string) => ({ AWS: ['999999999999', account] })],
  ])('named %s lets it read and issue with the one template', async (_, principal) => {
    const { pca, arn } = await owned();
    const account = freshAccount();
    const other = bench.pca(account);
    await put(pca, arn, sharingPolicy(arn, principal(account)));
    await expect(describeAuthority(other, arn)).resolves.toMatchObject({ Status: 'ACTIVE' });
    await expect(chainOf(other, arn)).resolves.toBeDefined();
    await expect(other.send(new ListPermissionsCommand({ CertificateAuthorityArn: arn }))).resolves.toBeDefined();
    await expect(other.send(new ListTagsCommand({ CertificateAuthorityArn: arn }))).resolves.toBeDefined();
    await expect(issued(other, issuance(arn))).resolves.toMatchObject({ arn: expect.stringContaining(arn) as string });
    const client = issuance(arn, { TemplateArn: template('EndEntityClientAuthCertificate') });
    await expect(other.send(new IssueCertificateCommand(client))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('allows nothing to any other account', async () => {
    const { pca, arn } = await owned();
    await put(pca, arn, sharingPolicy(arn, { AWS: freshAccount() }));
    await expect(describeAuthority(bench.pca(freshAccount()), arn)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('allows nothing that only an owner may do', async () => {
    const { pca, arn } = await owned();
    const account = freshAccount();
    const other = bench.pca(account);
    await put(pca, arn, sharingPolicy(arn, { AWS: account }));
    const denied = { name: 'AccessDeniedException' };
    await expect(other.send(new GetPolicyCommand({ ResourceArn: arn }))).rejects.toMatchObject(denied);
    await expect(put(other, arn, {})).rejects.toMatchObject(denied);
    await expect(
      other.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status: 'DISABLED' })),
    ).rejects.toMatchObject(denied);
    await expect(
      other.send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Tags: [{ Key: 'a' }] })),
    ).rejects.toMatchObject(denied);
  });

  test('lists the CA among those of other accounts, and deleting the policy ends it', async () => {
    const { pca, arn } = await owned();
    const account = freshAccount();
    const list = async () =>
      (await bench.pca(account).send(new ListCertificateAuthoritiesCommand({ ResourceOwner: 'OTHER_ACCOUNTS' })))
        .CertificateAuthorities;
    await put(pca, arn, sharingPolicy(arn, { AWS: account }));
    expect((await list())?.map(({ Arn }) => Arn)).toEqual([arn]);
    await pca.send(new DeletePolicyCommand({ ResourceArn: arn }));
    expect(await list()).toEqual([]);
  });

  test('for everybody needs an organisation, and can leave the owner out', async () => {
    const { owner, pca, arn } = await owned();
    await expect(put(pca, arn, sharingPolicy(arn, '*'))).rejects.toMatchObject({ name: 'InvalidPolicyException' });
    const organisation = {
      StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' },
      StringNotEquals: { 'aws:PrincipalAccount': owner },
    };
    await put(pca, arn, sharingPolicy(arn, '*', organisation));
    await expect(describeAuthority(bench.pca(freshAccount()), arn)).resolves.toMatchObject({ Arn: arn });
  });

  test('comes back from GetPolicy as it was put', async () => {
    const { pca, arn } = await owned();
    const policy = sharingPolicy(arn, { AWS: freshAccount() });
    await put(pca, arn, policy);
    expect((await pca.send(new GetPolicyCommand({ ResourceArn: arn }))).Policy).toBe(JSON.stringify(policy));
  });
});

describe('a policy is refused', () => {
  type Policy = ReturnType<typeof sharingPolicy>;
  const wrong: [why: string, change: (policy: Policy) => object][] = [
    ['with one statement', (policy) => ({ ...policy, Statement: policy.Statement.slice(0, 1) })],
    ['with a third statement', (policy) => ({ ...policy, Statement: [...policy.Statement, policy.Statement[1]] })],
    [
      'with fewer read actions',
      (policy) => change(policy, 0, { Action: READ_ACTIONS.slice(1).map((each) => `acm-pca:${each}`) }),
    ],
    [
      'with more actions',
      (policy) => change(policy, 1, { Action: ['acm-pca:IssueCertificate', 'acm-pca:RevokeCertificate'] }),
    ],
    ['without the template', (policy) => change(policy, 1, { Condition: {} })],
    [
      'with a template that does not exist',
      (policy) => change(policy, 1, { Condition: { StringEquals: { 'acm-pca:TemplateArn': template('Nothing') } } }),
    ],
    [
      'with the template of a root',
      (policy) =>
        change(policy, 1, { Condition: { StringEquals: { 'acm-pca:TemplateArn': template('RootCACertificate') } } }),
    ],
    ['for another CA', (policy) => change(policy, 0, { Resource: '*' })],
    [
      'with a condition nobody knows',
      (policy) => change(policy, 0, { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
    ],
    ['for a role', (policy) => change(policy, 0, { Principal: { AWS: 'arn:aws:iam::999999999999:role/x' } })],
    ['of another version', (policy) => ({ ...policy, Version: '2008-10-17' })],
    ['that denies another account something', (policy) => change(policy, 0, { Effect: 'Deny' })],
  ];
  const change = (policy: Policy, index: number, more: object): object => ({
    ...policy,
    Statement: policy.Statement.map((statement, at) => (at === index ? { ...statement, ...more } : statement)),
  });

  test.each(wrong)('%s', async (_, make) => {
    const { pca, arn } = await owned();
    await expect(put(pca, arn, make(sharingPolicy(arn, { AWS: freshAccount() })))).rejects.toMatchObject({
      name: 'InvalidPolicyException',
    });
  });

  test('that is no JSON', async () => {
    const { pca, arn } = await owned();
    const command = new PutPolicyCommand({ ResourceArn: arn, Policy: 'hello' });
    await expect(pca.send(command)).rejects.toMatchObject({ name: 'InvalidPolicyException' });
  });

  test('that denies the owner, because it would lock the owner out', async () => {
    const { owner, pca, arn } = await owned();
    const policy = change(sharingPolicy(arn, { AWS: owner }), 0, { Effect: 'Deny' });
    await expect(put(pca, arn, policy)).rejects.toMatchObject({ name: 'LockoutPreventedException' });
  });
});

describe('a share of AWS RAM', () => {
  const DEFAULT = 'AWSRAMDefaultPermissionCertificateAuthority';
  const REVOKE = 'AWSRAMRevokeCertificateCertificateAuthority';

  test('means reading and issuing; revoking needs its own permission beside it', async () => {
    const { arn } = await owned();
    const account = freshAccount();
    const other = bench.pca(account);
    await bench.admin('POST', '/ram/shares', {
      certificateAuthorityArn: arn,
      accountId: account,
      permissions: [DEFAULT],
    });
    const leaf = await issued(other, issuance(arn));
    const revoke = new RevokeCertificateCommand({
      CertificateAuthorityArn: arn,
      CertificateSerial: leaf.arn.split('/').at(-1),
      RevocationReason: 'SUPERSEDED',
    });
    await expect(other.send(revoke)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await bench.admin('POST', '/ram/shares', {
      certificateAuthorityArn: arn,
      accountId: account,
      permissions: [DEFAULT, REVOKE],
    });
    await expect(other.send(revoke)).resolves.toBeDefined();
  });

  const issuing = (name: string) => `AWSRAM${name}IssuanceCertificateAuthority`;
  test.each([
    [DEFAULT, 'EndEntityCertificate'],
    [issuing('SubordinateCACertificatePathLen0'), 'SubordinateCACertificate_PathLen0'],
    [issuing('BlankEndEntityCertificateAPICSRPassthrough'), 'BlankEndEntityCertificate_APICSRPassthrough'],
    [issuing('BlankEndEntityCertificateAPIPassthrough'), 'BlankEndEntityCertificate_APIPassthrough'],
    [issuing('EndEntityClientAuthCertificate'), 'EndEntityClientAuthCertificate'],
    [issuing('EndEntityServerAuthCertificate'), 'EndEntityServerAuthCertificate'],
  ])('with %s alone issues by that template alone', async (permission, allowed) => {
    const { arn } = await owned();
    const accountId = freshAccount();
    const other = bench.pca(accountId);
    await bench.admin('POST', '/ram/shares', { certificateAuthorityArn: arn, accountId, permissions: [permission] });
    await expect(issued(other, issuance(arn, { TemplateArn: template(allowed) }))).resolves.toBeDefined();
    const forbidden = issued(other, issuance(arn, { TemplateArn: template('CodeSigningCertificate') }));
    await expect(forbidden).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(describeAuthority(other, arn)).resolves.toBeDefined();
  });

  test('ends for its account alone', async () => {
    const { pca, arn } = await owned();
    const [kept, ended] = [freshAccount(), freshAccount()];
    for (const accountId of [kept, ended])
      await bench.admin('POST', '/ram/shares', { certificateAuthorityArn: arn, accountId });
    await bench.admin('DELETE', '/ram/shares', { certificateAuthorityArn: arn, accountId: ended });
    await expect(describeAuthority(bench.pca(kept), arn)).resolves.toBeDefined();
    await expect(describeAuthority(bench.pca(ended), arn)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await bench.admin('DELETE', '/ram/shares', { certificateAuthorityArn: arn, accountId: kept });
    await expect(pca.send(new GetPolicyCommand({ ResourceArn: arn }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('shows as a policy, and deleting that policy takes the CA out of its shares', async () => {
    const { pca, arn } = await owned();
    const accountId = freshAccount();
    await bench.admin('POST', '/ram/shares', { certificateAuthorityArn: arn, accountId });
    expect((await pca.send(new GetPolicyCommand({ ResourceArn: arn }))).Policy).toContain(accountId);
    await pca.send(new DeletePolicyCommand({ ResourceArn: arn }));
    const again = await bench.admin('DELETE', '/ram/shares', { certificateAuthorityArn: arn, accountId });
    expect(again).toMatchObject({ status: 400, body: { field: 'accountId' } });
  });

  test.each([
    [
      'of a CA that is not there',
      'certificateAuthorityArn',
      (arn: string) => ({ certificateAuthorityArn: arn.replace(/.{12}$/, '000000000000'), accountId: '999999999999' }),
    ],
    ['with an account that is none', 'accountId', (arn: string) => ({ certificateAuthorityArn: arn, accountId: '12' })],
    ['with the owner', 'accountId', (arn: string) => ({ certificateAuthorityArn: arn, accountId: arn.split(':')[4] })],
    [
      'with an unknown permission',
      'permissions.0',
      (arn: string) => ({ certificateAuthorityArn: arn, accountId: '999999999999', permissions: ['Everything'] }),
    ],
  ])('%s is refused, naming the field', async (_, field, body) => {
    const { arn } = await owned();
    expect(await bench.admin('POST', '/ram/shares', body(arn))).toMatchObject({ status: 400, body: { field } });
  });

  test('does not replace a policy the owner has put', async () => {
    const { pca, arn } = await owned();
    await put(pca, arn, sharingPolicy(arn, { AWS: freshAccount() }));
    const answer = await bench.admin('POST', '/ram/shares', {
      certificateAuthorityArn: arn,
      accountId: freshAccount(),
    });
    expect(answer).toMatchObject({ status: 400, body: { field: 'certificateAuthorityArn' } });
  });
});
