import { Authorities } from '../../core/aws/authorities.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { anAuthority } from '../builders/authority-facts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const authorities = () => new Authorities(accountsFrom(), REGION);
const authority = anAuthority();
const INVALID_STATE = 'InvalidStateException';
const NOT_FOUND = 'ResourceNotFoundException';

describe('the description of a CA', () => {
  test('is told with what renewals depend on', async () => {
    stub.on(
      'DescribeCertificateAuthority',
      output({
        CertificateAuthority: {
          Arn: AUTHORITY_ARN,
          Status: 'DELETED',
          UsageMode: 'SHORT_LIVED_CERTIFICATE',
          NotAfter: 2082758400,
          RestorableUntil: 1798761600.5,
          CertificateAuthorityConfiguration: {
            KeyAlgorithm: 'EC_prime256v1',
            SigningAlgorithm: 'SHA256WITHECDSA',
            Subject: { CommonName: 'Web CA' },
          },
        },
      }),
    );
    expect(await authorities().describe(authority)).toEqual({
      known: true,
      value: {
        status: 'DELETED',
        usageMode: 'SHORT_LIVED_CERTIFICATE',
        commonName: 'Web CA',
        keyAlgorithm: 'EC_prime256v1',
        notAfter: '2036-01-01T00:00:00.000Z',
        restorableUntil: '2027-01-01T00:00:00.500Z',
      },
    });
    expect(stub.calls).toMatchObject([{ input: { CertificateAuthorityArn: AUTHORITY_ARN }, region: 'eu-west-1' }]);
  });

  test('is general purpose where nothing else is said', async () => {
    stub.on('DescribeCertificateAuthority', output({ CertificateAuthority: { Status: 'ACTIVE' } }));
    expect(await authorities().describe(authority)).toEqual({
      known: true,
      value: { status: 'ACTIVE', usageMode: 'GENERAL_PURPOSE' },
    });
  });

  test('that does not exist is known to be none', async () => {
    stub.on('DescribeCertificateAuthority', failure(NOT_FOUND));
    expect(await authorities().describe(authority)).toEqual({ known: true, value: undefined });
  });

  test('is asked in the CA’s region, whatever the function’s own', async () => {
    stub.on('DescribeCertificateAuthority', output({ CertificateAuthority: { Status: 'ACTIVE' } }));
    await authorities().describe(anAuthority(AUTHORITY_ARN.replace('eu-west-1', 'us-east-1')));
    expect(stub.calls).toMatchObject([{ region: 'us-east-1', accessKeyId: 'HUB' }]);
  });

  test('is asked with the rights of the CA’s owner', async () => {
    letAssume(stub);
    stub.on('DescribeCertificateAuthority', output({ CertificateAuthority: { Status: 'ACTIVE' } }));
    await authorities().describe(anAuthority(AUTHORITY_ARN.replace(PKI, PAYMENTS)));
    expect(stub.callsOf('DescribeCertificateAuthority')).toMatchObject([{ accessKeyId: 'MEMBER' }]);
  });
});

describe('the permissions of a CA', () => {
  const grant = (...Actions: readonly string[]) => ({
    Principal: 'acm.amazonaws.com',
    Actions,
    CertificateAuthorityArn: AUTHORITY_ARN,
  });

  test('of every page are told, an empty page with a token among them', async () => {
    stub.on(
      'ListPermissions',
      output({ Permissions: [grant('IssueCertificate')], NextToken: 'one' }),
      output({ Permissions: [], NextToken: 'two' }),
      output({ Permissions: [{ ...grant('GetCertificate'), SourceAccount: PAYMENTS }] }),
    );
    expect(await authorities().grants(authority)).toEqual({
      known: true,
      value: [
        { principal: 'acm.amazonaws.com', actions: ['IssueCertificate'] },
        { principal: 'acm.amazonaws.com', actions: ['GetCertificate'], sourceAccount: PAYMENTS },
      ],
    });
    expect(stub.calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'one', 'two']);
  });

  test('are not known where a token repeats itself: what came until then is not all there is', async () => {
    stub.on('ListPermissions', output({ Permissions: [grant('IssueCertificate')], NextToken: 'again' }));
    expect(await authorities().grants(authority)).toMatchObject({ known: false, why: { kind: 'unavailable' } });
    expect(stub.calls).toHaveLength(2);
  });

  test('of a CA that is gone are none', async () => {
    stub.on('ListPermissions', failure(NOT_FOUND));
    expect(await authorities().grants(authority)).toEqual({ known: true, value: [] });
  });

  test('of a CA whose state rules it out are not known: its state is judged by itself', async () => {
    stub.on('ListPermissions', failure(INVALID_STATE));
    expect(await authorities().grants(authority)).toMatchObject({ known: false, why: { kind: 'wrong-state' } });
  });

  test('are not known where a later page was throttled', async () => {
    stub.on(
      'ListPermissions',
      output({ Permissions: [grant('IssueCertificate')], NextToken: 'one' }),
      failure('ThrottlingException'),
    );
    expect(await authorities().grants(authority)).toMatchObject({
      known: false,
      why: { kind: 'throttled', operation: 'acm-pca:ListPermissions', account: PKI },
    });
  });
});

