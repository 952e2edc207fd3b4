import { DescribeCertificateCommand, GetCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import {
  DeleteCertificateAuthorityCommand,
  PutPolicyCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, activeSubordinate, chainOf, pendingAuthority } from './kit/authorities.ts';
import { describe as described, requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, fileOf, openssl, verifies } from './kit/openssl.ts';
import { sharingPolicy } from './kit/policies.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

async function withRoot(wish: Parameters<typeof activeRoot>[1] = {}) {
  const account = freshAccount();
  const pca = bench.pca(account);
  return { account, pca, acm: bench.acm(account), root: await activeRoot(pca, wish) };
}

describe('a private certificate', () => {
  test('is issued for 395 days without any permission, and is neither eligible nor in renewal', async () => {
    const { acm, root } = await withRoot();
    const certificate = await requested(acm, { CertificateAuthorityArn: root });
    expect(certificate).toMatchObject({
      Status: 'ISSUED',
      Type: 'PRIVATE',
      DomainName: 'www.example.com',
      Subject: 'CN=www.example.com',
      Issuer: 'Example GmbH',
      SignatureAlgorithm: 'SHA256WITHECDSA',
      RenewalEligibility: 'INELIGIBLE',
      InUseBy: [],
      CertificateAuthorityArn: root,
      KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
      ExtendedKeyUsages: [
        { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' },
        { Name: 'TLS_WEB_CLIENT_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.2' },
      ],
    });
    expect(certificate.RenewalSummary).toBeUndefined();
    expect(certificate).not.toHaveProperty('Exported');
    const { NotBefore, NotAfter } = certificate;
    expect((NotAfter?.getTime() ?? 0) - (NotBefore?.getTime() ?? 0)).toBe(395 * DAY * 1000 + 3_600_000);
    expect(certificate.Serial).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  });

  test('answers its key algorithm with a hyphen, as the real service does and its model does not', async () => {
    const { acm, root } = await withRoot();
    const certificate = await requested(acm, { CertificateAuthorityArn: root, KeyAlgorithm: 'EC_secp384r1' });
    expect(certificate.KeyAlgorithm).toBe('EC-secp384r1');
  });

  test('has all its names, and a chain that openssl verify accepts', async () => {
    const { pca, acm, root } = await withRoot();
    const subordinate = await activeSubordinate(pca, root);
    const { CertificateArn = '', SubjectAlternativeNames } = await requested(acm, {
      CertificateAuthorityArn: subordinate,
      SubjectAlternativeNames: ['*.example.com', 'www.example.com', 'api.example.com'],
    });
    expect(SubjectAlternativeNames).toEqual(['www.example.com', '*.example.com', 'api.example.com']);
    const { Certificate = '', CertificateChain = '' } = await acm.send(new GetCertificateCommand({ CertificateArn }));
    expect(certificateText(Certificate)).toContain('DNS:www.example.com, DNS:*.example.com, DNS:api.example.com');
    expect(verifies(Certificate, CertificateChain, (await chainOf(pca, root)).certificate)).toBe('OK');
  });

  test('has names longer than a common name can be as alternative names only', async () => {
    const { acm, root } = await withRoot();
    const name = `${'long.'.repeat(13)}example.com`;
    const request = { CertificateAuthorityArn: root, DomainName: 'www.example.com', SubjectAlternativeNames: [name] };
    const { CertificateArn = '' } = await requested(acm, request);
    const { Certificate = '' } = await acm.send(new GetCertificateCommand({ CertificateArn }));
    const subject = openssl('x509', '-in', fileOf(Certificate), '-noout', '-subject', '-nameopt', 'RFC2253');
    expect(subject.trim()).toBe('subject=CN=www.example.com');
    expect(certificateText(Certificate)).toContain(name);
    const long = new RequestCertificateCommand({ CertificateAuthorityArn: root, DomainName: name });
    await expect(acm.send(long)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('64') as string,
    });
  });

  test('has no Export option to ask for, in the words of the service, and is in no transparency log', async () => {
    const { acm, root } = await withRoot();
    const request = { CertificateAuthorityArn: root, DomainName: 'www.example.com' };
    await expect(
      acm.send(new RequestCertificateCommand({ ...request, Options: { Export: 'DISABLED' } })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'One or more of the options specified in the request are not supported for PRIVATE certificate types',
    });
    const certificate = await requested(acm, {
      ...request,
      Options: { CertificateTransparencyLoggingPreference: 'ENABLED' },
    });
    expect(certificate.Options?.CertificateTransparencyLoggingPreference).toBe('DISABLED');
  });

  test('can have an RSA key when its CA has one', async () => {
    const { acm, root } = await withRoot({ key: 'RSA_2048' });
    const certificate = await requested(acm, { CertificateAuthorityArn: root, KeyAlgorithm: 'RSA_2048' });
    expect(certificate).toMatchObject({
      Status: 'ISSUED',
      KeyAlgorithm: 'RSA-2048',
      SignatureAlgorithm: 'SHA256WITHRSA',
    });
  });

  test('is pending until it is issued, and EXPIRED after its end', async () => {
    const own = await startBench({ settleMilliseconds: 400 });
    try {
      const account = freshAccount();
      const root = await activeRoot(own.pca(account));
      const acm = own.acm(account);
      const command = new RequestCertificateCommand({
        DomainName: 'a.example.com',
        CertificateAuthorityArn: root,
        KeyAlgorithm: 'EC_prime256v1',
      });
      const { CertificateArn = '' } = await acm.send(command);
      expect(await described(acm, CertificateArn)).toMatchObject({ Status: 'PENDING_VALIDATION' });
      await expect(acm.send(new GetCertificateCommand({ CertificateArn }))).rejects.toMatchObject({
        name: 'RequestInProgressException',
      });
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect((await described(acm, CertificateArn)).Status).toBe('ISSUED');
      await own.advance(395 * DAY + 1);
      expect((await described(acm, CertificateArn)).Status).toBe('EXPIRED');
    } finally {
      await own.stop();
    }
  });
});

describe('a private certificate becomes FAILED', () => {
  test.each(['PENDING_CERTIFICATE', 'DISABLED', 'DELETED'])(
    'with PCA_INVALID_STATE when the CA is %s',
    async (status) => {
      const { pca, acm, root } = await withRoot();
      const arn = status === 'PENDING_CERTIFICATE' ? await pendingAuthority(pca) : root;
      if (arn === root)
        await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status: 'DISABLED' }));
      if (status === 'DELETED') await pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn: arn }));
      const certificate = await requested(acm, { CertificateAuthorityArn: arn });
      expect(certificate).toMatchObject({
        Status: 'FAILED',
        FailureReason: 'PCA_INVALID_STATE',
        RenewalEligibility: 'INELIGIBLE',
      });
      expect(certificate.NotAfter).toBeUndefined();
      const get = new GetCertificateCommand({ CertificateArn: certificate.CertificateArn });
      await expect(acm.send(get)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  test('with PCA_INVALID_DURATION when it would outlive the CA', async () => {
    const { acm, root } = await withRoot({ days: 394 });
    expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'PCA_INVALID_DURATION',
    });
  });

  test('with PCA_INVALID_DURATION when the CA is for short-lived certificates', async () => {
    const { acm, root } = await withRoot({ UsageMode: 'SHORT_LIVED_CERTIFICATE' });
    expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'PCA_INVALID_DURATION',
    });
  });

  test('with PCA_INVALID_ARGS when its key is of another family than that of the CA', async () => {
    const { acm, root } = await withRoot();
    const certificate = await requested(acm, { CertificateAuthorityArn: root, KeyAlgorithm: 'RSA_2048' });
    expect(certificate).toMatchObject({ Status: 'FAILED', FailureReason: 'PCA_INVALID_ARGS' });
  });

  test('with PCA_RESOURCE_NOT_FOUND when the CA is gone', async () => {
    const { acm, root } = await withRoot();
    const gone = root.replace(/.{12}$/, '000000000000');
    expect(await requested(acm, { CertificateAuthorityArn: gone })).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'PCA_RESOURCE_NOT_FOUND',
    });
  });

  test("with PCA_ACCESS_DENIED when another account's CA is not shared, and is ISSUED when it is", async () => {
    const { pca, root } = await withRoot();
    const account = freshAccount();
    const acm = bench.acm(account);
    expect(await requested(acm, { CertificateAuthorityArn: root })).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'PCA_ACCESS_DENIED',
    });
    const policy = JSON.stringify(sharingPolicy(root, { AWS: account }));
    await pca.send(new PutPolicyCommand({ ResourceArn: root, Policy: policy }));
    const certificate = await requested(acm, { CertificateAuthorityArn: root });
    expect(certificate).toMatchObject({ Status: 'ISSUED', CertificateAuthorityArn: root });
    expect(certificate.CertificateArn).toContain(`:${account}:`);
  });
});

