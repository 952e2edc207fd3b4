import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { Consumers } from '../../core/aws/consumers.ts';
import type { Accounts } from '../../core/aws/accounts.ts';
import { PAYMENTS, PKI, STRANGER, WEB } from '../builders/accounts.ts';
import { failure, output, reset, StubAws, type Answer } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, NOON, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const describeIn = (accounts: Accounts, account: string, region = REGION) =>
  accounts.read(account, region, 'acm:DescribeCertificate', async ({ acm }) => {
    const { Certificate } = await acm.send(
      new DescribeCertificateCommand({ CertificateArn: 'arn:aws:acm:::certificate/1' }),
    );
    return Certificate?.DomainName;
  });
const someCertificate = output({ Certificate: { DomainName: 'www.example.com' } });

describe('what goes wrong in a read is an unknown fact of its kind, never an answer', () => {
  test.each<[string, Answer, string]>([
    ['a denial', failure('AccessDeniedException'), 'access-denied'],
    ['a key that is not known any more', failure('UnrecognizedClientException'), 'access-denied'],
    ['an expired session', failure('ExpiredTokenException'), 'access-denied'],
    ['a throttle', failure('ThrottlingException'), 'throttled'],
    ['too many requests', failure('TooManyRequestsException', 429), 'throttled'],
    ['a service out of order', failure('InternalFailure', 500), 'unavailable'],
    ['a service that is away', failure('ServiceUnavailable', 503), 'unavailable'],
    ['a limit', failure('LimitExceededException'), 'throttled'],
    ['a CA in another state', failure('InvalidStateException'), 'wrong-state'],
    ['an unspecified failure of AWS Private CA', failure('RequestFailedException'), 'unavailable'],
    ['a connection that breaks', reset, 'unavailable'],
  ])('%s', async (_, answer, kind) => {
    stub.on('DescribeCertificate', answer);
    expect(await describeIn(accountsFrom(), PKI)).toMatchObject({
      known: false,
      why: { kind, operation: 'acm:DescribeCertificate', account: PKI },
    });
  });

  test('what is our own mistake is an error', async () => {
    stub.on('DescribeCertificate', failure('ValidationException'));
    await expect(describeIn(accountsFrom(), PKI)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test.each([
    ['a throttle', failure('ThrottlingException')],
    ['a service out of order', failure('InternalFailure', 500)],
    ['a connection that breaks', reset],
  ])('%s that passes is not noticed', async (_, answer) => {
    stub.on('DescribeCertificate', answer, answer, someCertificate);
    expect(await describeIn(accountsFrom(), PKI)).toEqual({ known: true, value: 'www.example.com' });
    expect(stub.calls).toHaveLength(3);
  });

  test.each([
    ['a throttle', failure('ThrottlingException'), 4],
    ['a denial', failure('AccessDeniedException'), 1],
  ])('%s is asked again no more than it helps', async (_, answer, calls) => {
    stub.on('DescribeCertificate', answer);
    await describeIn(accountsFrom(), PKI);
    expect(stub.calls).toHaveLength(calls);
  });
});

describe('entering another account', () => {
  beforeEach(() => stub.on('DescribeCertificate', someCertificate));

  test('takes its role, with the external id', async () => {
    letAssume(stub);
    expect(await describeIn(accountsFrom(), PAYMENTS)).toEqual({ known: true, value: 'www.example.com' });
    expect(stub.callsOf('AssumeRole')).toMatchObject([
      {
        input: {
          RoleArn: `arn:aws:iam::${PAYMENTS}:role/RenewGuardRead`,
          ExternalId: 'x-1',
          RoleSessionName: 'renewguard',
        },
        accessKeyId: 'HUB',
      },
    ]);
    expect(stub.callsOf('DescribeCertificate')).toMatchObject([{ accessKeyId: 'MEMBER' }]);
  });

  test('asks for a session that may do what the function reads, and nothing else', async () => {
    letAssume(stub);
    await describeIn(accountsFrom(), PAYMENTS);
    expect(JSON.parse(stub.callsOf('AssumeRole')[0]?.input.Policy as string)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['acm:DescribeCertificate'], Resource: '*' }],
    });
  });

  test('takes the role of its own partition', async () => {
    letAssume(stub);
    await describeIn(accountsFrom({ partition: 'aws-cn' }), PAYMENTS);
    expect(stub.callsOf('AssumeRole')[0]?.input.RoleArn).toBe(`arn:aws-cn:iam::${PAYMENTS}:role/RenewGuardRead`);
  });

  test('sends no external id where none is set', async () => {
    letAssume(stub);
    await describeIn(accountsFrom({ externalId: '' }), PAYMENTS);
    expect(stub.callsOf('AssumeRole')[0]?.input).not.toHaveProperty('ExternalId');
  });

  test('asks for the role once for many reads, at once and one after the other, in any region', async () => {
    letAssume(stub);
    const accounts = accountsFrom();
    await Promise.all([1, 2, 3, 4, 5].map(() => describeIn(accounts, PAYMENTS)));
    await describeIn(accounts, PAYMENTS, 'us-east-1');
    expect(stub.callsOf('AssumeRole')).toHaveLength(1);
    await describeIn(accounts, WEB);
    expect(stub.callsOf('AssumeRole')).toHaveLength(2);
  });

  test('asks for the role again before the session ends', async () => {
    letAssume(stub, 60);
    let now = NOON;
    const accounts = accountsFrom({}, () => now);
    await describeIn(accounts, PAYMENTS);
    now = NOON + 54 * 60_000;
    await describeIn(accounts, PAYMENTS);
    expect(stub.callsOf('AssumeRole')).toHaveLength(1);
    now = NOON + 55 * 60_000;
    await describeIn(accounts, PAYMENTS);
    expect(stub.callsOf('AssumeRole')).toHaveLength(2);
  });

  test('uses even a session that is about to end, rather than to ask for ever', async () => {
    letAssume(stub, 1);
    expect(await describeIn(accountsFrom(), PAYMENTS)).toMatchObject({ known: true });
    expect(stub.callsOf('AssumeRole')).toHaveLength(1);
  });

  test('needs no role in the hub’s own account', async () => {
    await describeIn(accountsFrom(), PKI);
    expect(stub.calls).toMatchObject([{ operation: 'DescribeCertificate', accessKeyId: 'HUB' }]);
  });

  test.each<[string, Answer, string]>([
    ['is refused', failure('AccessDenied', 403), 'access-denied'],
    ['is throttled', failure('Throttling'), 'throttled'],
    ['gets no answer', reset, 'unavailable'],
  ])('that %s is an unknown fact, and the account is not read', async (_, answer, kind) => {
    stub.on('AssumeRole', answer);
    expect(await describeIn(accountsFrom(), PAYMENTS)).toMatchObject({
      known: false,
      why: { kind, operation: 'sts:AssumeRole', account: PAYMENTS },
    });
    expect(stub.callsOf('DescribeCertificate')).toEqual([]);
  });

  test('that was refused is tried again at the next read', async () => {
    const accounts = accountsFrom();
    stub.on('AssumeRole', failure('AccessDenied', 403));
    await describeIn(accounts, PAYMENTS);
    letAssume(stub);
    expect(await describeIn(accounts, PAYMENTS)).toMatchObject({ known: true });
  });
});