describe('the policy of a CA', () => {
  test.each([
    ['is told as it stands', output({ Policy: '{"Statement":[]}' }), '{"Statement":[]}'],
    ['is none where none is attached', failure(NOT_FOUND), undefined],
  ])('%s', async (_, answer, value) => {
    stub.on('GetPolicy', answer);
    expect(await authorities().policy(authority)).toEqual({ known: true, value });
    expect(stub.calls).toMatchObject([{ input: { ResourceArn: AUTHORITY_ARN } }]);
  });
});

test('the policy of a CA whose state rules it out is not known', async () => {
  stub.on('GetPolicy', failure(INVALID_STATE));
  expect(await authorities().policy(authority)).toMatchObject({ known: false, why: { kind: 'wrong-state' } });
});

describe('the CAs of an account', () => {
  const other = AUTHORITY_ARN.replace('11111111-', '22222222-');

  test('of every page are told, each once, without the deleted ones', async () => {
    stub.on(
      'ListCertificateAuthorities',
      output({ CertificateAuthorities: [{ Arn: AUTHORITY_ARN, Status: 'ACTIVE' }], NextToken: 'one' }),
      output({ CertificateAuthorities: [], NextToken: 'two' }),
      output({
        CertificateAuthorities: [
          { Arn: AUTHORITY_ARN, Status: 'ACTIVE' },
          { Arn: other, Status: 'DISABLED' },
          { Arn: `${other}0`, Status: 'DELETED' },
        ],
      }),
    );
    expect(await authorities().ownedBy(PKI)).toEqual({ known: true, value: [AUTHORITY_ARN, other] });
    expect(stub.calls.map(({ input }) => input.ResourceOwner)).toEqual(['SELF', 'SELF', 'SELF']);
  });

  test('that are shared with it are asked for as others’', async () => {
    letAssume(stub);
    stub.on(
      'ListCertificateAuthorities',
      output({ CertificateAuthorities: [{ Arn: AUTHORITY_ARN, Status: 'ACTIVE' }] }),
    );
    expect(await authorities().sharedWith(PAYMENTS)).toEqual({ known: true, value: [AUTHORITY_ARN] });
    expect(stub.callsOf('ListCertificateAuthorities')).toMatchObject([
      { input: { ResourceOwner: 'OTHER_ACCOUNTS' }, accessKeyId: 'MEMBER' },
    ]);
  });

  test('are not known where a token repeats itself: what came until then is not all there is', async () => {
    stub.on(
      'ListCertificateAuthorities',
      output({ CertificateAuthorities: [{ Arn: AUTHORITY_ARN, Status: 'ACTIVE' }], NextToken: 'again' }),
    );
    expect(await authorities().ownedBy(PKI)).toMatchObject({ known: false, why: { kind: 'unavailable' } });
    expect(await authorities().authoritiesIn(PKI, 'eu-west-1')).toMatchObject({ known: false });
  });

  test('are not known where the account does not let them be listed', async () => {
    stub.on('ListCertificateAuthorities', failure('AccessDeniedException'));
    expect(await authorities().ownedBy(PKI)).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm-pca:ListCertificateAuthorities' },
    });
  });
});
