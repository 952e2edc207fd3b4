import {
  activeRoot,
  activeSubordinate,
  chainOf,
  csrOf,
  importOwn,
  issuance,
  issued,
  pendingAuthority,
  statusOf,
} from './kit/authorities.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { foreignAuthority, foreignlySigned, newCsr, verifies } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const CA_EXTENSIONS = [
  'basicConstraints=critical,CA:TRUE,pathlen:0',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
  'authorityKeyIdentifier=keyid',
];
const foreign = foreignAuthority();

async function pendingSubordinate() {
  const pca = bench.pca(freshAccount());
  const arn = await pendingAuthority(pca, { CertificateAuthorityType: 'SUBORDINATE' });
  return { pca, arn, csr: await csrOf(pca, arn) };
}

test('a subordinate can be signed by a CA outside, and what it issues is accepted by openssl verify', async () => {
  const { pca, arn, csr } = await pendingSubordinate();
  await importOwn(pca, arn, foreignlySigned(csr, foreign, CA_EXTENSIONS), foreign.pem);
  expect(await statusOf(pca, arn)).toBe('ACTIVE');
  const leaf = await issued(pca, issuance(arn));
  expect(verifies(leaf.Certificate ?? '', leaf.CertificateChain ?? '', foreign.pem)).toBe('OK');
  expect((await chainOf(pca, arn)).chain).toBe(foreign.pem.trim());
});

const withExtension = (extension: string): string[] => [
  ...CA_EXTENSIONS.filter((each) => !each.startsWith(extension.split('=')[0] ?? '')),
  extension,
];

test('a subordinate takes a certificate with critical extensions that may be so, and others that are not', async () => {
  const { pca, arn, csr } = await pendingSubordinate();
  const extensions = [
    ...CA_EXTENSIONS,
    'certificatePolicies=critical,1.2.3.4',
    'extendedKeyUsage=critical,serverAuth',
    '1.2.3.4=ASN1:UTF8:x',
  ];
  await importOwn(pca, arn, foreignlySigned(csr, foreign, extensions), foreign.pem);
  expect(await statusOf(pca, arn)).toBe('ACTIVE');
});

describe('a subordinate refuses a certificate', () => {
  const refusals: [why: string, error: string, make: (csr: string) => [string, string | undefined]][] = [
    ['without a chain', 'InvalidRequestException', (csr) => [foreignlySigned(csr, foreign, CA_EXTENSIONS), undefined]],
    [
      'with another CA as its chain',
      'CertificateMismatchException',
      (csr) => [foreignlySigned(csr, foreign, CA_EXTENSIONS), foreignAuthority().pem],
    ],
    [
      'for another key',
      'CertificateMismatchException',
      () => [foreignlySigned(newCsr().csr, foreign, CA_EXTENSIONS), foreign.pem],
    ],
    [
      'that is no CA certificate',
      'MalformedCertificateException',
      (csr) => [foreignlySigned(csr, foreign, ['basicConstraints=CA:FALSE']), foreign.pem],
    ],
    [
      'that is no certificate',
      'MalformedCertificateException',
      () => ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', foreign.pem],
    ],
    [
      'beside another',
      'MalformedCertificateException',
      (csr) => [foreignlySigned(csr, foreign, CA_EXTENSIONS) + foreign.pem, foreign.pem],
    ],
    [
      'with rubbish in its chain',
      'MalformedCertificateException',
      (csr) => [foreignlySigned(csr, foreign, CA_EXTENSIONS), `rubbish ${foreign.pem}`],
    ],
    ...[
      ['whose basic constraints are not critical', 'basicConstraints=CA:TRUE'],
      ['with critical access to its issuer', 'authorityInfoAccess=critical,OCSP;URI:http://x'],
      ['with critical distribution points', 'crlDistributionPoints=critical,URI:http://x'],
      ['with critical policy constraints', 'policyConstraints=critical,requireExplicitPolicy:0'],
      ['with a critical extension of its own', '1.2.3.4=critical,ASN1:UTF8:x'],
    ].map(([why = '', extension = '']): (typeof refusals)[number] => [
      why,
      'MalformedCertificateException',
      (csr) => [foreignlySigned(csr, foreign, withExtension(extension)), foreign.pem],
    ]),
    [
      'with name constraints, by name',
      'ValidationException',
      (csr) => [
        foreignlySigned(csr, foreign, withExtension('nameConstraints=critical,permitted;DNS:example.com')),
        foreign.pem,
      ],
    ],
    [
      'that its chain contains too',
      'InvalidRequestException',
      (csr) => {
        const own = foreignlySigned(csr, foreign, CA_EXTENSIONS);
        return [own, own + foreign.pem];
      },
    ],
  ];

  test.each(refusals)('%s', async (_, name, make) => {
    const { pca, arn, csr } = await pendingSubordinate();
    const [certificate, chain] = make(csr);
    await expect(importOwn(pca, arn, certificate, chain)).rejects.toMatchObject({ name });
    expect(await statusOf(pca, arn)).toBe('PENDING_CERTIFICATE');
  });

  test('whose chain does not end with a root', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const above = await activeSubordinate(pca, root, { pathLength: 1 });
    const below = await activeSubordinate(pca, above, { pathLength: 0, days: 100 });
    const { certificate } = await chainOf(pca, below);
    const { certificate: parent } = await chainOf(pca, above);
    await expect(importOwn(pca, below, certificate, parent)).rejects.toMatchObject({
      name: 'CertificateMismatchException',
    });
  });
});

test('a root refuses a certificate that another CA signed, and a chain beside its own', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await pendingAuthority(pca);
  const signed = foreignlySigned(await csrOf(pca, arn), foreign, CA_EXTENSIONS);
  await expect(importOwn(pca, arn, signed)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  const other = await activeRoot(pca);
  const { certificate } = await chainOf(pca, other);
  await expect(importOwn(pca, other, certificate, foreign.pem)).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
});

test('a root template signs no other key than the CA itself, and no subordinate can use it', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca);
  const TemplateArn = 'arn:aws:acm-pca:::template/RootCACertificate/V1';
  await expect(issued(pca, issuance(root, { TemplateArn }))).rejects.toMatchObject({ name: 'InvalidArgsException' });
  const subordinate = await activeSubordinate(pca, root);
  const Csr = Buffer.from(await csrOf(pca, subordinate));
  await expect(issued(pca, issuance(subordinate, { TemplateArn, Csr }))).rejects.toMatchObject({
    name: 'InvalidArgsException',
  });
});
