import {
  GetCertificateCommand,
  IssueCertificateCommand,
  type IssueCertificateCommandInput,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, issuance, issued, template } from './kit/authorities.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, fileOf, newCsr, openssl } from './kit/openssl.ts';

const NOW = new Date('2026-03-31T10:00:00.000Z');

let bench: Bench;
beforeAll(async () => void (bench = await startBench({ now: NOW })));
afterAll(() => bench.stop());

const send = (pca: ReturnType<Bench['pca']>, input: IssueCertificateCommandInput) =>
  pca.send(new IssueCertificateCommand(input));

async function emulatorNow(): Promise<Date> {
  const { now } = (await bench.admin('GET', '/clock')).body as { now: string };
  return new Date(now);
}

const endOf = (pem: string): Date =>
  new Date(openssl('x509', '-in', fileOf(pem), '-noout', '-enddate').replace('notAfter=', '').trim());

describe('validity', () => {
  const relative: [Type: 'DAYS' | 'MONTHS' | 'YEARS', Value: number, end: string][] = [
    ['DAYS', 1, '2026-04-01T10:00'],
    ['MONTHS', 1, '2026-04-30T10:00'],
    ['MONTHS', 11, '2027-02-28T10:00'],
    ['YEARS', 2, '2028-03-31T10:00'],
  ];

  test.each(relative)('of %s %d is counted from the issue and ends %s', async (Type, Value, end) => {
    const own = await startBench({ now: NOW });
    try {
      const pca = own.pca(freshAccount());
      const root = await activeRoot(pca);
      const leaf = await issued(pca, issuance(root, { Validity: { Type, Value } }));
      expect(
        endOf(leaf.Certificate ?? '')
          .toISOString()
          .slice(0, 16),
      ).toBe(end);
    } finally {
      await own.stop();
    }
  });

  test.each([
    ['END_DATE', 270_102_030_405, '2027-01-02T03:04:05.000Z'],
    ['END_DATE', 20_270_102_030_405, '2027-01-02T03:04:05.000Z'],
    ['ABSOLUTE', Date.UTC(2027, 0, 2) / 1000, '2027-01-02T00:00:00.000Z'],
  ] as const)('of %s %d ends %s', async (Type, Value, end) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const leaf = await issued(pca, issuance(root, { Validity: { Type, Value } }));
    expect(endOf(leaf.Certificate ?? '').toISOString()).toBe(end);
  });

  test.each([
    ['a day that the calendar has not', { Type: 'END_DATE', Value: 20_270_230_000_000 }],
    ['digits that are no date', { Type: 'END_DATE', Value: 7 }],
    ['an end in the past', { Type: 'ABSOLUTE', Value: 1_000_000_000 }],
    ['an end that X.509 cannot write', { Type: 'YEARS', Value: 100_000_000 }],
    ['nothing at all', { Type: 'DAYS', Value: 0 }],
  ] as const)('of %s is a ValidationException', async (_, Validity) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    await expect(send(pca, issuance(root, { Validity }))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('beyond the end of the CA is a ValidationException with the words of the service', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca, { days: 100 });
    await expect(send(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 101 } }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'The certificate validity specified exceeds the certificate authority validity',
    });
    await expect(send(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 99 } }))).resolves.toBeDefined();
  });

  test('can begin when ValidityNotBefore says, which must be ABSOLUTE', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const start = Math.floor((await emulatorNow()).getTime() / 1000) + 600;
    const leaf = await issued(pca, issuance(root, { ValidityNotBefore: { Type: 'ABSOLUTE', Value: start } }));
    const printed = openssl('x509', '-in', fileOf(leaf.Certificate ?? ''), '-noout', '-startdate').replace(
      'notBefore=',
      '',
    );
    expect(Date.parse(printed)).toBe(start * 1000);
    await expect(send(pca, issuance(root, { ValidityNotBefore: { Type: 'DAYS', Value: 1 } }))).rejects.toMatchObject({
      name: 'InvalidArgsException',
    });
  });

  test('of a CA in SHORT_LIVED_CERTIFICATE mode is seven days at most', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca, { UsageMode: 'SHORT_LIVED_CERTIFICATE' });
    await expect(send(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 8 } }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(send(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 7 } }))).resolves.toBeDefined();
  });
});

