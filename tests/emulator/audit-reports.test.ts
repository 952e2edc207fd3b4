import {
  DeleteCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
  waitUntilAuditReportCreated,
} from '@aws-sdk/client-acm-pca';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { activeRoot, issuance, issued, pendingAuthority, template } from './kit/authorities.ts';
import { askForReport, csvRows, endedReport, reportOf, type Row } from './kit/audit-reports.ts';
import {
  createBucket,
  freshBucket,
  keysIn,
  objectIn,
  preparedBucket,
  putPolicy,
  writingPolicy,
} from './kit/buckets.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { newCsr } from './kit/openssl.ts';
import { managed, renewed } from './kit/renewals.ts';
import { revoke, serialOf } from './kit/revocation.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const HALF_HOUR = 1800;

/** A root with a bucket for its reports; `rows` asks for a report and reads it. */
async function audited(account = freshAccount(), existing?: string) {
  const pca = bench.pca(account);
  const s3 = bench.s3(account);
  const bucket = await preparedBucket(s3);
  const root = existing ?? (await activeRoot(pca));
  const text = async (format: 'JSON' | 'CSV' = 'JSON') => {
    const { AuditReportId = '', S3Key = '' } = await askForReport(pca, root, bucket, format);
    expect(await endedReport(pca, root, AuditReportId)).toMatchObject({ AuditReportStatus: 'SUCCESS' });
    await bench.advance(HALF_HOUR);
    return (await objectIn(s3, bucket, S3Key)).toString();
  };
  const rows = async () => JSON.parse(await text()) as Row[];
  return { account, pca, s3, bucket, root, text, rows };
}

const leafOf = (rows: readonly Row[], arn: string) => rows.find(({ certificateArn }) => certificateArn === arn);

