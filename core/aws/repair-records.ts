import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { Repair, RepairSubject, ReportedRemover } from '../domain/repair/repair.ts';
import type { RemoverRecords, RepairRecords } from '../repair/ports.ts';
import { tableClient } from './clients.ts';
import { AwsUnavailable, inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemAt } from './items.ts';
import { outboxItem } from './outbox.ts';
import { authorityPartition, ITEM_VERSION, onTopOf, type Table } from './table.ts';
import { writeTogether, type TransactItems } from './transaction.ts';
import { leaveTurn, takeTurn } from './turns.ts';

/** For those who only note who took something away. */
export const removerRecords = ({ region, tableName: name }: Place): RemoverRecords =>
  new TableRepairs({ client: tableClient(region), name });

interface Place {
  readonly region: string;
  readonly tableName: string;
}

type Removal = 'permission' | 'policy';

/** A function that repairs a CA ends within this: one that died is succeeded after it. */
const TURN_MILLISECONDS = 3 * 60 * 1000;

/** What is kept of a CA's repairs, beside its findings. A change and its notice are written together or not at all. */
export class TableRepairs implements RepairRecords, RemoverRecords {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async repairOf(subject: RepairSubject): Promise<Repair | undefined> {
    return (await itemAt(this.#table, repairKey(subject)))?.repair as Repair | undefined;
  }

  async writeRepair(repair: Repair, notice?: OutgoingNotice): Promise<Repair> {
    const { name } = this.#table;
    const next = { ...repair, version: repair.version + 1 };
    const item = { ...repairKey(repair), itemVersion: ITEM_VERSION, version: next.version, repair: next };
    const told: TransactItems =
      notice === undefined
        ? []
        : [{ Put: { TableName: name, Item: outboxItem(authorityPartition(repair.authorityArn), notice) } }];
    const put = { Put: { TableName: name, Item: item, ...onTopOf(repair.version) } };
    const outcome = await writeTogether(this.#table, [put, ...told]);
    if (outcome === 'written') return next;
    throw new AwsUnavailable(`the repair of ${repair.authorityArn} was written by another meanwhile`);
  }

  async takeTurn(authorityArn: string, holder: string, at: Date): Promise<void> {
    const now = at.getTime();
    const times = { now, until: now + TURN_MILLISECONDS };
    if (!(await takeTurn(this.#table, turnKey(authorityArn), holder, times)))
      throw new AwsUnavailable(`another execution is repairing ${authorityArn}`);
  }

  leaveTurn(authorityArn: string, holder: string): Promise<void> {
    return leaveTurn(this.#table, turnKey(authorityArn), holder);
  }

  /** Records arrive in any order: the youngest stands. */
  async noteRemover(authorityArn: string, removal: Removal, remover: ReportedRemover): Promise<void> {
    const { client, name } = this.#table;
    const put = new PutCommand({
      TableName: name,
      Item: { ...removerKey(authorityArn, removal), itemVersion: ITEM_VERSION, removedAt: remover.at, remover },
      ConditionExpression: 'attribute_not_exists(pk) OR removedAt <= :at',
      ExpressionAttributeValues: { ':at': remover.at },
    });
    await inOwnAccount('dynamodb:PutItem', () => whetherConditionHeld(() => client.send(put)));
  }

  async reportedRemover(authorityArn: string, removal: Removal): Promise<ReportedRemover | undefined> {
    return (await itemAt(this.#table, removerKey(authorityArn, removal)))?.remover as ReportedRemover | undefined;
  }
}

const repairKey = ({ authorityArn, code, account }: RepairSubject) => ({
  pk: authorityPartition(authorityArn),
  sk: `REPAIR#${code}#${account}`,
});

const turnKey = (authorityArn: string) => ({ pk: authorityPartition(authorityArn), sk: 'REPAIRING' });

const removerKey = (authorityArn: string, removal: Removal) => ({
  pk: authorityPartition(authorityArn),
  sk: `REMOVER#${removal}`,
});
