import { IssuedCertificates } from '../../core/aws/issued-certificates.ts';
import { parseCertificateArn } from '../../core/domain/arn.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, STRANGER } from '../builders/accounts.ts';
import { CERTIFICATE_ARN, ISSUED_ARN } from '../builders/certificates.ts';
import * as pem from '../builders/issued-pem.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const read = (arn = ISSUED_ARN) => new IssuedCertificates(accountsFrom()).issuedCertificate(parseCertificateArn(arn));

const issuedAs = async (Certificate: string) => {
  stub.on('GetCertificate', output({ Certificate, CertificateChain: pem.authority }));
  const issued = await read();
  if (!issued.known || issued.value === undefined) throw new Error('It was not read.');
  return issued.value;
};

test('what the CA issued is told as its certificate says it, and that nobody renews it', async () => {
  expect(await issuedAs(pem.withCommonName)).toEqual({
    arn: ISSUED_ARN,
    account: PKI,
    region: 'eu-west-1',
    kind: 'issued',
    status: 'ISSUED',
    domainName: 'device-7',
    serial: 'ab01cdefb101',
    notBefore: '2026-11-25T13:33:39.000Z',
    notAfter: '2026-12-25T13:33:39.000Z',
    inUse: false,
    isAuthority: false,
    renewal: { known: true, value: undefined },
  });
  expect(stub.calls).toMatchObject([
    { input: { CertificateAuthorityArn: AUTHORITY_ARN, CertificateArn: ISSUED_ARN }, accessKeyId: 'HUB' },
  ]);
});

test.each([
  ['its first DNS name, of an RSA key', pem.withNames, 'api.example.com'],
  ['its common name, where it has no DNS name', pem.withCommonName, 'device-7'],
  ['nothing, where it has an address only', pem.withAddress, undefined],
  ['nothing, where it has a URI only', pem.workload, undefined],
  ['its common name as it is written, whatever a URI reads like', pem.odd, 'Ünï\\, \\"quoted\\" www'],
])('it is named by %s', async (_, certificate, domainName) => {
  expect((await issuedAs(certificate)).domainName).toBe(domainName);
});

test('a CA’s own certificate is known as one', async () => {
  expect(await issuedAs(pem.authority)).toMatchObject({ isAuthority: true, domainName: 'Example Issuing CA' });
});

test('an end in thousands of years is an end', async () => {
  expect(await issuedAs(pem.endless)).toMatchObject({ notAfter: '9966-10-31T13:33:40.000Z' });
});

test('the certificate is read in front of its chain, and with a newline at its end, too', async () => {
  expect(await issuedAs(`${pem.withNames}\n`)).toMatchObject({ domainName: 'api.example.com' });
});

test('what the CA never issued, or a CA that is gone, is known to be none', async () => {
  stub.on('GetCertificate', failure('ResourceNotFoundException'));
  expect(await read()).toEqual({ known: true, value: undefined });
});

test('an ARN of ACM is no matter of a private CA: nobody is asked', async () => {
  expect(await read(CERTIFICATE_ARN)).toEqual({ known: true, value: undefined });
  expect(stub.calls).toEqual([]);
});

test.each([
  ['that is still being issued', failure('RequestInProgressException'), 'unavailable'],
  ['whose issuance failed for no reason told', failure('RequestFailedException'), 'unavailable'],
  ['of a CA in another state', failure('InvalidStateException'), 'wrong-state'],
  ['that may not be read', failure('AccessDeniedException'), 'access-denied'],
  ['asked for too often', failure('ThrottlingException'), 'throttled'],
])('one %s is not known', async (_, answer, kind) => {
  stub.on('GetCertificate', answer);
  expect(await read()).toMatchObject({
    known: false,
    why: { kind, operation: 'acm-pca:GetCertificate', account: PKI },
  });
});

test('it is read with the rights of the CA’s owner, in the CA’s region', async () => {
  letAssume(stub);
  stub.on('GetCertificate', output({ Certificate: pem.withNames }));
  await read(ISSUED_ARN.replace(PKI, PAYMENTS).replace('eu-west-1', 'us-east-1'));
  expect(stub.callsOf('GetCertificate')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
  expect(await read(ISSUED_ARN.replace(PKI, STRANGER))).toMatchObject({ why: { kind: 'not-configured' } });
});