describe('an audit report', () => {
  test('is in the bucket under the ids of CA and report', async () => {
    const { pca, s3, bucket, root } = await audited();
    const before = Date.now() - 1000;
    const { AuditReportId = '', S3Key } = await askForReport(pca, root, bucket);
    expect(S3Key).toBe(`audit-report/${serialOf(root)}/${AuditReportId}.json`);
    const { CreatedAt, ...report } = await endedReport(pca, root, AuditReportId);
    expect(report).toMatchObject({ AuditReportStatus: 'SUCCESS', S3BucketName: bucket, S3Key });
    expect(CreatedAt?.getTime()).toBeGreaterThan(before);
    expect(await keysIn(s3, bucket)).toEqual([S3Key]);
  });

  test('is waited for by the SDK', async () => {
    const { pca, bucket, root } = await audited();
    const { AuditReportId } = await askForReport(pca, root, bucket, 'CSV');
    const asked = { CertificateAuthorityArn: root, AuditReportId };
    const { state } = await waitUntilAuditReportCreated(
      { client: pca, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
      asked,
    );
    expect(state).toBe('SUCCESS');
  });

  test('says of a certificate who asked, what it is, and when', async () => {
    const { account, pca, root, rows } = await audited();
    const subject = ['C=US', 'ST=Washington', 'L=Seattle', 'O=Example', 'OU=Sales', 'CN=www.example.com'];
    const leaf = await issued(pca, issuance(root, { Csr: Buffer.from(newCsr({ subject }).csr) }));
    const row = leafOf(await rows(), leaf.arn) ?? {};
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/) as string;
    expect(row).toEqual({
      awsAccountId: account,
      certificateArn: leaf.arn,
      serial: serialOf(leaf.arn).match(/../g)?.join(':'),
      subject: 'CN=www.example.com,OU=Sales,O=Example,L=Seattle,ST=Washington,C=US',
      notBefore: moment,
      notAfter: moment,
      issuedAt: moment,
      templateArn: template('EndEntityCertificate'),
    });
    expect(Object.keys(row)).toEqual([
      'awsAccountId',
      'certificateArn',
      'serial',
      'subject',
      'notBefore',
      'notAfter',
      'issuedAt',
      'templateArn',
    ]);
    const [from = NaN, to = NaN, at = NaN] = [row['notBefore'], row['notAfter'], row['issuedAt']].map((each) =>
      Date.parse(each ?? ''),
    );
    expect([at - from, to - at]).toEqual([3_600_000, 30 * DAY * 1000]);
  });

  test('has the CA’s own certificate too', async () => {
    const { rows } = await audited();
    expect((await rows()).map(({ templateArn }) => templateArn)).toEqual([template('RootCACertificate')]);
  });

  test('says when and why a certificate was revoked', async () => {
    const { pca, root, rows } = await audited();
    const leaf = await issued(pca, issuance(root));
    await revoke(pca, root, serialOf(leaf.arn), 'SUPERSEDED');
    const row = leafOf(await rows(), leaf.arn);
    expect(row).toMatchObject({
      revocationReason: 'SUPERSEDED',
      revokedAt: expect.stringMatching(/\+0000$/) as string,
    });
    expect(Object.keys(row ?? {}).slice(-4)).toEqual(['issuedAt', 'revokedAt', 'revocationReason', 'templateArn']);
  });

  test('still has a certificate that has ended', async () => {
    const { pca, root, rows } = await audited();
    const leaf = await issued(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 1 } }));
    await bench.advance(2 * DAY);
    expect(leafOf(await rows(), leaf.arn)).toBeDefined();
  });

  test('names attributes without a short name by their OID, their value in hex', async () => {
    const { pca, root, rows } = await audited();
    const subject = ['serialNumber=1234', 'SN=Muster', 'title=Dr', 'DC=example', 'UID=u1', 'CN=x'];
    const leaf = await issued(pca, issuance(root, { Csr: Buffer.from(newCsr({ subject }).csr) }));
    expect(leafOf(await rows(), leaf.arn)?.['subject']).toBe(
      'CN=x,UID=u1,DC=example,2.5.4.12=#0c024472,2.5.4.4=#0c064d7573746572,2.5.4.5=#130431323334',
    );
  });

  test('names the account that asked, and ACM where it renewed', async () => {
    const { account, root, acm, arn } = await managed(bench);
    await renewed(acm, arn);
    const { rows } = await audited(account, root);
    const leaves = (await rows()).filter(({ templateArn }) => templateArn === template('EndEntityCertificate'));
    expect(leaves.map((each) => [each['awsAccountId'], each['requestedByServicePrincipal']])).toEqual([
      [account, undefined],
      [account, 'acm.amazonaws.com'],
    ]);
  });

  test('in CSV has a head and empty fields, and quotes subjects', async () => {
    const { account, pca, root, text } = await audited();
    const Subject = { Organization: 'Müller, "Söhne" + Co', CommonName: 'x' };
    const TemplateArn = template('EndEntityCertificate_APIPassthrough');
    const leaf = await issued(pca, issuance(root, { TemplateArn, ApiPassthrough: { Subject } }));
    const lines = (await text('CSV')).split('\n');
    expect(lines[0]).toBe(
      'awsAccountId,requestedByServicePrincipal,certificateArn,serial,subject,notBefore,notAfter,issuedAt,revokedAt,revocationReason,templateArn',
    );
    const line = lines.find((each) => each.includes(leaf.arn)) ?? '';
    expect(line).toMatch(new RegExp(`^${account},,${leaf.arn},[0-9a-f:]{47},"CN=x,O=M`));
    expect(line).toMatch(/\+0000,,,arn:aws:acm-pca:::template\/EndEntityCertificate_APIPassthrough\/V1$/);
    expect(line).toContain('"CN=x,O=Müller\\, \\""Söhne\\"" \\+ Co"');
    expect(lines.at(-1)).toBe('');
  });
});

