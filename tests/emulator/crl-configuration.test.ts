import { CreateCertificateAuthorityCommand, UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { PutBucketOwnershipControlsCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { activeRoot, chainOf, describeAuthority, issuance, issued, pendingAuthority } from './kit/authorities.ts';
import { createBucket, freshBucket, keysIn, preparedBucket, putPolicy, WRITING, writingPolicy } from './kit/buckets.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText } from './kit/openssl.ts';
import { crlOn, type CrlWish, update } from './kit/revocation.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const CONFIGURATION = {
  KeyAlgorithm: 'EC_prime256v1',
  SigningAlgorithm: 'SHA256WITHECDSA',
  Subject: { CommonName: 'CA' },
} as const;

const create = (account: string, RevocationConfiguration: object, region?: string) =>
  bench.pca(account, region).send(
    new CreateCertificateAuthorityCommand({
      CertificateAuthorityConfiguration: CONFIGURATION,
      CertificateAuthorityType: 'ROOT',
      RevocationConfiguration,
    }),
  );

describe('a revocation configuration is refused', () => {
  const given: CrlWish = { Enabled: true, ExpirationInDays: 7, S3BucketName: 'some-bucket' };
  test.each<[string, object, string, string]>([
    [
      'that disables CRLs and says more',
      { CrlConfiguration: { Enabled: false, ExpirationInDays: 7 } },
      'InvalidArgsException',
      'Enabled alone',
    ],
    [
      'that disables OCSP and says more',
      { OcspConfiguration: { Enabled: false, OcspCustomCname: 'x' } },
      'InvalidArgsException',
      'Enabled alone',
    ],
    [
      'without a bucket',
      { CrlConfiguration: { Enabled: true, ExpirationInDays: 7 } },
      'InvalidArgsException',
      'S3BucketName',
    ],
    [
      'without a validity',
      { CrlConfiguration: { Enabled: true, S3BucketName: 'some-bucket' } },
      'InvalidArgsException',
      'ExpirationInDays',
    ],
    [
      'with a bucket name that is none',
      { CrlConfiguration: { ...given, S3BucketName: 'Some_Bucket' } },
      'InvalidArgsException',
      'naming rules',
    ],
    [
      'with a protocol in the CNAME',
      { CrlConfiguration: { ...given, CustomCname: 'http://crl.example.com' } },
      'InvalidArgsException',
      'protocol prefix',
    ],
    [
      'with a protocol in the CNAME for OCSP',
      { OcspConfiguration: { Enabled: true, OcspCustomCname: 'https://ocsp' } },
      'InvalidArgsException',
      'protocol prefix',
    ],
    [
      'that leaves out the extension and names it',
      {
        CrlConfiguration: {
          ...given,
          CustomCname: 'x',
          CrlDistributionPointExtensionConfiguration: { OmitExtension: true },
        },
      },
      'InvalidArgsException',
      'OmitExtension',
    ],
    ['of no days', { CrlConfiguration: { ...given, ExpirationInDays: 0 } }, 'ValidationException', 'expirationInDays'],
    [
      'of 5001 days',
      { CrlConfiguration: { ...given, ExpirationInDays: 5001 } },
      'ValidationException',
      'expirationInDays',
    ],
    [
      'with a space in the CNAME',
      { CrlConfiguration: { ...given, CustomCname: 'a b' } },
      'ValidationException',
      'customCname',
    ],
    [
      'with a path that begins with a slash',
      { CrlConfiguration: { ...given, CustomPath: '/a' } },
      'ValidationException',
      'customPath',
    ],
    ['of an unknown type', { CrlConfiguration: { ...given, CrlType: 'DELTA' } }, 'ValidationException', 'crlType'],
    ['without Enabled', { OcspConfiguration: {} }, 'ValidationException', 'ocspConfiguration.enabled'],
    [
      'of a bucket that is not there',
      { CrlConfiguration: given },
      'ValidationException',
      "Permission error with your S3 bucket 'some-bucket'",
    ],
  ])('%s', async (_, configuration, name, words) => {
    const refused = create(freshAccount(), configuration);
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(words) as string });
  });
});

