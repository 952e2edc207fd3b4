import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordedRequests } from '../reissue/ports.ts';
import { inOwnAccount } from './errors.ts';
import { certificatePartition, ITEM_VERSION, type Table } from './table.ts';

/** A CSR is of use as long as its certificate may have to be replaced: nobody's lives for longer. */
const KEPT_SECONDS = 4 * 366 * 24 * 60 * 60;

/** The CSRs that records told: public, and trusted for nothing. */
export class TableRecordedRequests implements RecordedRequests {
  readonly #table: Table;
  readonly #now: () => number;

  /** @param now the system's time in milliseconds: the table forgets by it */
  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async requestFor(issuedArn: string): Promise<string | undefined> {
    const { client, name } = this.#table;
    const get = new GetCommand({ TableName: name, Key: keyOf(issuedArn), ConsistentRead: true });
    const { Item } = await inOwnAccount('dynamodb:GetItem', () => client.send(get));
    return Item?.csr as string | undefined;
  }

  async keepRequest(issuedArn: string, csr: string): Promise<void> {
    const { client, name } = this.#table;
    const expiresAt = Math.floor(this.#now() / 1000) + KEPT_SECONDS;
    const Item = { ...keyOf(issuedArn), itemVersion: ITEM_VERSION, csr, expiresAt };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName: name, Item })));
  }
}

const keyOf = (issuedArn: string) => ({ pk: certificatePartition(issuedArn), sk: 'REQUEST' });
