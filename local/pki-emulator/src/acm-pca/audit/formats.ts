import { setImmediate } from 'node:timers/promises';
import type { ReportFormat } from './report.ts';
import { type ReportedCertificate, type ReportRow, rowOf } from './rows.ts';

interface Format {
  readonly extension: string;
  readonly contentType: string;
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  readonly written: (row: ReportRow) => string;
}

/** The columns of CSV, and the order of JSON's keys (service-facts 1.5). */
const COLUMNS = [
  'awsAccountId',
  'requestedByServicePrincipal',
  'certificateArn',
  'serial',
  'subject',
  'notBefore',
  'notAfter',
  'issuedAt',
  'revokedAt',
  'revocationReason',
  'templateArn',
] as const satisfies readonly (keyof ReportRow)[];

/** A subject is quoted, and nothing else can hold a comma. */
const csvLine = (row: ReportRow): string =>
  COLUMNS.map((name) => (name === 'subject' ? `"${row.subject.replaceAll('"', '""')}"` : (row[name] ?? ''))).join(',');

export const FORMATS: Readonly<Record<ReportFormat, Format>> = {
  JSON: {
    extension: 'json',
    contentType: 'application/json',
    head: '[',
    separator: ',\n',
    tail: ']',
    written: (row) => JSON.stringify(row),
  },
  CSV: {
    extension: 'csv',
    contentType: 'text/csv',
    head: `${COLUMNS.join(',')}\n`,
    separator: '\n',
    tail: '\n',
    written: csvLine,
  },
};

/** How many rows make a piece: others get a turn in between. */
const ROWS = 500;

/** A report in pieces, so that a long one is never there as a whole. */
export async function* writtenReport(
  certificates: readonly ReportedCertificate[],
  { head, separator, tail, written }: Format,
): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  for (let at = 0; at < certificates.length; at += ROWS) {
    const rows = certificates.slice(at, at + ROWS).map((each) => written(rowOf(each)));
    yield Buffer.from((at > 0 ? separator : '') + rows.join(separator));
    await setImmediate();
  }
  if (certificates.length > 0 || tail !== '\n') yield Buffer.from(tail);
}
