import fc from 'fast-check';
import { reportRows, type ReportRow } from '../../core/aws/audit-report-rows.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { ISSUED_ARN } from '../builders/certificates.ts';

const row = (more: object = {}) => ({
  awsAccountId: '111122223333',
  certificateArn: ISSUED_ARN,
  serial: '00:ff:00:AB',
  subject: 'CN=www.example.com,O=Example',
  notBefore: '2026-02-26T18:39:57+0000',
  notAfter: '2027-02-26T19:39:57+0000',
  issuedAt: '2026-02-26T19:39:58+0000',
  templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
  ...more,
});

/** A report as it comes over the network, in parts of so many bytes. */
async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function read(text: string, size = 7, skip?: number): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = [];
  for await (const each of reportRows(cut(text, size), skip)) rows.push(each);
  return rows;
}

test('a row is told as certificates are read: serials plain, times in ISO 8601', async () => {
  const revoked = row({
    revokedAt: '2026-02-26T21:00:36+0100',
    revocationReason: 'UNSPECIFIED',
    requestedByServicePrincipal: 'acm.amazonaws.com',
  });
  expect(await read(JSON.stringify([row(), revoked]))).toEqual([
    {
      arn: ISSUED_ARN,
      serial: 'ff00ab',
      subject: 'CN=www.example.com,O=Example',
      notBefore: '2026-02-26T18:39:57.000Z',
      notAfter: '2027-02-26T19:39:57.000Z',
      issuedAt: '2026-02-26T19:39:58.000Z',
      templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
    },
    expect.objectContaining({
      revokedAt: '2026-02-26T20:00:36.000Z',
      requestedByServicePrincipal: 'acm.amazonaws.com',
    }),
  ]);
});

test('an older report writes the subject with a capital S, and knows no template', async () => {
  const { subject, templateArn: _, ...old } = row();
  expect(await read(JSON.stringify([{ ...old, Subject: subject }]))).toMatchObject([{ subject }]);
});

test('rows that were read before are passed over, whatever they are; the report has to end all the same', async () => {
  const report = JSON.stringify([{ of: 'another shape' }, row({ subject: 'CN=b' }), row({ subject: 'CN=c' })]);
  for (const [skip, subjects] of [
    [1, ['CN=b', 'CN=c']],
    [2, ['CN=c']],
    [5, []],
  ] as const)
    expect((await read(report, 7, skip)).map(({ subject }) => subject)).toEqual(subjects);
  await expect(read(report.slice(0, -1), 7, 5)).rejects.toMatchObject({ name: 'AwsUnavailable' });
});

test('a report of nothing has no rows', async () => {
  expect(await read('[]')).toEqual([]);
  expect(await read(' [\n] ')).toEqual([]);
});

test('whatever stands in texts, and wherever the report is cut, the rows are the same', async () => {
  const subjects = fc.array(fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', 'ü', '🦊', 'a') }));
  await fc.assert(
    fc.asyncProperty(subjects, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (texts, size, pretty) => {
      const report = JSON.stringify(
        texts.map((subject) => row({ subject, more: { nested: [{}] } })),
        undefined,
        pretty ? 2 : 0,
      );
      expect((await read(report, size)).map(({ subject }) => subject)).toEqual(texts);
    }),
  );
});

test.each([
  ['that ends too early', JSON.stringify([row(), row()]).slice(0, -30)],
  ['without its end', JSON.stringify([row()]).slice(0, -1)],
  ['that is empty', ''],
  ['that is an error in XML', '<Error><Code>AccessDenied</Code></Error>'],
  ['with a row of another shape', `[{"certificateArn":"${AUTHORITY_ARN}"}]`],
  ['with a time that is none', JSON.stringify([row({ issuedAt: 'yesterday' })])],
  ['that is no JSON within a row', '[{"certificateArn": oops}]'],
  ['whose row never ends', `[{"subject":"${'x'.repeat(100_000)}`],
])('a report %s is read another time', async (_, text) => {
  await expect(read(text, 1000)).rejects.toMatchObject({ name: 'AwsUnavailable' });
});