describe('a request is refused', () => {
  test.each([
    [
      'for a malformed CA',
      { CertificateAuthorityArn: 'arn:aws:acm-pca:eu-west-1:111122223333:nothing/x' },
      'InvalidArnException',
      'nothing/x',
    ],
    ['for a domain that is none', { DomainName: 'localhost' }, 'ValidationException', "'localhost' at 'domainName'"],
    ['with a key ACM does not make', { KeyAlgorithm: 'RSA_4096' }, 'ValidationException', 'KeyAlgorithm RSA_4096'],
    ['with a token of other characters', { IdempotencyToken: 'a-b' }, 'ValidationException', 'idempotencyToken'],
    [
      'with validation options',
      { DomainValidationOptions: [{ DomainName: 'a.b.cd', ValidationDomain: 'b.cd' }] },
      'ValidationException',
      'DomainValidationOptions',
    ],
    ['for validation by e-mail', { ValidationMethod: 'EMAIL' }, 'ValidationException', 'ValidationMethod EMAIL'],
    ['for validation by e-mail, the default', {}, 'ValidationException', 'EMAIL (the default)'],
    ['for CloudFront', { ManagedBy: 'CLOUDFRONT', ValidationMethod: 'DNS' }, 'ValidationException', 'ManagedBy'],
    [
      'with eleven names',
      { ValidationMethod: 'DNS', SubjectAlternativeNames: Array.from({ length: 11 }, (_, n) => `n${n}.example.com`) },
      'LimitExceededException',
      'Certificate has too many domains.',
    ],
    [
      'for a public certificate that no transparency log has',
      { ValidationMethod: 'DNS', Options: { CertificateTransparencyLoggingPreference: 'DISABLED' } },
      'ValidationException',
      'no longer available',
    ],
  ])('%s', async (_, more, name, words) => {
    const command = new RequestCertificateCommand({ DomainName: 'www.example.com', ...more } as ConstructorParameters<
      typeof RequestCertificateCommand
    >[0]);
    await expect(bench.acm(freshAccount()).send(command)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('the idempotency token', () => {
  test('gives the same certificate for an hour, whatever CA is asked, even one that is not there', async () => {
    const own = await startBench();
    try {
      const account = freshAccount();
      const acm = own.acm(account);
      const root = await activeRoot(own.pca(account));
      const ask = async (CertificateAuthorityArn: string) =>
        (await requested(acm, { CertificateAuthorityArn, IdempotencyToken: 'token' })).CertificateArn;
      const first = await ask(root);
      await own.advance(3599);
      expect(await ask(root.replace(/.{12}$/, '000000000000'))).toBe(first);
      await own.advance(2);
      expect(await ask(root)).not.toBe(first);
    } finally {
      await own.stop();
    }
  });

  test('stands for one domain name only', async () => {
    const { acm, root } = await withRoot();
    const ask = async (DomainName: string) =>
      (await requested(acm, { CertificateAuthorityArn: root, DomainName, IdempotencyToken: 'token' })).CertificateArn;
    expect(await ask('a.example.com')).not.toBe(await ask('b.example.com'));
  });
});

test('a public certificate waits with its DNS records and times out after 72 hours', async () => {
  const own = await startBench();
  try {
    const acm = own.acm(freshAccount());
    const command = new RequestCertificateCommand({ DomainName: '*.example.com', ValidationMethod: 'DNS' });
    const { CertificateArn = '' } = await acm.send(command);
    const certificate = await described(acm, CertificateArn);
    expect(certificate).toMatchObject({
      Status: 'PENDING_VALIDATION',
      Type: 'AMAZON_ISSUED',
      DomainValidationOptions: [
        {
          DomainName: '*.example.com',
          ValidationStatus: 'PENDING_VALIDATION',
          ValidationMethod: 'DNS',
          ResourceRecord: { Type: 'CNAME', Name: expect.stringMatching(/^_[0-9a-f]{32}\.example\.com\.$/) as string },
        },
      ],
    });
    await own.advance(72 * 3600);
    expect((await described(acm, CertificateArn)).Status).toBe('VALIDATION_TIMED_OUT');
  } finally {
    await own.stop();
  }
});

test('a certificate of another account or region is not found', async () => {
  const { account, acm, root } = await withRoot();
  const { CertificateArn = '' } = await requested(acm, { CertificateAuthorityArn: root });
  const command = new DescribeCertificateCommand({ CertificateArn });
  const missing = { name: 'ResourceNotFoundException' };
  await expect(bench.acm(freshAccount()).send(command)).rejects.toMatchObject(missing);
  await expect(bench.acm(account, 'us-east-1').send(command)).rejects.toMatchObject(missing);
});
