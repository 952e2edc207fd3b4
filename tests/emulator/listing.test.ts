import { ListCertificatesCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { ALL_KEY_TYPES, importable, imported, listed, requested } from './kit/certificates.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { foreignAuthority } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const by = foreignAuthority();
const all = { Includes: { keyTypes: ALL_KEY_TYPES } };

test('a listing without key types shows RSA_1024 and RSA_2048 only: the others stay invisible', async () => {
  const acm = bench.acm(freshAccount());
  const rsa = await imported(acm, importable({ by, key: 'rsa' }));
  const ec = await imported(acm, importable({ by }));
  const arns = async (input: Parameters<typeof listed>[1]) =>
    (await listed(acm, input)).map(({ CertificateArn }) => CertificateArn);
  expect(await arns({})).toEqual([rsa]);
  expect(await arns({ Includes: {} })).toEqual([rsa]);
  expect(await arns({ Includes: { keyUsage: ['DIGITAL_SIGNATURE'] } })).toEqual([rsa]);
  expect(await arns({ Includes: { keyTypes: ['EC_prime256v1'] } })).toEqual([ec]);
  expect(await arns(all)).toEqual([rsa, ec]);
});

test('a summary has what Describe has not: in use, exported; and dates, type, usages, names', async () => {
  const account = freshAccount();
  const acm = bench.acm(account);
  const {
    CertificateArn = '',
    NotAfter,
    NotBefore,
  } = await requested(acm, { CertificateAuthorityArn: await activeRoot(bench.pca(account)) });
  expect(await listed(acm, all)).toEqual([
    {
      CertificateArn,
      DomainName: 'www.example.com',
      SubjectAlternativeNameSummaries: ['www.example.com'],
      HasAdditionalSubjectAlternativeNames: false,
      Status: 'ISSUED',
      Type: 'PRIVATE',
      KeyAlgorithm: 'EC-prime256v1',
      KeyUsages: ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'],
      ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION', 'TLS_WEB_CLIENT_AUTHENTICATION'],
      ExportOption: 'DISABLED',
      InUse: false,
      Exported: false,
      RenewalEligibility: 'INELIGIBLE',
      NotBefore,
      NotAfter,
      CreatedAt: expect.any(Date) as Date,
      IssuedAt: expect.any(Date) as Date,
      CertificateKeyPairOrigin: 'AWS_MANAGED',
    },
  ]);
});

test('statuses, usages, origins and export options filter', async () => {
  const account = freshAccount();
  const acm = bench.acm(account);
  const arn = await imported(
    acm,
    importable({
      by,
      extensions: ['subjectAltName=DNS:a.example.com', 'keyUsage=keyAgreement', 'extendedKeyUsage=codeSigning'],
    }),
  );
  const { CertificateArn: waiting } = await acm.send(
    new RequestCertificateCommand({
      DomainName: 'a.example.com',
      ValidationMethod: 'DNS',
      KeyAlgorithm: 'EC_prime256v1',
      Options: { Export: 'ENABLED' },
    }),
  );
  const arns = async (input: object) =>
    (await listed(acm, { ...all, ...input })).map(({ CertificateArn }) => CertificateArn);
  const including = (more: object) => ({ Includes: { ...all.Includes, ...more } });
  expect(await arns({ CertificateStatuses: ['PENDING_VALIDATION'] })).toEqual([waiting]);
  expect(await arns({ CertificateStatuses: ['ISSUED'] })).toEqual([arn]);
  expect(await arns({ CertificateStatuses: ['REVOKED'] })).toEqual([]);
  expect(await arns(including({ keyUsage: ['KEY_AGREEMENT'] }))).toEqual([arn]);
  expect(await arns(including({ extendedKeyUsage: ['CODE_SIGNING', 'ANY'] }))).toEqual([arn]);
  expect(await arns(including({ extendedKeyUsage: ['EMAIL_PROTECTION'] }))).toEqual([]);
  expect(await arns(including({ exportOption: 'ENABLED' }))).toEqual([waiting]);
  expect(await arns(including({ managedBy: 'CLOUDFRONT' }))).toEqual([]);
  expect(await arns({ CertificateKeyPairOrigins: ['CUSTOMER_PROVIDED'] })).toEqual([arn]);
});

test.each(['ASCENDING', 'DESCENDING'] as const)('pages show each certificate once, %s', async (SortOrder) => {
  const acm = bench.acm(freshAccount());
  const made: (string | undefined)[] = [];
  for (let index = 0; index < 5; index++) {
    made.push(
      (await acm.send(new RequestCertificateCommand({ DomainName: `n${index}.example.com`, ValidationMethod: 'DNS' })))
        .CertificateArn,
    );
  }
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await acm.send(
      new ListCertificatesCommand({
        MaxItems: 2,
        SortBy: 'CREATED_AT',
        SortOrder,
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    seen.push(...(page.CertificateSummaryList ?? []).map(({ CertificateArn }) => CertificateArn));
    NextToken = page.NextToken;
  } while (NextToken);
  expect(seen).toEqual(SortOrder === 'ASCENDING' ? made : made.toReversed());
});

test('a token is one of the filters it was given with', async () => {
  const acm = bench.acm(freshAccount());
  for (const DomainName of ['a.example.com', 'b.example.com']) {
    await acm.send(new RequestCertificateCommand({ DomainName, ValidationMethod: 'DNS' }));
  }
  const { NextToken = '' } = await acm.send(new ListCertificatesCommand({ MaxItems: 1 }));
  expect(await listed(acm, { NextToken })).toHaveLength(1);
  await expect(listed(acm, { NextToken, Includes: { keyTypes: ['EC_prime256v1'] } })).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('a wrong token, a sort order without its field and a page of nothing are refused', async () => {
  const acm = bench.acm(freshAccount());
  const name = 'ValidationException';
  await expect(listed(acm, { NextToken: 'wrong' })).rejects.toMatchObject({ name });
  await expect(listed(acm, { SortOrder: 'ASCENDING' })).rejects.toMatchObject({ name });
  await expect(listed(acm, { MaxItems: 0 })).rejects.toMatchObject({ name });
});
