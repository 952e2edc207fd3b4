import {
  CreateCertificateAuthorityCommand,
  type CreateCertificateAuthorityCommandInput,
  ListCertificateAuthoritiesCommand,
  ListTagsCommand,
  TagCertificateAuthorityCommand,
  UntagCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import {
  activeRoot,
  chainOf,
  csrOf,
  describeAuthority,
  issuance,
  issued,
  pendingAuthority,
} from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, fileOf, openssl, verifies } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const wish = (more: object = {}): CreateCertificateAuthorityCommandInput => ({
  CertificateAuthorityType: 'ROOT',
  CertificateAuthorityConfiguration: {
    KeyAlgorithm: 'EC_prime256v1',
    SigningAlgorithm: 'SHA256WITHECDSA',
    Subject: { CommonName: 'CA' },
  },
  ...more,
});

const configured = (configuration: object): CreateCertificateAuthorityCommandInput => {
  const { CertificateAuthorityConfiguration: usual, ...rest } = wish();
  return {
    ...rest,
    CertificateAuthorityConfiguration: { ...usual, ...configuration },
  } as CreateCertificateAuthorityCommandInput;
};

const access = (AccessMethod: object, AccessLocation: object = { UniformResourceIdentifier: 'https://x' }) => ({
  AccessMethod,
  AccessLocation,
});

const create = (pca: ReturnType<Bench['pca']>, input: CreateCertificateAuthorityCommandInput) =>
  pca.send(new CreateCertificateAuthorityCommand(input));

describe('creating a CA is refused', () => {
  test.each([
    [
      'ML_DSA keys, by name',
      configured({ KeyAlgorithm: 'ML_DSA_65', SigningAlgorithm: 'ML_DSA_65' }),
      'ValidationException',
      'KeyAlgorithm ML_DSA_65',
    ],
    [
      'SM2 keys, by name',
      configured({ KeyAlgorithm: 'SM2', SigningAlgorithm: 'SM3WITHSM2' }),
      'ValidationException',
      'KeyAlgorithm SM2',
    ],
    [
      'a signing algorithm of another family',
      configured({ SigningAlgorithm: 'SHA256WITHRSA' }),
      'InvalidArgsException',
      'does not fit',
    ],
    [
      'a key algorithm that does not exist',
      configured({ KeyAlgorithm: 'RSA_1' }),
      'ValidationException',
      'enum value set',
    ],
    ['an empty subject', configured({ Subject: {} }), 'InvalidArgsException', 'subject'],
    [
      'custom attributes beside a common name',
      configured({ Subject: { CommonName: 'x', CustomAttributes: [{ ObjectIdentifier: '2.5.4.3', Value: 'x' }] } }),
      'InvalidArgsException',
      'CustomAttributes',
    ],
    [
      'a country of three letters',
      configured({ Subject: { Country: 'DEU' } }),
      'ValidationException',
      'certificateAuthorityConfiguration.subject.country',
    ],
    [
      'CSR extensions without a use',
      configured({ CsrExtensions: { KeyUsage: {} } }),
      'InvalidArgsException',
      'KeyUsage',
    ],
    [
      'an access method said twice',
      configured({
        CsrExtensions: {
          SubjectInformationAccess: [access({ AccessMethodType: 'CA_REPOSITORY', CustomObjectIdentifier: '1.2.3' })],
        },
      }),
      'InvalidArgsException',
      'AccessMethodType',
    ],
    [
      'an access location of two kinds',
      configured({
        CsrExtensions: {
          SubjectInformationAccess: [
            access({ AccessMethodType: 'CA_REPOSITORY' }, { DnsName: 'x', UniformResourceIdentifier: 'y' }),
          ],
        },
      }),
      'InvalidArgsException',
      'AccessLocation',
    ],
    [
      'an elliptic curve and PSS',
      configured({ SigningAlgorithm: 'SHA256WITHRSA_PSS' }),
      'InvalidArgsException',
      'does not fit',
    ],
    [
      "the keys' standard of China",
      wish({ KeyStorageSecurityStandard: 'CCPC_LEVEL_1_OR_HIGHER' }),
      'InvalidArgsException',
      'security standard',
    ],
    ['tags of AWS', wish({ Tags: [{ Key: 'aws:x', Value: 'y' }] }), 'InvalidTagException', 'aws:'],
    ['the same tag twice', wish({ Tags: [{ Key: 'a' }, { Key: 'a' }] }), 'InvalidTagException', 'twice'],
  ])('with %s', async (_, input, name, words) => {
    const refused = create(bench.pca(freshAccount()), input);
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(words) as string });
  });
});

