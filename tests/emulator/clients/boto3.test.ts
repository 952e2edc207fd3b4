import { join } from 'node:path';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { certificateText, fileOf, openssl, verifies } from '../kit/openssl.ts';
import { environmentFor, ran } from './venv.ts';

interface Issued {
  readonly Certificate: string;
  readonly CertificateChain: string;
}

/** What boto3/walk.py prints. */
interface Found {
  readonly authorities: {
    readonly rootPem: string;
    readonly revoked: string;
    readonly roots: Readonly<Record<string, Issued>>;
    readonly subordinates: Readonly<Record<string, Issued>>;
    readonly leaves: Readonly<Record<string, Issued>>;
    readonly report: readonly Record<string, string>[];
    readonly pages: Readonly<Record<string, number>>;
  };
  readonly certificates: {
    readonly exported: Issued & { readonly PrivateKey: string };
    readonly [member: string]: unknown;
  };
  readonly rolesAnywhere: Readonly<Record<string, unknown>>;
  readonly tags: readonly object[];
}

let bench: Bench;
let found: Found;
beforeAll(async () => {
  bench = await startBench();
  const env = environmentFor(bench.url, freshAccount());
  // -B: its modules leave nothing behind beside them.
  found = JSON.parse(await ran('python', ['-B', join(__dirname, 'boto3', 'walk.py')], env)) as Found;
});
afterAll(() => bench.stop());

/** openssl's word on a certificate below a root; strict, but for blank CAs: RFC 5280 wants more of them than they say. */
function verdict(name: string, { Certificate, CertificateChain }: Issued, root: string): string {
  if (!/^Blank.*CA/.test(name)) return verifies(Certificate, CertificateChain, root);
  const said = openssl('verify', '-CAfile', fileOf(root), fileOf(Certificate));
  return said.trim().endsWith(': OK') ? 'OK' : said;
}

test('every template of the user guide gives a certificate that openssl verifies', () => {
  const { roots, subordinates, leaves, rootPem } = found.authorities;
  const all = [roots, subordinates, leaves].map((some) => Object.entries(some));
  expect(all.map(({ length }) => length)).toEqual([7, 28, 26]);
  for (const [name, issued] of all.flat()) {
    const root = name in roots ? issued.Certificate : rootPem;
    expect([
      name,
      verdict(name, { ...issued, CertificateChain: name in leaves ? issued.CertificateChain : '' }, root),
    ]).toEqual([name, 'OK']);
  }
  expect(certificateText(leaves['CodeSigningCertificate']?.Certificate ?? '')).toContain('Code Signing');
});

test('the audit report has every certificate of the root, and says which is revoked', () => {
  const { report, revoked } = found.authorities;
  // Two to make the hierarchy, one of each template, and the one that is revoked.
  expect(report).toHaveLength(2 + 7 + 28 + 1);
  expect(report[0]?.['templateArn']).toContain('RootCACertificate');
  expect(report.filter(({ revokedAt }) => revokedAt)).toMatchObject([
    { certificateArn: revoked, revocationReason: 'KEY_COMPROMISE' },
  ]);
});

test('a certificate is requested, exported, renewed, imported again and revoked', () => {
  expect(found.certificates).toMatchObject({
    renewal: 'SUCCESS',
    renewedSerialChanged: true,
    eligibleAfterRenewal: 'INELIGIBLE',
    imported: 'IMPORTED',
    status: 'REVOKED',
    public: 'ISSUED',
    tags: [{ Key: 'client', Value: 'boto3' }],
  });
  const { Certificate, CertificateChain, PrivateKey } = found.certificates.exported;
  const key = openssl('pkey', '-in', fileOf(PrivateKey), '-passin', 'pass:passphrase', '-pubout');
  expect(key).toBe(openssl('x509', '-in', fileOf(Certificate), '-noout', '-pubkey'));
  expect(verifies(Certificate, CertificateChain, found.authorities.rootPem)).toBe('OK');
});

test('trust anchors and profiles are kept as boto3 made them', () => {
  expect(found.rolesAnywhere).toMatchObject({
    anchors: [true, false],
    tags: [{ key: 'client', value: 'boto3' }],
    threshold: [90],
    duration: 900,
  });
});

test('what is tagged is listed by the tagging API', () => {
  expect(found.tags).toContainEqual({
    ResourceARN: found.certificates['arn'],
    Tags: [{ Key: 'client', Value: 'boto3' }],
  });
});

test('the paginators find everything, one a page', () => {
  expect(found.authorities.pages).toEqual({ authorities: 2, permissions: 1, tags: 1 });
  expect(found.certificates['pages']).toEqual({ list: 3, search: 3 });
  expect(found.rolesAnywhere['pages']).toEqual({ anchors: 2, profiles: 1 });
});