test('any set of certificates is in the report once each, and JSON and CSV agree', async () => {
  const { pca, root, text } = await audited();
  const csr = Buffer.from(newCsr().csr);
  const arns = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ days: fc.integer({ min: 1, max: 900 }), revoked: fc.boolean() }), { maxLength: 4 }),
      async (wishes) => {
        for (const { days, revoked } of wishes) {
          const { arn } = await issued(pca, issuance(root, { Csr: csr, Validity: { Type: 'DAYS', Value: days } }));
          if (revoked) await revoke(pca, root, serialOf(arn));
          arns.add(arn);
        }
        const rows = JSON.parse(await text('JSON')) as Row[];
        const known = rows.map(({ certificateArn = '' }) => certificateArn);
        expect(known).toHaveLength(arns.size + 1);
        expect(known).toEqual(expect.arrayContaining([...arns]));
        const withoutEmpty = csvRows(await text('CSV')).map((row) =>
          Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')),
        );
        expect(withoutEmpty).toEqual(rows);
      },
    ),
    { numRuns: 6 },
  );
});

describe('an audit report is refused', () => {
  test('within half an hour of the last one of this CA, also a failed one', async () => {
    const { pca, s3, bucket, root } = await audited();
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    const { AuditReportId = '' } = await askForReport(pca, root, bucket);
    expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('FAILED');
    const other = await activeRoot(pca);
    await putPolicy(s3, bucket, writingPolicy(bucket));
    await askForReport(pca, other, bucket);
    await expect(askForReport(pca, root, bucket)).rejects.toMatchObject({ name: 'RequestInProgressException' });
    await bench.advance(HALF_HOUR - 60);
    await expect(askForReport(pca, root, bucket)).rejects.toMatchObject({ name: 'RequestInProgressException' });
    await bench.advance(60);
    await askForReport(pca, root, bucket);
  });

  test('into a bucket that is not there', async () => {
    const { pca, root } = await audited();
    await expect(askForReport(pca, root, freshBucket())).rejects.toMatchObject({ name: 'InvalidArgsException' });
  });

  test('before a CA is active and after it is deleted; not while it is disabled', async () => {
    const { pca, bucket, root } = await audited();
    const pending = await pendingAuthority(pca);
    await expect(askForReport(pca, pending, bucket)).rejects.toMatchObject({ name: 'InvalidStateException' });
    await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: root, Status: 'DISABLED' }));
    const { AuditReportId = '' } = await askForReport(pca, root, bucket);
    await bench.advance(HALF_HOUR);
    await pca.send(new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn: root }));
    await expect(askForReport(pca, root, bucket)).rejects.toMatchObject({ name: 'InvalidStateException' });
    expect((await reportOf(pca, root, AuditReportId)).AuditReportStatus).toBe('SUCCESS');
  });

  test('of a CA that is another account’s, even where its policy shares the CA', async () => {
    const { bucket, root } = await audited();
    const stranger = bench.pca(freshAccount());
    await expect(askForReport(stranger, root, bucket)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each([
    ['of an id that is none', 'x', 'ValidationException'],
    ['that nobody asked for', '01234567-89ab-cdef-0123-456789abcdef', 'ResourceNotFoundException'],
  ])('%s', async (_, id, name) => {
    const { pca, root } = await audited();
    await expect(reportOf(pca, root, id)).rejects.toMatchObject({ name });
  });
});

test('an audit report fails where acm-pca may not write, and nothing is written', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = bench.s3(account);
  const root = await activeRoot(pca);
  const bucket = freshBucket();
  await createBucket(s3, bucket);
  await putPolicy(s3, bucket, writingPolicy(bucket, { condition: { StringEquals: { 'aws:SourceArn': `${root}x` } } }));
  const { AuditReportId = '' } = await askForReport(pca, root, bucket);
  expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('FAILED');
  expect(await keysIn(s3, bucket)).toEqual([]);
});

test('a report takes its time, and is CREATING until then', async () => {
  const slow = await startBench({ settleMilliseconds: 60_000 });
  try {
    const account = freshAccount();
    const pca = slow.pca(account);
    await slow.admin('POST', '/settle', { milliseconds: 0 });
    const root = await activeRoot(pca);
    const bucket = await preparedBucket(slow.s3(account));
    await slow.admin('POST', '/settle', { milliseconds: 60_000 });
    const { AuditReportId = '' } = await askForReport(pca, root, bucket);
    expect((await reportOf(pca, root, AuditReportId)).AuditReportStatus).toBe('CREATING');
    await slow.advance(60);
    expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('SUCCESS');
  } finally {
    await slow.stop();
  }
});