test('revocation that is switched off is accepted and shown', async () => {
  const pca = bench.pca(freshAccount());
  const off = { CrlConfiguration: { Enabled: false }, OcspConfiguration: { Enabled: false } };
  const { CertificateAuthorityArn = '' } = await create(pca, wish({ RevocationConfiguration: off }));
  expect((await describeAuthority(pca, CertificateAuthorityArn)).RevocationConfiguration).toEqual(off);
});

test('the attributes of the subject become RDNs in the order of the model, custom ones as given', async () => {
  const pca = bench.pca(freshAccount());
  const Subject = {
    Country: 'DE',
    Organization: 'O',
    OrganizationalUnit: 'OU',
    DistinguishedNameQualifier: 'Q',
    State: 'ST',
    CommonName: 'CN',
    SerialNumber: '1',
    Locality: 'L',
    Title: 'T',
    Surname: 'S',
    GivenName: 'G',
    Initials: 'I',
    Pseudonym: 'P',
    GenerationQualifier: 'X',
  };
  const subjectOf = async (input: CreateCertificateAuthorityCommandInput) => {
    const { CertificateAuthorityArn = '' } = await create(pca, input);
    return openssl(
      'req',
      '-in',
      fileOf(await csrOf(pca, CertificateAuthorityArn)),
      '-noout',
      '-subject',
      '-verify',
    ).trim();
  };
  expect(await subjectOf(configured({ Subject }))).toBe(
    'subject=C = DE, O = O, OU = OU, dnQualifier = Q, ST = ST, CN = CN, serialNumber = 1, L = L, title = T, SN = S, GN = G, initials = I, pseudonym = P, generationQualifier = X',
  );
  const CustomAttributes = [
    { ObjectIdentifier: '1.3.6.1.4.1.37244.1.3', Value: 'node' },
    { ObjectIdentifier: '2.5.4.3', Value: 'CN' },
  ];
  expect(await subjectOf(configured({ Subject: { CustomAttributes } }))).toBe(
    'subject=1.3.6.1.4.1.37244.1.3 = node, CN = CN',
  );
});

test('the idempotency token gives the same CA for five minutes', async () => {
  const own = await startBench();
  try {
    const pca = own.pca(freshAccount());
    const input = wish({ IdempotencyToken: 'token' });
    const first = await create(pca, input);
    await own.advance(299);
    expect(await create(pca, input)).toMatchObject({ CertificateAuthorityArn: first.CertificateAuthorityArn });
    await own.advance(2);
    expect((await create(pca, input)).CertificateAuthorityArn).not.toBe(first.CertificateAuthorityArn);
  } finally {
    await own.stop();
  }
});

test('a listing has pages, each CA once, of the own account and region only', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  await create(bench.pca(account, 'us-east-1'), wish());
  await create(bench.pca(freshAccount()), wish());
  const made: (string | undefined)[] = [];
  for (let index = 0; index < 5; index++) made.push((await create(pca, wish())).CertificateAuthorityArn);
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await pca.send(
      new ListCertificateAuthoritiesCommand({ MaxResults: 2, ...(NextToken ? { NextToken } : {}) }),
    );
    seen.push(...(page.CertificateAuthorities ?? []).map(({ Arn }) => Arn));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(seen).toEqual(made);
  const wrong = new ListCertificateAuthoritiesCommand({ NextToken: 'wrong' });
  await expect(pca.send(wrong)).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
});