test('an account that is no member is not entered, whoever names it', async () => {
  expect(await describeIn(accountsFrom(), STRANGER)).toMatchObject({
    known: false,
    why: { kind: 'not-configured', operation: 'sts:AssumeRole', account: STRANGER },
  });
  expect(stub.calls).toEqual([]);
});

describe('ACM’s role in an account', () => {
  const consumers = () => new Consumers(accountsFrom(), REGION);
  const role = {
    Role: {
      RoleName: 'AWSServiceRoleForCertificateManager',
      Path: '/',
      RoleId: 'A',
      Arn: 'arn',
      CreateDate: '2026-01-01T00:00:00Z',
    },
  };

  test.each([
    ['exists', output(role), { known: true, value: true }],
    ['does not exist', failure('NoSuchEntity', 404), { known: true, value: false }],
    [
      'is not known where it may not be read',
      failure('AccessDenied', 403),
      { known: false, why: { kind: 'access-denied', operation: 'iam:GetRole', account: PKI } },
    ],
    ['is not known where IAM throttles', failure('Throttling'), { known: false, why: { kind: 'throttled' } }],
    [
      'is not known where IAM is out of order',
      failure('ServiceFailure', 500),
      { known: false, why: { kind: 'unavailable' } },
    ],
  ])('%s', async (_, answer, expected) => {
    stub.on('GetRole', answer);
    expect(await consumers().hasServiceLinkedRole(PKI)).toMatchObject(expected);
    expect(stub.calls[0]?.input).toMatchObject({ RoleName: 'AWSServiceRoleForCertificateManager' });
  });
});

describe('the organisation of an account', () => {
  const organizationOf = (account: string) => new Consumers(accountsFrom(), REGION).organizationOf(account);

  test('is what the account itself says', async () => {
    letAssume(stub);
    stub.on('DescribeOrganization', output({ Organization: { Id: 'o-exampleorg1' } }));
    expect(await organizationOf(PAYMENTS)).toEqual({ known: true, value: 'o-exampleorg1' });
    expect(stub.callsOf('DescribeOrganization')).toMatchObject([{ accessKeyId: 'MEMBER' }]);
  });

  test.each([
    ['is none where it is in none', failure('AWSOrganizationsNotInUseException'), { known: true, value: undefined }],
    [
      'is not known where it may not be read',
      failure('AccessDeniedException'),
      { known: false, why: { kind: 'access-denied' } },
    ],
    [
      'is not known where it is throttled',
      failure('TooManyRequestsException'),
      { known: false, why: { kind: 'throttled' } },
    ],
  ])('%s', async (_, answer, expected) => {
    stub.on('DescribeOrganization', answer);
    expect(await organizationOf(PKI)).toMatchObject(expected);
  });
});
