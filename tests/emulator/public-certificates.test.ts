import {
  ExportCertificateCommand,
  GetCertificateCommand,
  type KeyAlgorithm,
  RequestCertificateCommand,
  type RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import type { ACMClient } from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { describe as described, imported, requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, verifies } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const validated = (certificateArn: string, domainValidated = true) =>
  bench.admin('POST', '/certificates/public', { certificateArn, domainValidated });

async function waiting(acm: ACMClient, more: Partial<RequestCertificateCommandInput> = {}): Promise<string> {
  const command = new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS', ...more });
  return (await acm.send(command)).CertificateArn ?? '';
}

async function issued(acm: ACMClient, more: Partial<RequestCertificateCommandInput> = {}): Promise<string> {
  const arn = await waiting(acm, more);
  await validated(arn);
  return arn;
}

describe('a public certificate whose DNS record is found', () => {
  test('is issued for 198 whole days by Amazon, for servers, with its names', async () => {
    const acm = bench.acm(freshAccount());
    const midnight = new Date().setUTCHours(0, 0, 0, 0);
    const arn = await waiting(acm, { SubjectAlternativeNames: ['a.example.com'] });
    expect(await validated(arn)).toEqual({
      status: 200,
      body: { certificateArn: arn, domainValidated: true, status: 'ISSUED' },
    });
    expect(await described(acm, arn)).toMatchObject({
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      Issuer: 'Amazon',
      Subject: 'CN=www.example.com',
      SignatureAlgorithm: 'SHA256WITHRSA',
      NotBefore: new Date(midnight),
      NotAfter: new Date(midnight + 198 * DAY * 1000 - 1000),
      KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
      ExtendedKeyUsages: [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION' }],
      RenewalEligibility: 'INELIGIBLE',
      CertificateKeyPairOrigin: 'AWS_MANAGED',
      DomainValidationOptions: [{ ValidationStatus: 'SUCCESS' }, { ValidationStatus: 'SUCCESS' }],
    });
    const { Certificate = '' } = await acm.send(new GetCertificateCommand({ CertificateArn: arn }));
    expect(certificateText(Certificate)).toContain('DNS:www.example.com, DNS:a.example.com');
  });

  test.each<KeyAlgorithm>(['RSA_2048', 'EC_prime256v1', 'EC_secp384r1'])(
    'has a chain with a key of %s that openssl accepts',
    async (KeyAlgorithm) => {
      const acm = bench.acm(freshAccount());
      const CertificateArn = await issued(acm, { KeyAlgorithm });
      const { Certificate = '', CertificateChain = '' } = await acm.send(new GetCertificateCommand({ CertificateArn }));
      const [intermediate = '', root = ''] = CertificateChain.split(/(?<=END CERTIFICATE-----\n)/);
      expect(verifies(Certificate, intermediate, root)).toBe('OK');
    },
  );

  test('keeps its certificate when the record disappears, and when it is found again', async () => {
    const acm = bench.acm(freshAccount());
    const arn = await issued(acm);
    const { Serial } = await described(acm, arn);
    expect(await validated(arn, false)).toMatchObject({ body: { domainValidated: false, status: 'ISSUED' } });
    await validated(arn);
    expect(await described(acm, arn)).toMatchObject({ Serial, Status: 'ISSUED' });
  });

  test('is eligible for renewal once something uses it', async () => {
    const acm = bench.acm(freshAccount());
    const arn = await issued(acm);
    await bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: ['arn:aws:elb'] });
    expect(await described(acm, arn)).toMatchObject({ RenewalEligibility: 'ELIGIBLE' });
  });

  test('can be exported if it was requested so, and not otherwise', async () => {
    const acm = bench.acm(freshAccount());
    const Passphrase = Buffer.from('passphrase');
    const plain = await issued(acm);
    const exportable = await issued(acm, { Options: { Export: 'ENABLED' } });
    await expect(acm.send(new ExportCertificateCommand({ CertificateArn: plain, Passphrase }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const { PrivateKey } = await acm.send(new ExportCertificateCommand({ CertificateArn: exportable, Passphrase }));
    expect(PrivateKey).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY/);
    expect(await described(acm, exportable)).toMatchObject({ RenewalEligibility: 'ELIGIBLE' });
  });
});

test('validations of several certificates at once share one hierarchy', async () => {
  const other = await startBench();
  try {
    const acm = other.acm(freshAccount());
    const arns = await Promise.all([waiting(acm), waiting(acm), waiting(acm)]);
    await Promise.all(
      arns.map((certificateArn) =>
        other.admin('POST', '/certificates/public', { certificateArn, domainValidated: true }),
      ),
    );
    const chains = await Promise.all(
      arns.map(
        async (CertificateArn) => (await acm.send(new GetCertificateCommand({ CertificateArn }))).CertificateChain,
      ),
    );
    expect(new Set(chains).size).toBe(1);
  } finally {
    await other.stop();
  }
});

test('decades later a public certificate is issued by a hierarchy that is still valid', async () => {
  const other = await startBench();
  try {
    const acm = other.acm(freshAccount());
    const issueHere = async (): Promise<string | undefined> => {
      const CertificateArn = await waiting(acm);
      await other.admin('POST', '/certificates/public', { certificateArn: CertificateArn, domainValidated: true });
      return (await acm.send(new GetCertificateCommand({ CertificateArn }))).CertificateChain;
    };
    const before = await issueHere();
    await other.advance(19 * 365 * DAY);
    expect(await issueHere()).not.toBe(before);
  } finally {
    await other.stop();
  }
});

describe('an ACME client’s certificate', () => {
  const made = async (account: string, more: object = {}) => {
    const wish = { accountId: account, region: 'eu-west-1', domainName: 'acme.example.com', ...more };
    const { status, body } = await bench.admin('POST', '/certificates/acme', wish);
    return { status, arn: (body as { certificateArn: string }).certificateArn };
  };

  test('is issued, of ACME origin, names its endpoint and account, and is not renewed by ACM though in use', async () => {
    const account = freshAccount();
    const acm = bench.acm(account);
    const { arn } = await made(account);
    await bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: ['arn:aws:elb'] });
    expect(await described(acm, arn)).toMatchObject({
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      DomainName: 'acme.example.com',
      KeyAlgorithm: 'EC-prime256v1',
      CertificateKeyPairOrigin: 'ACME',
      AcmeEndpointArn: expect.stringMatching(
        `^arn:aws:acm:eu-west-1:${account}:acme-endpoint/[0-9a-f-]{36}$`,
      ) as string,
      AcmeAccountId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      RenewalEligibility: 'INELIGIBLE',
    });
  });

  test('cannot be exported: its key was never here', async () => {
    const account = freshAccount();
    const { arn: CertificateArn } = await made(account, { keyAlgorithm: 'RSA_2048' });
    const command = new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from('passphrase') });
    await expect(bench.acm(account).send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('ACME client') as string,
    });
  });

  test.each([
    [{ accountId: '12' }, 'accountId'],
    [{ region: 'nowhere' }, 'region'],
    [{ domainName: 'no domain' }, 'domainName'],
    [{ keyAlgorithm: 'RSA_1024' }, 'keyAlgorithm'],
    [{ colour: 'red' }, 'colour'],
  ])('is not made from %j', async (wrong, field) => {
    const wish = { accountId: freshAccount(), region: 'eu-west-1', domainName: 'acme.example.com', ...wrong };
    expect(await bench.admin('POST', '/certificates/acme', wish)).toMatchObject({ status: 400, body: { field } });
  });
});

