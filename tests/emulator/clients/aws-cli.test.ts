import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { verifies } from '../kit/openssl.ts';
import { environmentFor, newFolder, script } from './venv.ts';

const folder = newFolder();
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const printed = (answer: string): string[] => answer.trim().split(/\s+/);

let bench: Bench;
let certificates: string[];
let rolesAnywhere: string[];
beforeAll(async () => {
  bench = await startBench();
  const env = environmentFor(bench.url, freshAccount());
  const walked = (name: string) => script(readFileSync(join(__dirname, 'aws-cli', `${name}.sh`), 'utf8'), env, folder);
  await walked('authorities');
  // Side by side: the command line takes most of a second for each call.
  [certificates = [], rolesAnywhere = []] = (await Promise.all([walked('certificates'), walked('roles-anywhere')])).map(
    printed,
  );
}, 300_000);
afterAll(() => bench.stop());

test('a root and a subordinate CA issue a certificate that openssl verifies', () => {
  expect(verifies(text('leaf.pem'), text('leaf-chain.pem'), text('root.pem'))).toBe('OK');
});

test('the audit report lists the revoked certificate, in the columns of the service', () => {
  const [header, ...rows] = text('report.csv').trim().split('\n');
  expect(header).toBe(
    'awsAccountId,requestedByServicePrincipal,certificateArn,serial,subject,notBefore,notAfter,issuedAt,revokedAt,revocationReason,templateArn',
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain('SUPERSEDED');
});

test('a certificate is requested, exported, renewed and revoked, and a public one is waited for', () => {
  expect(certificates).toEqual(['REVOKED', 'PRIVATE', 'SUPERSEDED', 'PRIVATE', 'AMAZON_ISSUED']);
  expect(text('exported.pub')).toContain('BEGIN PUBLIC KEY');
  expect(verifies(text('renewed.pem'), text('below.pem'), text('root.pem'))).toBe('OK');
});

test('a trust anchor and a profile are made and read', () => {
  expect(rolesAnywhere).toEqual(['False', '1800', 'cli']);
});
