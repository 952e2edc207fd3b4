import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { inOwnAccount } from './errors.ts';
import { BY_PLACE, certificatePartition, OPEN_FINDINGS, type Table } from './table.ts';

type Item = Record<string, unknown>;

const IS_CERTIFICATE = 'begins_with(pk, :certificate)';

/** Reads everything of a kind, for a person: page after page, in no order. */
export class TableListing {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Every certificate that is there. The index has CAs as well. */
  async *certificates(): AsyncGenerator<readonly CertificateRecord[]> {
    const there = {
      IndexName: BY_PLACE.name,
      FilterExpression: IS_CERTIFICATE,
      ExpressionAttributeValues: { ':certificate': certificatePartition('') },
    };
    for await (const items of this.#scanned(there)) yield items.map(recordIn);
  }

  /** Every certificate that vanished and is remembered; no index has them, so that the whole table is read. */
  async *goneCertificates(): AsyncGenerator<readonly CertificateRecord[]> {
    const gone = {
      FilterExpression: `${IS_CERTIFICATE} AND sk = :inventory AND attribute_exists(#record.goneAt)`,
      ExpressionAttributeNames: { '#record': 'record' },
      ExpressionAttributeValues: { ':inventory': 'INVENTORY', ':certificate': certificatePartition('') },
    };
    for await (const items of this.#scanned(gone)) yield items.map(recordIn);
  }

  /** Every finding about a CA or a certificate that is open. */
  async *openFindings(): AsyncGenerator<readonly (Finding | CertificateFinding)[]> {
    for await (const items of this.#scanned({ IndexName: OPEN_FINDINGS.name }))
      yield items.map(({ finding }) => finding as Finding | CertificateFinding);
  }

  async *#scanned(what: Omit<ScanCommandInput, 'TableName'>): AsyncGenerator<readonly Item[]> {
    const { client, name: TableName } = this.#table;
    let ExclusiveStartKey: Item | undefined;
    do {
      const scan = new ScanCommand({ TableName, ...what, ...(ExclusiveStartKey && { ExclusiveStartKey }) });
      const { Items = [], LastEvaluatedKey } = await inOwnAccount('dynamodb:Scan', () => client.send(scan));
      yield Items;
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
}

const recordIn = ({ record }: Item): CertificateRecord => record as CertificateRecord;
