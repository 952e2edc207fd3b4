import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { readFact } from '../../core/aws/errors.ts';
import { AuthorityReports } from '../../core/aws/issued-reports.ts';
import type { Fact } from '../../core/domain/fact.ts';
import type { ReportState } from '../../core/sweep/ports.ts';
import { activeRoot, issuance, issued } from '../emulator/kit/authorities.ts';
import { askForReport } from '../emulator/kit/audit-reports.ts';
import { preparedBucket } from '../emulator/kit/buckets.ts';
import { requested } from '../emulator/kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../emulator/kit/emulator.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

/** A CA of a member, and the bucket of the hub. */
async function setUp() {
  const account = freshAccount();
  const client = bench.s3(freshAccount());
  const name = await preparedBucket(client);
  const root = await activeRoot(bench.pca(account));
  const clock = {
    now: async () => new Date(((await bench.admin('GET', '/clock')).body as { now: string }).now),
  };
  const turns: string[] = [];
  const reports = new AuthorityReports(
    {
      read: (owner, region, operation, ask) =>
        readFact(operation, owner, () => ask({ pca: bench.pca(owner, region) } as Parameters<typeof ask>[0])),
    },
    { client, name },
    clock,
    (...place) => Promise.resolve(turns.push(place.join('/'))),
  );
  const calls = async (operation: string) =>
    ((await bench.admin('GET', `/calls/counts?operation=${operation}&account=${account}`)).body as { total: number })
      .total;
  return { account, client, name, root, reports, calls, turns };
}

function stateIn(fact: Fact<ReportState>): ReportState {
  if (!fact.known) throw new Error(JSON.stringify(fact.why));
  return fact.value;
}

async function allOf<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const CREATE = 'CreateCertificateAuthorityAuditReport';

test('a report is asked for once, however often it is wanted within half an hour, and again after that', async () => {
  const { root, reports, calls } = await setUp();
  const first = stateIn(await reports.report(root));
  expect(first).toMatchObject({ key: expect.stringMatching(/^audit-report\/.+\.json$/) as string });
  expect(stateIn(await reports.report(root))).toMatchObject({ id: first.id });
  await bench.advance(29 * 60);
  expect(stateIn(await reports.report(root))).toMatchObject({ id: first.id, status: 'SUCCESS' });
  expect(await calls(CREATE)).toBe(1);
  await bench.advance(2 * 60);
  expect(stateIn(await reports.report(root)).id).not.toBe(first.id);
  expect(await calls(CREATE)).toBe(2);
});

test('one waits for one’s turn before a report is asked for, and only then', async () => {
  const { account, root, reports, turns } = await setUp();
  await reports.report(root);
  await reports.report(root);
  expect(turns).toEqual([`${account}/${root.split(':')[3]}`]);
});

test('one that is being written is found by whoever asks next, though nothing is in the bucket yet', async () => {
  const { root, reports } = await setUp();
  await bench.admin('POST', '/settle', { milliseconds: 60_000 });
  const first = stateIn(await reports.report(root));
  expect(first.status).toBe('CREATING');
  expect(stateIn(await reports.report(root))).toEqual(first);
  await bench.advance(120);
  expect(stateIn(await reports.reportAgain(root, first.id)).status).toBe('SUCCESS');
});

test('one that somebody else asked for is taken as well', async () => {
  const { account, root, reports, name } = await setUp();
  const { AuditReportId } = await askForReport(bench.pca(account), root, name);
  await bench.advance(1);
  expect(stateIn(await reports.report(root))).toMatchObject({ id: AuditReportId, status: 'SUCCESS' });
});

test('one that somebody else wrote elsewhere stands in the way for half an hour: that is told, not waited for', async () => {
  const { account, root, reports } = await setUp();
  const elsewhere = await preparedBucket(bench.s3(freshAccount()));
  await askForReport(bench.pca(account), root, elsewhere);
  expect(await reports.report(root)).toMatchObject({
    known: false,
    why: { kind: 'throttled', operation: `acm-pca:${CREATE}`, account },
  });
});

test('one that failed is told as failed until another can be asked for', async () => {
  const { root, reports, client, name } = await setUp();
  const nothing = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObjectAcl', Resource: `arn:aws:s3:::${name}/*` }],
  };
  await client.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify(nothing) }));
  const { id } = stateIn(await reports.report(root));
  await bench.advance(1);
  expect(stateIn(await reports.report(root))).toMatchObject({ id, status: 'FAILED' });
});

test.each([
  ['AccessDeniedException', 'access-denied'],
  ['InvalidArgsException', 'access-denied'],
  ['InvalidStateException', 'wrong-state'],
])('what AWS refuses is unknown: %s', async (error, kind) => {
  const { account, root, reports } = await setUp();
  await bench.admin('POST', '/faults', { service: 'acm-pca', operation: CREATE, error });
  expect(await reports.report(root)).toMatchObject({
    known: false,
    why: { kind, operation: `acm-pca:${CREATE}`, account },
  });
});

test('what became of a report that cannot be looked at is unknown', async () => {
  const { account, root, reports } = await setUp();
  const { id } = stateIn(await reports.report(root));
  await bench.admin('POST', '/faults', {
    service: 'acm-pca',
    operation: 'DescribeCertificateAuthorityAuditReport',
    error: 'AccessDeniedException',
  });
  for (const fact of [await reports.report(root), await reports.reportAgain(root, id)])
    expect(fact).toMatchObject({ known: false, why: { kind: 'access-denied', account } });
});

test('the rows tell what was issued, and who asked; those that were read before are passed over', async () => {
  const { account, root, reports } = await setUp();
  const [pca, acm] = [bench.pca(account), bench.acm(account)];
  const first = await issued(pca, issuance(root));
  const { Serial } = await requested(acm, { CertificateAuthorityArn: root });
  const report = stateIn(await reports.report(root));
  await bench.advance(1);
  const rows = await allOf(reports.rows(root, report, 0));
  expect(rows.map(({ arn }) => arn)).toContain(first.arn);
  expect(rows.map(({ serial }) => serial)).toContain(Serial?.replaceAll(':', ''));
  for (const row of rows) expect(Date.parse(row.notAfter)).toBeGreaterThan(Date.parse(row.notBefore));
  expect(await allOf(reports.rows(root, report, 1))).toEqual(rows.slice(1));
  expect(await allOf(reports.rows(root, report, 99))).toEqual([]);
});

test('a reader that ends early leaves nothing open, and a report that is cut off is read another time', async () => {
  const { root, reports, client, name } = await setUp();
  const report = stateIn(await reports.report(root));
  await bench.advance(1);
  for await (const row of reports.rows(root, report, 0)) {
    expect(row.arn).toContain(root);
    break;
  }
  await client.send(new PutObjectCommand({ Bucket: name, Key: report.key, Body: '[{"a":' }));
  await expect(allOf(reports.rows(root, report, 0))).rejects.toMatchObject({ name: 'AwsUnavailable' });
});