describe('a validation is refused', () => {
  const refusal = { status: 400, body: { field: 'certificateArn' } };

  test('for a certificate that is not there, not public, or an ACME client’s', async () => {
    const account = freshAccount();
    const acm = bench.acm(account);
    const arn = await imported(acm);
    const authority = await activeRoot(bench.pca(account));
    const { CertificateArn = '' } = await requested(acm, { CertificateAuthorityArn: authority });
    const wish = { accountId: account, region: 'eu-west-1', domainName: 'acme.example.com' };
    const acme = (await bench.admin('POST', '/certificates/acme', wish)).body as { certificateArn: string };
    for (const wrong of [arn.replace(/.{12}$/, '000000000000'), arn, CertificateArn, acme.certificateArn]) {
      expect(await validated(wrong)).toMatchObject(refusal);
    }
  });

  test('after 72 hours, when the request has timed out', async () => {
    const other = await startBench();
    try {
      const acm = other.acm(freshAccount());
      const certificateArn = await waiting(acm);
      await other.advance(3 * DAY);
      const answer = await other.admin('POST', '/certificates/public', { certificateArn, domainValidated: true });
      expect(answer).toMatchObject(refusal);
      expect(await described(acm, certificateArn)).toMatchObject({ Status: 'VALIDATION_TIMED_OUT' });
    } finally {
      await other.stop();
    }
  });
});
