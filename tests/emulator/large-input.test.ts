import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { rest } from './kit/roles-anywhere.ts';
import { wire } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const CA = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555';
const MEGABYTES = 'A'.repeat(6_000_000);
const issuance = {
  CertificateAuthorityArn: CA,
  SigningAlgorithm: 'SHA256WITHECDSA',
  Validity: { Type: 'DAYS', Value: 1 },
};
const custom = { ObjectIdentifier: '1.2.3', Value: MEGABYTES };

describe('six megabytes in one member are refused, naming it:', () => {
  test.each<['acm' | 'acm-pca', string, object, string]>([
    ['acm', 'ImportCertificate', { Certificate: MEGABYTES, PrivateKey: 'QQ==' }, 'certificate'],
    ['acm', 'ImportCertificate', { Certificate: 'QQ==', PrivateKey: MEGABYTES }, 'privateKey'],
    ['acm', 'ExportCertificate', { CertificateArn: CERTIFICATE, Passphrase: MEGABYTES }, 'passphrase'],
    ['acm', 'RequestCertificate', { DomainName: 'a.'.repeat(3_000_000) }, 'domainName'],
    ['acm', 'SearchCertificates', { FilterStatement: { Filter: { CertificateArn: MEGABYTES } } }, 'filterStatement'],
    ['acm-pca', 'IssueCertificate', { ...issuance, Csr: MEGABYTES }, 'csr'],
    [
      'acm-pca',
      'IssueCertificate',
      { ...issuance, Csr: 'QQ==', ApiPassthrough: { Extensions: { CustomExtensions: [custom] } } },
      'apiPassthrough',
    ],
  ])('%s %s', async (service, operation, input, member) => {
    const { status, body } = await wire(bench.url, service, operation, input);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      __type: 'ValidationException',
      message: expect.stringContaining(`'${member}`) as string,
    });
  });

  test('rolesanywhere ImportCrl', async () => {
    const input = { name: 'x', crlData: MEGABYTES, trustAnchorArn: 'arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/x' };
    expect((await rest(bench.url, freshAccount(), 'POST', '/crls', input)).status).toBe(400);
  });
});

test('a search of more than a hundred statements is refused, whatever their nesting', async () => {
  const leaf = { Filter: { AcmCertificateMetadataFilter: { Type: 'PRIVATE' } } };
  const lists = (levels: number): object => (levels === 0 ? leaf : { Or: Array(10).fill(lists(levels - 1)) });
  expect((await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement: lists(1) })).status).toBe(200);
  expect(await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement: lists(2) })).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining("at 'filterStatement'") as string },
  });
});
