import type { AuditReport } from '../../../cli/audit/report.ts';
import { activeRoot } from '../../emulator/kit/authorities.ts';
import { importable, imported } from '../../emulator/kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { managedAcross, permit } from '../../emulator/kit/renewals.ts';
import { countedCalls, inBulk, requestedInBulk } from '../kit/bulk.ts';
import { renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const N = 1000;
const PRIVATE = 250;

/** 1,000 certificates that nobody has to act on; those of two private CAs among them. */
async function thousandIn(account: string) {
  const [acm, pca] = [bench.acm(account), bench.pca(account)];
  const authorities = [await activeRoot(pca), await activeRoot(pca, { name: 'Second' })];
  for (const authority of authorities) await permit(pca, authority);
  const arns = await requestedInBulk(bench, account, authorities, PRIVATE);
  await inBulk(PRIVATE, (index) =>
    bench.admin('POST', '/certificates/in-use', { certificateArn: arns[index] ?? '', inUseBy: ['arn:aws:elb'] }),
  );
  const foreign = importable();
  await inBulk(N - PRIVATE, () => imported(acm, foreign));
  return { account, authorities };
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

test('an audit of 1,000 certificates makes ⌈N/500⌉ + CAs + private ones never seen before calls, and no other', async () => {
  const { account, authorities } = await thousandIn(freshAccount());
  const variables = towards(bench, account);
  const reading = {
    'acm:ListCertificates': 1,
    'acm-pca:ListCertificateAuthorities': 1,
    'acm-pca:ListPermissions': authorities.length,
  };
  const run = async () => {
    await bench.admin('DELETE', '/calls');
    const ran = await renewguard(['audit', '--json'], variables);
    return { ...ran, report: JSON.parse(ran.stdout) as AuditReport, calls: await countedCalls(bench) };
  };

  const first = await run();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.report).toMatchObject({ complete: true, findings: [] });
  expect(first.report.counts).toMatchObject({ renewable: PRIVATE, unmanaged: N - PRIVATE });
  expect(first.calls).toEqual({ ...reading, 'acm:DescribeCertificate': PRIVATE });
  expect(sum(first.calls)).toBeLessThanOrEqual(Math.ceil(N / 500) + authorities.length + PRIVATE);

  const second = await run();
  expect(second.report.certificates).toEqual(first.report.certificates);
  expect(second.calls).toEqual(reading);
  expect(sum(second.calls)).toBeLessThanOrEqual(Math.ceil(N / 500) + authorities.length);
}, 300_000);

test('a CA of another account takes what is asked there, and what the own account says of itself', async () => {
  const { account } = await managedAcross(bench);
  await bench.admin('DELETE', '/calls');
  await renewguard(['audit'], towards(bench, account));
  expect(await countedCalls(bench)).toEqual({
    'sts:GetCallerIdentity': 1,
    'acm:ListCertificates': 1,
    'acm:DescribeCertificate': 1,
    'acm-pca:DescribeCertificateAuthority': 1,
    'acm-pca:GetPolicy': 1,
    'iam:GetRole': 1,
    'organizations:DescribeOrganization': 1,
  });
});

describe('what is remembered', () => {
  const COUNT = 3;

  async function audited(...args: readonly string[]) {
    const account = freshAccount();
    const root = await activeRoot(bench.pca(account));
    await requestedInBulk(bench, account, [root], COUNT);
    const variables = towards(bench, account);
    return async (different: Readonly<Record<string, string>> = {}) => {
      await bench.admin('DELETE', '/calls');
      const ran = await renewguard(['audit', ...args], { ...variables, ...different });
      return {
        ...ran,
        described: (await countedCalls(bench))['acm:DescribeCertificate'] ?? 0,
        home: variables['HOME'] ?? '',
      };
    };
  }

  test('is neither used nor written with --no-cache', async () => {
    const run = await audited('--no-cache');
    expect((await run()).described).toBe(COUNT);
    expect((await run()).described).toBe(COUNT);
  });

  test('lies where XDG_CACHE_HOME says', async () => {
    const run = await audited();
    const caches = towards(bench, 'any')['HOME'] ?? '';
    expect((await run({ XDG_CACHE_HOME: caches })).described).toBe(COUNT);
    expect((await run({ XDG_CACHE_HOME: caches })).described).toBe(0);
    expect((await run()).described).toBe(COUNT);
  });

  test('is told where it can’t be written, on stderr, and changes neither result nor exit code', async () => {
    const run = await audited();
    const normal = await run({ XDG_CACHE_HOME: '/dev/null/caches' });
    expect(normal.stderr).toMatch(/^renewguard: note: the next audit asks for each certificate again: .*ENOTDIR.*\n$/);
    expect(normal).toMatchObject({ code: 1, described: COUNT });
    expect(normal.stdout).toContain(`${COUNT} not-renewable`);
  });
});
