import { judgeCertificate } from '../../core/domain/certificates/certificate-verdict.ts';
import { ServerCertificates } from '../../core/aws/server-certificates.ts';
import { PAYMENTS, PKI, STRANGER } from '../builders/accounts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

/** No emulator here knows these operations of IAM: a stub speaks its protocol. */
const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const list = (account = PKI) => new ServerCertificates(accountsFrom(), REGION).serverCertificates(account);
const arnOf = (name: string) => `arn:aws:iam::${PKI}:server-certificate/${name}`;
const page = (name: string, more: object = { IsTruncated: false }) =>
  output({
    ServerCertificateMetadataList: {
      member: {
        Path: '/',
        ServerCertificateName: name,
        ServerCertificateId: 'ASCA',
        Arn: arnOf(name),
        UploadDate: '2024-01-31T00:00:00Z',
        Expiration: '2027-03-02T00:00:00Z',
      },
    },
    ...more,
  });

test('what was uploaded to IAM is told as it is listed: its names and serial number stand in its text only', async () => {
  stub.on('ListServerCertificates', page('shop'));
  expect(await list()).toEqual({
    known: true,
    value: [
      {
        certificate: {
          arn: arnOf('shop'),
          account: PKI,
          region: 'global',
          kind: 'server',
          status: 'ISSUED',
          createdAt: '2024-01-31T00:00:00.000Z',
          notAfter: '2027-03-02T00:00:00.000Z',
          inUse: false,
          renewal: { known: true, value: undefined },
        },
        names: ['shop'],
      },
    ],
  });
});

test('all pages are followed, each certificate told once', async () => {
  const more = (Marker: string) => ({ IsTruncated: true, Marker });
  stub.on('ListServerCertificates', page('a', more('one')), page('a', more('two')), page('b'));
  const found = await list();
  expect(found.known && found.value.map(({ names }) => names)).toEqual([['a'], ['b']]);
  expect(stub.calls.map(({ input }) => input['Marker'])).toEqual([undefined, 'one', 'two']);
});

test('nothing is known where a marker comes back, or IAM refuses', async () => {
  stub.on('ListServerCertificates', page('a', { IsTruncated: true, Marker: 'one' }));
  expect(await list()).toMatchObject({ known: false, why: { kind: 'unavailable' } });
  stub.on('ListServerCertificates', failure('AccessDenied', 403));
  expect(await list()).toMatchObject({
    known: false,
    why: { kind: 'access-denied', operation: 'iam:ListServerCertificates', account: PKI },
  });
});

test('a member is asked through its role, a stranger not at all', async () => {
  letAssume(stub);
  stub.on('ListServerCertificates', output({ IsTruncated: false }));
  expect(await list(PAYMENTS)).toEqual({ known: true, value: [] });
  expect(stub.callsOf('ListServerCertificates')).toMatchObject([{ accessKeyId: 'MEMBER' }]);
  expect(await list(STRANGER)).toMatchObject({ known: false });
});

test('one that ends soon is judged so that somebody replaces it', async () => {
  stub.on('ListServerCertificates', page('shop'));
  const found = await list();
  const certificate = found.known ? found.value[0]!.certificate : undefined;
  expect(judgeCertificate({ certificate: certificate! }, '2027-02-20T00:00:00.000Z')).toMatchObject({
    code: 'UnmanagedExpiring',
  });
});