test('a CA of another region is not found, and an ARN that is none is invalid', async () => {
  const account = freshAccount();
  const arn = await pendingAuthority(bench.pca(account));
  await expect(describeAuthority(bench.pca(account, 'us-east-1'), arn)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  for (const wrong of ['hello', arn.replace('acm-pca', 'acm'), `${arn}/x`, arn.replace('arn:aws:', 'arn:aws-cn:')]) {
    await expect(describeAuthority(bench.pca(account), wrong)).rejects.toMatchObject({ name: 'InvalidArnException' });
  }
});

test('tags are added, replaced, listed in pages and removed by key or by key and value', async () => {
  const pca = bench.pca(freshAccount());
  const CertificateAuthorityArn = await pendingAuthority(pca, { Tags: [{ Key: 'a', Value: '1' }] });
  const list = async () => (await pca.send(new ListTagsCommand({ CertificateAuthorityArn }))).Tags;
  await pca.send(
    new TagCertificateAuthorityCommand({
      CertificateAuthorityArn,
      Tags: [{ Key: 'a', Value: '2' }, { Key: 'b', Value: 'x' }, { Key: 'c' }],
    }),
  );
  expect(await list()).toEqual([{ Key: 'a', Value: '2' }, { Key: 'b', Value: 'x' }, { Key: 'c' }]);
  const first = await pca.send(new ListTagsCommand({ CertificateAuthorityArn, MaxResults: 2 }));
  const rest = await pca.send(
    new ListTagsCommand({ CertificateAuthorityArn, MaxResults: 2, NextToken: first.NextToken ?? '' }),
  );
  expect([...(first.Tags ?? []), ...(rest.Tags ?? [])]).toEqual(await list());
  await pca.send(
    new UntagCertificateAuthorityCommand({
      CertificateAuthorityArn,
      Tags: [{ Key: 'a', Value: 'other' }, { Key: 'b', Value: 'x' }, { Key: 'c' }],
    }),
  );
  expect(await list()).toEqual([{ Key: 'a', Value: '2' }]);
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}` }));
  await expect(
    pca.send(new TagCertificateAuthorityCommand({ CertificateAuthorityArn, Tags: many })),
  ).rejects.toMatchObject({ name: 'TooManyTagsException' });
});

test('the extensions of CsrExtensions are in the CSR, and shown', async () => {
  const pca = bench.pca(freshAccount());
  const CsrExtensions = {
    KeyUsage: { KeyCertSign: true, CRLSign: true },
    SubjectInformationAccess: [
      access({ AccessMethodType: 'CA_REPOSITORY' }),
      access({ AccessMethodType: 'RESOURCE_PKI_MANIFEST' }, { DirectoryName: { CommonName: 'x' } }),
      access({ CustomObjectIdentifier: '1.2.3.4' }, { DnsName: 'example.com' }),
    ],
  };
  const { CertificateAuthorityArn = '' } = await create(pca, configured({ CsrExtensions }));
  const text = openssl('req', '-in', fileOf(await csrOf(pca, CertificateAuthorityArn)), '-noout', '-text', '-verify');
  expect(text).toMatch(/Key Usage: critical\n\s+Certificate Sign, CRL Sign/);
  expect(text).toMatch(
    /Subject Information Access: \n\s+CA Repository - URI:https:\/\/x\n\s+RPKI Manifest - DirName:\/?CN ?= ?x\n\s+1\.2\.3\.4 - DNS:example\.com/,
  );
  const { CertificateAuthorityConfiguration } = await describeAuthority(pca, CertificateAuthorityArn);
  expect(CertificateAuthorityConfiguration?.CsrExtensions).toEqual(CsrExtensions);
});

test.each([
  ['SHA256WITHRSA_PSS', 'sha256', '0x20'],
  ['SHA384WITHRSA_PSS', 'sha384', '0x30'],
  ['SHA512WITHRSA_PSS', 'sha512', '0x40'],
])('%s signs CSR and certificates with RSASSA-PSS', async (signing, hash, salt) => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca, { key: 'RSA_2048', signing });
  const request = openssl('req', '-in', fileOf(await csrOf(pca, root)), '-noout', '-text', '-verify');
  const { Certificate = '' } = await issued(pca, issuance(root, { SigningAlgorithm: signing as 'SHA256WITHRSA' }));
  for (const text of [request, certificateText(Certificate)]) {
    expect(text).toMatch(
      new RegExp(
        `Signature Algorithm: rsassaPss\\s+(Signature Value:\\s+)?Hash Algorithm: ${hash}\\s+Mask Algorithm: mgf1 with ${hash}\\s+(Minimum )?Salt Length: ${salt}`,
      ),
    );
  }
  expect(verifies(Certificate, '', (await chainOf(pca, root)).certificate)).toBe('OK');
});
