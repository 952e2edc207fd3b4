import { type Bench, startBench } from './kit/emulator.ts';
import { signature, wire } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench({ defaultAccount: '999988887777' })));
afterAll(() => bench.stop());

const CA = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555';

describe('an answer', () => {
  test('has the content type and a request id of the protocol', async () => {
    const { status, headers } = await wire(bench.url, 'acm', 'ListCertificates');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that is an error names it in body and header', async () => {
    const answer = await wire(bench.url, 'acm-pca', 'DescribeCertificateAuthority', { CertificateAuthorityArn: CA });
    expect(answer).toMatchObject({
      status: 400,
      body: { __type: 'ResourceNotFoundException', message: `Could not find certificate authority ${CA}.` },
    });
    expect(answer.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  });
});

describe('a call is refused', () => {
  const call = (headers: Record<string, string>) => wire(bench.url, 'acm', 'ListCertificates', {}, headers);

  test.each([
    ['without a signature', { authorization: '' }, 'MissingAuthenticationTokenException'],
    ['with half a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=1/2/3' }, 'IncompleteSignatureException'],
    ['with another scheme', { authorization: 'Basic eDp5' }, 'IncompleteSignatureException'],
    ['with the signature of another service', { authorization: signature('acm-pca') }, 'InvalidSignatureException'],
    [
      'with a region that is none',
      { authorization: signature('acm', '111122223333', 'nowhere') },
      'InvalidSignatureException',
    ],
    [
      'for an operation that does not exist',
      { 'x-amz-target': 'CertificateManager.Nothing' },
      'UnknownOperationException',
    ],
    ['for a service that is not here', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'UnknownOperationException'],
    ['for a property of every object', { 'x-amz-target': 'constructor.name' }, 'UnknownOperationException'],
  ])('%s', async (_, headers, type) => {
    expect(await call(headers)).toMatchObject({ status: 400, body: { __type: type } });
  });

  test.each(['ResendValidationEmail', 'ListCertificateDomainValidations', 'CreateAcmeEndpoint'])(
    'for %s by its name, because the emulator has it not',
    async (operation) => {
      expect(await wire(bench.url, 'acm', operation)).toMatchObject({
        status: 400,
        body: {
          __type: 'ValidationException',
          message: `The emulator does not support the operation CertificateManager.${operation}.`,
        },
      });
    },
  );

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('with a body that is %s', async (_, body) => {
    expect(await wire(bench.url, 'acm', 'ListCertificates', body)).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  });

  test('with a body of more than eight megabytes', async () => {
    const { status } = await wire(bench.url, 'acm', 'ListCertificates', `"${'x'.repeat(9_000_000)}"`);
    expect(status).toBe(413);
  });
});

describe('an input', () => {
  test.each([
    ['that nobody knows', { Colour: 'red' }, "The emulator does not know the input member 'Colour'."],
    [
      'that nobody knows, deep inside',
      { Includes: { colour: 'red' } },
      "The emulator does not know the input member 'Includes.colour'.",
    ],
  ])('%s is named and refused, never ignored', async (_, body, message) => {
    expect(await wire(bench.url, 'acm', 'ListCertificates', body)).toMatchObject({
      body: { __type: 'ValidationException', message },
    });
  });

  test.each([
    [
      'missing',
      'acm-pca',
      'ListPermissions',
      {},
      "1 validation error detected: Value null at 'certificateAuthorityArn' failed to satisfy constraint: Member must not be null",
    ],
    [
      'too small',
      'acm',
      'ListCertificates',
      { MaxItems: 0 },
      "1 validation error detected: Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'too large',
      'acm',
      'ListCertificates',
      { MaxItems: 1001 },
      "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'too short',
      'acm-pca',
      'ListPermissions',
      { CertificateAuthorityArn: 'x' },
      "1 validation error detected: Value 'x' at 'certificateAuthorityArn' failed to satisfy constraint: Member must have length greater than or equal to 5",
    ],
    [
      'outside its values',
      'acm',
      'ListCertificates',
      { CertificateStatuses: ['x'] },
      "1 validation error detected: Value 'x' at 'certificateStatuses.1.member' failed to satisfy constraint: Member must satisfy enum value set: [PENDING_VALIDATION, ISSUED, INACTIVE, EXPIRED, VALIDATION_TIMED_OUT, REVOKED, FAILED]",
    ],
    [
      'outside its pattern',
      'acm-pca',
      'CreatePermission',
      { CertificateAuthorityArn: CA, Principal: '*', Actions: ['GetCertificate'] },
      "1 validation error detected: Value '*' at 'principal' failed to satisfy constraint: Member must satisfy regular expression pattern: [^*]+",
    ],
  ] as const)('that is %s is told in the words of the services', async (_, service, operation, body, message) => {
    expect(await wire(bench.url, service, operation, body)).toMatchObject({
      body: { __type: 'ValidationException', message },
    });
  });

  test('of another JSON type, or base64 that is none, is a SerializationException', async () => {
    const type = { __type: 'SerializationException' };
    expect((await wire(bench.url, 'acm', 'ListCertificates', { MaxItems: '1' })).body).toMatchObject(type);
    const blob = { CertificateArn: `arn:aws:acm:eu-west-1:111122223333:certificate/x`, Passphrase: 'not base64!' };
    expect((await wire(bench.url, 'acm', 'ExportCertificate', blob)).body).toMatchObject(type);
  });

  test('that is null counts as absent', async () => {
    expect(await wire(bench.url, 'acm', 'ListCertificates', { NextToken: null })).toMatchObject({ status: 200 });
  });
});

describe('STS GetCallerIdentity', () => {
  const identity = async (key: string, region = 'eu-west-1', form = 'Action=GetCallerIdentity&Version=2011-06-15') => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: signature('sts', key, region),
    };
    const response = await fetch(bench.url, { method: 'POST', headers, body: form });
    return { status: response.status, text: await response.text() };
  };

  test('names the account of a key of twelve digits, and the default account for any other', async () => {
    expect((await identity('111122223333')).text).toContain('<Arn>arn:aws:iam::111122223333:root</Arn>');
    expect((await identity('AKIAEXAMPLE')).text).toContain('<Account>999988887777</Account>');
  });

  test('knows the partition of the region', async () => {
    expect((await identity('111122223333', 'us-gov-west-1')).text).toContain('arn:aws-us-gov:iam::111122223333:root');
  });

  test('is the only action of STS here', async () => {
    const { status, text } = await identity('111122223333', 'eu-west-1', 'Action=AssumeRole');
    expect(status).toBe(400);
    expect(text).toContain('sts:AssumeRole');
  });
});

test('what is no call is answered 404, naming it', async () => {
  const response = await fetch(`${bench.url}/nothing`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('GET /nothing');
});
