import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import { safeJsonLine, safeLines, dayOf } from '../text/lines.ts';
import { csvHead, csvLines } from './csv.ts';
import type { Unlisted } from './inventory.ts';

/** The version of the answer's form; docs/schemas/inventory.v1.json describes it. */
const INVENTORY_VERSION = '1';

/** How certificates are printed as they come. */
export interface InventoryPaper {
  readonly head: string;
  page(records: readonly CertificateRecord[]): string;
  /** @param count how many there were */
  end(count: number): string;
}

/** The right way for what was asked: CSV, JSON or lines for a person. */
export function inventoryPaper(
  format: 'csv' | 'json' | 'text',
  at: string,
  unlisted: readonly Unlisted[],
): InventoryPaper {
  if (format === 'csv') return { head: csvHead, page: csvLines, end: () => '' };
  return format === 'json' ? jsonPaper(at, unlisted) : { head: textHead, page: textLines, end: () => '' };
}

/** One document, a certificate a line. */
function jsonPaper(at: string, unlisted: readonly Unlisted[]): InventoryPaper {
  let isFirst = true;
  const line = ({ listed: _, ...record }: CertificateRecord): string => {
    const before = isFirst ? '' : ',';
    isFirst = false;
    return `${before}\n    ${safeJsonLine(record)}`;
  };
  const version = safeJsonLine(INVENTORY_VERSION);
  return {
    head: `{\n  "schemaVersion": ${version},\n  "at": ${safeJsonLine(at)},\n  "unlisted": ${safeJsonLine(unlisted)},\n  "certificates": [`,
    page: (records) => records.map(line).join(''),
    end: (count) => `${count === 0 ? '' : '\n  '}],\n  "count": ${count}\n}\n`,
  };
}

/** They come without an end to wait for: each column has the width that most need. */
const WIDTHS = [10, 14, 8, 36, 16] as const;

const lineOf = (cells: readonly string[], arn: string): string =>
  `${[...cells.map((cell, index) => fitted(cell, WIDTHS[index] ?? 0)), arn].join('  ')}\n`;

const textHead = lineOf(['ENDS', 'VERDICT', 'KIND', 'NAME', 'OWNER'], 'CERTIFICATE');

const textLines = (records: readonly CertificateRecord[]): string =>
  records
    .map(({ notAfter, verdict, kind, domainName, owner, arn, goneAt }) => {
      const ends = dayOf(notAfter) ?? '';
      const judged = goneAt === undefined ? (verdict?.verdict ?? '') : `gone ${dayOf(goneAt) ?? ''}`;
      const [shown = '', ...cells] = safeLines([arn, ends, judged, kind, domainName ?? '(no name)', owner?.name ?? '']);
      return lineOf(cells, shown);
    })
    .join('');

function fitted(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text.padEnd(width) : `${characters.slice(0, width - 1).join('')}…`;
}