describe('a CSR is refused', () => {
  const der = Buffer.from(newCsr().csr.replace(/-----.*-----|\s/g, ''), 'base64');
  const changed = Buffer.concat([der.subarray(0, -1), Buffer.from([(der.at(-1) ?? 0) ^ 1])]);
  const broken = `-----BEGIN CERTIFICATE REQUEST-----\n${changed.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  test.each([
    ['when it is no PEM', 'hello'],
    ['when it is no CSR', '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----'],
    ['when it has neither subject nor alternative names', newCsr({ subject: [] }).csr],
    ['when it is cut short', newCsr().csr.replace(/\n[A-Za-z0-9+/=]+\n-----END/, '\n-----END')],
    ['when something stands before it', `hello\n${newCsr().csr}`],
    ['when its signature does not fit', broken],
    ['when its RSA key has 1024 bits', newCsr({ key: 'rsa:1024' }).csr],
    ['when its RSA key has 3000 bits', newCsr({ key: 'rsa:3000' }).csr],
    ['when its key is of another curve', newCsr({ key: 'secp256k1' }).csr],
  ])('%s', async (_, csr) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    await expect(send(pca, issuance(root, { Csr: Buffer.from(csr) }))).rejects.toMatchObject({
      name: 'MalformedCSRException',
    });
  });

  test('when its key is of Edwards’ kind: the message says that, not that the signature is wrong', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const keys = ['-newkey', 'ed25519', '-nodes', '-keyout', fileOf('')];
    const csr = openssl('req', '-new', ...keys, '-subj', '/CN=ed.example.com');
    await expect(send(pca, issuance(root, { Csr: Buffer.from(csr) }))).rejects.toMatchObject({
      name: 'MalformedCSRException',
      message: expect.stringContaining('of a kind that is not supported') as string,
    });
  });

  test('not for having no subject when it has alternative names', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const { csr } = newCsr({ subject: [], names: 'DNS:only.example.com' });
    const leaf = await issued(pca, issuance(root, { Csr: Buffer.from(csr) }));
    expect(certificateText(leaf.Certificate ?? '')).toContain('DNS:only.example.com');
  });
});

test('the signing algorithm must be of the family of the key of the CA', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca);
  await expect(send(pca, issuance(root, { SigningAlgorithm: 'SHA256WITHRSA' }))).rejects.toMatchObject({
    name: 'InvalidArgsException',
  });
});

test('a hash other than the one the CA was created with can be asked for', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca, { key: 'RSA_2048' });
  const leaf = await issued(pca, issuance(root, { SigningAlgorithm: 'SHA512WITHRSA' }));
  expect(certificateText(leaf.Certificate ?? '')).toContain('Signature Algorithm: sha512WithRSAEncryption');
});

describe('the idempotency token', () => {
  test('gives the same certificate for the same request for five minutes, and another one after', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const request = issuance(root, { IdempotencyToken: 'one' });
    const first = await send(pca, request);
    await bench.advance(290);
    expect((await send(pca, request)).CertificateArn).toBe(first.CertificateArn);
    await bench.advance(10);
    expect((await send(pca, request)).CertificateArn).not.toBe(first.CertificateArn);
  });

  test('gives one certificate to requests at the same moment', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const request = issuance(root, { IdempotencyToken: 'same' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(pca, request)));
    expect(new Set(answers.map(({ CertificateArn }) => CertificateArn)).size).toBe(1);
  });

  test('with another CSR asks for another certificate', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const first = await send(pca, issuance(root, { IdempotencyToken: 'one' }));
    const second = await send(pca, issuance(root, { IdempotencyToken: 'one' }));
    expect(second.CertificateArn).not.toBe(first.CertificateArn);
  });
});

test('GetCertificate says RequestInProgressException until the certificate is settled', async () => {
  const slow = await startBench({ settleMilliseconds: 400 });
  try {
    const pca = slow.pca(freshAccount());
    const root = await activeRoot(pca);
    const { CertificateArn } = await send(pca, issuance(root));
    const get = new GetCertificateCommand({ CertificateAuthorityArn: root, CertificateArn });
    await expect(pca.send(get)).rejects.toMatchObject({ name: 'RequestInProgressException' });
  } finally {
    await slow.stop();
  }
});

test('GetCertificate returns expired certificates too', async () => {
  const own = await startBench();
  try {
    const pca = own.pca(freshAccount());
    const root = await activeRoot(pca);
    const leaf = await issued(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 1 } }));
    await own.advance(2 * DAY);
    const get = new GetCertificateCommand({ CertificateAuthorityArn: root, CertificateArn: leaf.arn });
    expect((await pca.send(get)).Certificate).toBe(leaf.Certificate);
  } finally {
    await own.stop();
  }
});

describe('templates', () => {
  test.each([
    ['EndEntityClientAuthCertificate', /Extended Key Usage: \n\s+TLS Web Client Authentication\n/],
    ['EndEntityServerAuthCertificate', /Extended Key Usage: \n\s+TLS Web Server Authentication\n/],
    ['CodeSigningCertificate', /Extended Key Usage: critical\n\s+Code Signing\n/],
    ['OCSPSigningCertificate', /Extended Key Usage: critical\n\s+OCSP Signing\n/],
  ])('%s/V1 sets its own extended key usage', async (name, expected) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const leaf = await issued(pca, issuance(root, { TemplateArn: template(name) }));
    expect(certificateText(leaf.Certificate ?? '')).toMatch(expected);
  });

  test('BlankEndEntityCertificate_CSRPassthrough/V1 takes the extensions of the CSR, but never CA:TRUE', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const { csr } = newCsr({
      extensions: [
        'basicConstraints=critical,CA:TRUE',
        'keyUsage=critical,keyAgreement',
        'extendedKeyUsage=emailProtection',
        '1.2.3.4=ASN1:UTF8:odd',
      ],
    });
    const TemplateArn = template('BlankEndEntityCertificate_CSRPassthrough');
    const leaf = await issued(pca, issuance(root, { TemplateArn, Csr: Buffer.from(csr) }));
    const text = certificateText(leaf.Certificate ?? '');
    expect(text).toMatch(/Key Usage: critical\n\s+Key Agreement\n/);
    expect(text).toContain('E-mail Protection');
    expect(text).toContain('1.2.3.4');
    expect(text).toMatch(/Basic Constraints: \n\s+CA:FALSE/);
  });

  test('BlankEndEntityCertificate_APICSRPassthrough/V1 prefers the API to the CSR', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const { csr } = newCsr({ names: 'DNS:csr.example.com', extensions: ['extendedKeyUsage=emailProtection'] });
    const leaf = await issued(
      pca,
      issuance(root, {
        TemplateArn: template('BlankEndEntityCertificate_APICSRPassthrough'),
        Csr: Buffer.from(csr),
        ApiPassthrough: {
          Subject: { CommonName: 'from the API', Organization: 'Example' },
          Extensions: {
            SubjectAlternativeNames: [
              { DnsName: 'api.example.com' },
              { IpAddress: '192.0.2.1' },
              { UniformResourceIdentifier: 'spiffe://x/y' },
            ],
            KeyUsage: { DigitalSignature: true, KeyAgreement: true },
            CustomExtensions: [{ ObjectIdentifier: '1.2.3.4.5', Value: 'BQA=', Critical: false }],
          },
        },
      }),
    );
    const text = certificateText(leaf.Certificate ?? '');
    expect(text).toContain('Subject: O = Example, CN = from the API');
    expect(text).toContain('DNS:api.example.com, IP Address:192.0.2.1, URI:spiffe://x/y');
    expect(text).not.toContain('csr.example.com');
    expect(text).toContain('E-mail Protection');
    expect(text).toContain('1.2.3.4.5');
  });

  test('without passthrough ignore ApiPassthrough, as the service does', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const ApiPassthrough = { Subject: { CommonName: 'ignored' } };
    const leaf = await issued(pca, issuance(root, { ApiPassthrough }));
    expect(certificateText(leaf.Certificate ?? '')).toContain('Subject: CN = leaf.example.com');
  });
});
