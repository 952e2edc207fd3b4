import { printable } from '../../core/domain/printable.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';

type Cell = (record: CertificateRecord) => string | boolean | number | undefined;

/** The columns, in their order: new ones are added behind. */
const COLUMNS: readonly (readonly [string, Cell])[] = [
  ['arn', ({ arn }) => arn],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['source', ({ source }) => source],
  ['kind', ({ kind }) => kind],
  ['status', ({ status }) => status],
  ['name', ({ domainName }) => domainName],
  ['names', ({ names }) => names.join(' ')],
  ['more names', ({ moreNames }) => moreNames],
  ['serial', ({ serial }) => serial],
  ['key', ({ keyAlgorithm }) => keyAlgorithm],
  ['not before', ({ notBefore }) => notBefore],
  ['not after', ({ notAfter }) => notAfter],
  ['authority', ({ authorityArn }) => authorityArn],
  ['in use', ({ inUse }) => inUse],
  ['used by', ({ usedBy = [] }) => usedBy.join(' ')],
  ['owner', ({ owner }) => owner?.name],
  ['owner from', ({ owner }) => owner?.from],
  ['business unit', ({ businessUnit }) => businessUnit],
  ['managed by', ({ management }) => management.by],
  ['verdict', ({ verdict }) => verdict?.verdict],
  ['reason', ({ verdict }) => verdict?.reason],
  ['finding', ({ verdict }) => verdict?.code],
  ['severity', ({ verdict }) => verdict?.severity],
  ['first attempt', ({ verdict }) => verdict?.firstAttempt],
  ['outage', ({ verdict }) => verdict?.outage],
  ['route', ({ route }) => route],
  ['replaced by', ({ replacedBy }) => replacedBy],
  ['first seen', ({ firstSeenAt }) => firstSeenAt],
  ['read', ({ readAt }) => readAt],
  ['gone', ({ goneAt }) => goneAt],
  ['tags', ({ tags }) => tagsText(tags)],
];

/** RFC 4180. */
const END = '\r\n';

export const csvHead = `${COLUMNS.map(([name]) => name).join(',')}${END}`;

/** One line a certificate. */
export const csvLines = (records: readonly CertificateRecord[]): string =>
  records.map((record) => `${COLUMNS.map(([, cell]) => csvCell(cell(record))).join(',')}${END}`).join('');

/** What spreadsheets take for a formula (OWASP, "CSV Injection"), also behind spaces and in full width. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** A cell that no spreadsheet computes and no terminal obeys, whatever stood in a certificate. */
export function csvCell(value: string | boolean | number | undefined): string {
  const text = printable(String(value ?? ''));
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

const tagsText = (tags: CertificateRecord['tags']): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join('; ');