describe('a bucket is tried by writing into it', () => {
  const own = { 'aws:SourceAccount': 'ACCOUNT' };
  const cases: [string, Parameters<typeof preparedBucket>[1], readonly object[], boolean][] = [
    ['the four actions', {}, [], true],
    ['every action', { actions: ['s3:*'] }, [], true],
    ['everybody', { principal: '*', condition: { StringEquals: own } }, [], true],
    ['the service in a list', { principal: { Service: ['x.amazonaws.com', 'acm-pca.amazonaws.com'] } }, [], true],
    ['its account as the source', { condition: { StringEquals: own } }, [], true],
    [
      'CAs of its account',
      { condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:acm-pca:*:ACCOUNT:certificate-authority/*' } } },
      [],
      true,
    ],
    [
      'another operator for an absent key',
      { condition: { StringEqualsIfExists: { 'aws:SourceOrgID': 'o-x' } } },
      [],
      true,
    ],
    ['no ACL', { actions: WRITING.filter((each) => each !== 's3:PutObjectAcl') }, [], false],
    ['no location', { actions: WRITING.filter((each) => each !== 's3:GetBucketLocation') }, [], false],
    ['no look at ACLs', { actions: WRITING.filter((each) => each !== 's3:GetBucketAcl') }, [], false],
    ['another service', { principal: { Service: 'logs.amazonaws.com' } }, [], false],
    ['every account, which is no service', { principal: { AWS: '*' }, condition: { StringEquals: own } }, [], false],
    [
      'another account as the source',
      { condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } },
      [],
      false,
    ],
    ['an organisation nobody knows of', { condition: { StringEquals: { 'aws:SourceOrgID': 'o-x' } } }, [], false],
    ['an operator that is not known', { condition: { NumericEquals: { 'aws:SourceAccount': 1 } } }, [], false],
  ];
  const denial = (Condition?: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: 'BUCKET/*',
    ...(Condition ? { Condition } : {}),
  });
  cases.push(
    ['a denial for everybody', {}, [denial()], false],
    ['a denial of plain HTTP only', {}, [denial({ Bool: { 'aws:SecureTransport': 'false' } })], true],
    [
      'a denial of other ACLs than the owner’s',
      {},
      [denial({ StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } })],
      true,
    ],
    [
      'a denial of the owner’s ACL',
      {},
      [denial({ StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } })],
      false,
    ],
  );

  test.each(cases)('a policy with %s', async (_, grant, more, accepted) => {
    const account = freshAccount();
    const s3 = bench.s3(account);
    const bucket = freshBucket();
    await createBucket(s3, bucket);
    const policy = writingPolicy(bucket, grant, more)
      .replaceAll('ACCOUNT', account)
      .replaceAll('BUCKET', `arn:aws:s3:::${bucket}`);
    await putPolicy(s3, bucket, policy);
    const made = create(account, { CrlConfiguration: crlOn(bucket) });
    if (accepted) await made;
    else
      await expect(made).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('Permission error') as string,
      });
    expect(await keysIn(s3, bucket)).toEqual(accepted ? ['acm-pca-permission-test-key-private'] : []);
  });

  test('without a policy', async () => {
    const account = freshAccount();
    const bucket = freshBucket();
    await createBucket(bench.s3(account), bucket);
    await expect(create(account, { CrlConfiguration: crlOn(bucket) })).rejects.toThrow('Permission error');
  });

  test('of another account, whose policy must let the caller in as well', async () => {
    const [owner, account] = [freshAccount(), freshAccount()];
    const s3 = bench.s3(owner);
    const bucket = await preparedBucket(s3);
    const configuration = { CrlConfiguration: crlOn(bucket) };
    await expect(create(account, configuration)).rejects.toThrow('Permission error');
    const arn = `arn:aws:s3:::${bucket}`;
    const caller = { Effect: 'Allow', Principal: { AWS: account }, Action: WRITING, Resource: [arn, `${arn}/*`] };
    await putPolicy(s3, bucket, writingPolicy(bucket, {}, [caller]));
    await create(account, configuration);
    expect(await keysIn(s3, bucket)).toHaveLength(1);
  });

  test('in another region than the CA', async () => {
    const account = freshAccount();
    const bucket = await preparedBucket(bench.s3(account, 'us-east-1'), { region: 'us-east-1' });
    await create(account, { CrlConfiguration: crlOn(bucket) }, 'eu-central-1');
  });
});

describe('a public CRL', () => {
  const wanted = (bucket: string) => ({
    CrlConfiguration: { Enabled: true, ExpirationInDays: 7, S3BucketName: bucket },
  });

  test('is refused by a bucket as it is made today: it takes no ACLs and blocks public ones', async () => {
    const account = freshAccount();
    const s3 = bench.s3(account);
    const bucket = await preparedBucket(s3);
    await expect(create(account, wanted(bucket))).rejects.toThrow('Permission error');
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
      }),
    );
    await expect(create(account, wanted(bucket))).rejects.toThrow('Permission error');
    const open = {
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: open }));
    const { CertificateAuthorityArn = '' } = await create(account, wanted(bucket));
    expect(await keysIn(s3, bucket)).toEqual(['acm-pca-permission-test-key']);
    const { RevocationConfiguration } = await describeAuthority(bench.pca(account), CertificateAuthorityArn);
    expect(RevocationConfiguration?.CrlConfiguration).toEqual({ ...crlOn(bucket), S3ObjectAcl: 'PUBLIC_READ' });
  });
});

describe('updating a CA', () => {
  test('changes what it is told and leaves the rest', async () => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const root = await activeRoot(pca, { RevocationConfiguration: { OcspConfiguration: { Enabled: true } } });
    const bucket = await preparedBucket(bench.s3(account));
    await update(pca, root, crlOn(bucket));
    const shown = async () => (await describeAuthority(pca, root)).RevocationConfiguration;
    expect(await shown()).toEqual({ CrlConfiguration: crlOn(bucket), OcspConfiguration: { Enabled: true } });
    await update(pca, root, { Enabled: false });
    expect(await shown()).toEqual({ CrlConfiguration: { Enabled: false }, OcspConfiguration: { Enabled: true } });
  });

  test('is refused as a whole: neither status nor configuration changes', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const refused = pca.send(
      new UpdateCertificateAuthorityCommand({
        CertificateAuthorityArn: root,
        Status: 'DISABLED',
        RevocationConfiguration: { CrlConfiguration: crlOn(freshBucket()) },
      }),
    );
    await expect(refused).rejects.toThrow('Permission error');
    const { Status, RevocationConfiguration } = await describeAuthority(pca, root);
    expect([Status, RevocationConfiguration?.CrlConfiguration]).toEqual(['ACTIVE', { Enabled: false }]);
  });

  test('needs a CA that is active or disabled', async () => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const pending = await pendingAuthority(pca);
    const bucket = await preparedBucket(bench.s3(account));
    await expect(update(pca, pending, crlOn(bucket))).rejects.toMatchObject({ name: 'InvalidStateException' });
  });
});

describe('OCSP', () => {
  test.each([
    ['AWS’s responder', { Enabled: true }, 'http://ocsp.acm-pca.eu-west-1.amazonaws.com'],
    ['a responder of one’s own', { Enabled: true, OcspCustomCname: 'ocsp.example.com' }, 'http://ocsp.example.com'],
  ])('puts %s into certificates, also beside a CRL, but not into the CA’s own', async (_, OcspConfiguration, url) => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const bucket = await preparedBucket(bench.s3(account));
    const root = await activeRoot(pca, {
      RevocationConfiguration: { CrlConfiguration: crlOn(bucket), OcspConfiguration },
    });
    const leaf = certificateText((await issued(pca, issuance(root))).Certificate ?? '');
    expect(leaf).toMatch(new RegExp(`Authority Information Access: \\s+OCSP - URI:${url}\\n`));
    expect(leaf).toContain('CRL Distribution Points');
    const { certificate } = await chainOf(pca, root);
    expect(certificateText(certificate)).not.toMatch(/OCSP|CRL Distribution/);
  });
});
