import type { AccountId } from '../domain/arn.ts';
import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { Lifecycle } from '../domain/findings/lifecycle.ts';
import { NO_REGION } from '../domain/inventory/certificate-record.ts';
import type { OpenFindings } from '../sweep/ports.ts';
import { indexPages } from './index-pages.ts';
import { placeOf } from './inventory-items.ts';
import { certificatePartition, OPEN_FINDINGS, type Table } from './table.ts';

/** The findings that are open, by the place of what they are about. */
export class TableOpenFindings implements OpenFindings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async openCertificateFindings(account: AccountId, region: string): Promise<readonly CertificateFinding[]> {
    const found: CertificateFinding[] = [];
    for await (const items of indexPages(this.#table, OPEN_FINDINGS, { partition: placeOf(account, region) }))
      for (const { pk, finding } of items)
        if (String(pk).startsWith(certificatePartition(''))) found.push(finding as CertificateFinding);
    return found;
  }
}

/** The keys by which an open finding is in the index; a resolved one has none. @param arn what it is about */
export function openFindingKeys(arn: string, { state, code }: Pick<Lifecycle<string>, 'state'> & { code: string }) {
  if (state !== 'OPEN') return {};
  const [, , , region = '', account = ''] = arn.split(':');
  return { findingPartition: placeOf(account, region || NO_REGION), findingSort: `${arn}#${code}` };
}
