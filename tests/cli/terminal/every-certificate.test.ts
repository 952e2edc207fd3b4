import type { AuditReport } from '../../../cli/audit/report.ts';
import { assortment } from '../../emulator/kit/assortment.ts';
import { importable, imported } from '../../emulator/kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { foreignAuthority } from '../../emulator/kit/openssl.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { countedCalls, inBulk } from '../kit/bulk.ts';
import { renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const by = foreignAuthority();
const schema = schemaOf('audit-report.v1');

async function reportOf(account: string): Promise<AuditReport> {
  const { stdout, stderr } = await renewguard(['audit', '--json'], towards(bench, account));
  expect(stderr).toBe('');
  return JSON.parse(stdout) as AuditReport;
}

test('keys of every type, certificates without a domain name and those of every origin are judged, each once', async () => {
  const { account, acm, arns } = await assortment(bench);
  const keys = ['rsa:1024', 'rsa:2048', 'rsa:3072', 'rsa:4096', 'prime256v1', 'secp384r1', 'secp521r1'];
  const byKey = await Promise.all(keys.map((key) => imported(acm, importable({ by, key }))));
  const nameless = await imported(acm, importable({ by, subject: [], extensions: ['keyUsage=digitalSignature'] }));

  const report = await reportOf(account);
  expect(errorsIn(schema, report)).toEqual([]);
  expect(report.complete).toBe(true);
  const kinds = Object.fromEntries(report.certificates.map(({ arn, kind }) => [arn, kind]));
  expect(kinds).toEqual({
    [arns.priv]: 'private',
    [arns.waiting]: 'public',
    [arns.foreign]: 'imported',
    [arns.acme]: 'acme',
    ...Object.fromEntries([...byKey, nameless].map((arn) => [arn, 'imported'])),
  });
  expect(report.certificates).toHaveLength(Object.keys(kinds).length);
});

test('pages are followed: more than a thousand certificates are all there', async () => {
  const account = freshAccount();
  const acm = bench.acm(account);
  const material = importable({ by });
  const made = await inBulk(1050, () => imported(acm, material));
  await bench.admin('DELETE', '/calls');
  const { certificates } = await reportOf(account);
  expect(certificates.map(({ arn }) => arn).toSorted()).toEqual(made.toSorted());
  expect(await countedCalls(bench)).toEqual({ 'acm:ListCertificates': 2 });
}, 300_000);

test('several regions are one report, and each is asked for itself', async () => {
  const account = freshAccount();
  const arns = await Promise.all(
    ['eu-west-1', 'us-east-1'].map((region) => imported(bench.acm(account, region), importable({ by }))),
  );
  await imported(bench.acm(account, 'ap-south-1'), importable({ by }));
  const { stdout } = await renewguard(
    ['audit', '--json', '--region', 'us-east-1,eu-west-1', '--region', 'eu-west-1'],
    towards(bench, account),
  );
  const report = JSON.parse(stdout) as AuditReport;
  expect(report.regions).toEqual(['us-east-1', 'eu-west-1']);
  expect(report.certificates.map(({ arn }) => arn).toSorted()).toEqual(arns.toSorted());
});
