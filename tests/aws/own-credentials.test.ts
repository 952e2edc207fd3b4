import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetPolicyCommand } from '@aws-sdk/client-acm-pca';
import { callerIn, configuredRegion } from '../../core/aws/caller.ts';
import { OwnCredentials } from '../../core/aws/own-credentials.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const own = () => new OwnCredentials(PAYMENTS);

const describeIn = (reader: OwnCredentials, account: string, region = REGION) =>
  reader.read(account, region, 'acm:DescribeCertificate', async ({ acm }) => {
    const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: CERTIFICATE_ARN }));
    return Certificate?.DomainName;
  });

const policyOf = (account: string) =>
  own().read(account, REGION, 'acm-pca:GetPolicy', async ({ pca }) => {
    const { Policy } = await pca.send(new GetPolicyCommand({ ResourceArn: AUTHORITY_ARN }));
    return Policy;
  });

describe('the credentials of a terminal', () => {
  beforeEach(() => stub.on('DescribeCertificate', output({ Certificate: { DomainName: 'www.example.com' } })));

  test('read their own account, in the region asked for, and assume no role', async () => {
    const reader = own();
    expect(await describeIn(reader, PAYMENTS)).toEqual({ known: true, value: 'www.example.com' });
    expect(await describeIn(reader, PAYMENTS, 'us-east-1')).toMatchObject({ known: true });
    expect(stub.calls).toMatchObject([{ region: REGION }, { region: 'us-east-1' }]);
    expect(stub.calls.map(({ accessKeyId }) => accessKeyId)).toEqual(['HUB', 'HUB']);
  });

  test('learn that a region does not offer something, and go on; a mistake of the program is none of that', async () => {
    stub.clear();
    stub.on('DescribeCertificate', failure('UnknownOperationException'));
    expect(await describeIn(own(), PAYMENTS)).toMatchObject({
      known: false,
      why: { kind: 'unavailable', operation: 'acm:DescribeCertificate', account: PAYMENTS },
    });
    const mistaken = own().read(PAYMENTS, REGION, 'acm:DescribeCertificate', () =>
      Promise.reject(new TypeError('x is not a function')),
    );
    await expect(mistaken).rejects.toThrow(TypeError);
  });

  test('read ACM of no other account: which profile would is told, and nobody is asked', async () => {
    expect(await describeIn(own(), PKI)).toEqual({
      known: false,
      why: {
        kind: 'not-configured',
        operation: 'acm:DescribeCertificate',
        account: PKI,
        message: `the credentials are of account ${PAYMENTS}`,
      },
    });
    expect(stub.calls).toEqual([]);
  });

  test('read a private CA that another account shares', async () => {
    stub.on('GetPolicy', output({ Policy: '{}' }));
    expect(await policyOf(PKI)).toEqual({ known: true, value: '{}' });
  });

  test('of a CA that is not shared learn that they may not', async () => {
    stub.on('GetPolicy', failure('AccessDeniedException'));
    expect(await policyOf(PKI)).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm-pca:GetPolicy', account: PKI },
    });
  });
});

describe('who is calling', () => {
  const identity = { Account: PAYMENTS, Arn: `arn:aws:sts::${PAYMENTS}:assumed-role/Admin/me`, UserId: 'A:me' };

  test('is what STS says', async () => {
    stub.on('GetCallerIdentity', output(identity));
    expect(await callerIn(REGION)).toEqual({ account: PAYMENTS, arn: identity.Arn });
    expect(stub.calls).toMatchObject([{ operation: 'GetCallerIdentity', region: REGION }]);
  });

  test.each([
    ['expired ones', failure('ExpiredToken', 403), 'ExpiredToken'],
    ['ones nobody knows', failure('InvalidClientTokenId', 403), 'InvalidClientTokenId'],
  ])('with %s is the SDK’s own error', async (_, answer, name) => {
    stub.on('GetCallerIdentity', answer);
    await expect(callerIn(REGION)).rejects.toMatchObject({ name });
  });

  test('without an account is an error', async () => {
    stub.on('GetCallerIdentity', output({ UserId: 'A:me' }));
    await expect(callerIn(REGION)).rejects.toThrow('without an account');
  });
});

describe('the region of a terminal', () => {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  afterEach(() => {
    for (const [name, value] of Object.entries({ AWS_REGION, AWS_DEFAULT_REGION }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  test('is what the SDK is configured for', async () => {
    process.env.AWS_REGION = 'eu-north-1';
    expect(await configuredRegion()).toBe('eu-north-1');
  });

  test('is unknown where nothing says one', async () => {
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
    expect(await configuredRegion()).toBeUndefined();
  });
});
