import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import type { RepairSubject } from '../domain/repair/repair.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { indexPages } from './index-pages.ts';
import { itemAt, itemsOf } from './items.ts';
import { DUE_REMINDERS } from './reminder-keys.ts';
import {
  authorityPartition,
  certificatePartition,
  COVERAGE_PARTITION,
  DUE,
  ITEM_VERSION,
  type Table,
} from './table.ts';

const MUTE = 'MUTE#';

/** Whether an item of what is due is a mute that has ended. */
export const isMuteKey = (sortKey: string): boolean => sortKey.startsWith(MUTE);

/** What people have muted: beside the findings of what it is about, due when it ends. */
export class TableMutes {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The mutes of a CA, a certificate, or a subject of coverage, whether in force or not. */
  mutesOf(subject: string): Promise<readonly Mute[]> {
    return this.mutesIn(partitionOf(subject));
  }

  async mutesIn(partition: string): Promise<readonly Mute[]> {
    return (await itemsOf(this.#table, partition, MUTE)).map(({ mute }) => mute as Mute);
  }

  /** Every mute, for a person. */
  async everyMute(): Promise<readonly Mute[]> {
    const mutes: Mute[] = [];
    for await (const items of indexPages(this.#table, DUE, { partition: DUE_REMINDERS }))
      for (const { pk, sk } of items.filter((item) => isMuteKey(String(item.sk)))) {
        const item = await itemAt(this.#table, { pk: String(pk), sk: String(sk) });
        if (item !== undefined) mutes.push(item['mute'] as Mute);
      }
    return mutes;
  }

  /** Whether the finding that a repair is about is muted. @param now ISO 8601 */
  async isMuted({ authorityArn, code }: RepairSubject, now: string): Promise<boolean> {
    return muteInForce(await this.mutesOf(authorityArn), authorityArn, code, now) !== undefined;
  }

  /** Mutes, or mutes longer or shorter. */
  async mute(mute: Mute): Promise<void> {
    const { client, name: TableName } = this.#table;
    const due = { duePartition: DUE_REMINDERS, dueAt: new Date(mute.until).toISOString() };
    const Item = { ...keyOf(mute), itemVersion: ITEM_VERSION, mute, ...due };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName, Item })));
  }

  /** Ends a mute now: whoever looks at what is due tells people of what is open still. @returns false where none was in force */
  async unmute({ subject, code, by, at }: Pick<Mute, 'subject' | 'code' | 'by' | 'at'>): Promise<boolean> {
    const { client, name: TableName } = this.#table;
    const update = new UpdateCommand({
      TableName,
      Key: keyOf({ subject, code }),
      UpdateExpression: 'SET #mute.#until = :at, #mute.endedBy = :by, dueAt = :at',
      ConditionExpression: 'attribute_exists(pk) AND #mute.#until > :at',
      ExpressionAttributeNames: { '#mute': 'mute', '#until': 'until' },
      ExpressionAttributeValues: { ':at': at, ':by': by },
    });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(update)));
  }

  /** Forgets a mute that has ended, unless somebody has muted again meanwhile. */
  async forget({ subject, code, until }: Mute): Promise<void> {
    const { client, name: TableName } = this.#table;
    const remove = new DeleteCommand({
      TableName,
      Key: keyOf({ subject, code }),
      ConditionExpression: '#mute.#until = :until',
      ExpressionAttributeNames: { '#mute': 'mute', '#until': 'until' },
      ExpressionAttributeValues: { ':until': until },
    });
    await inOwnAccount('dynamodb:DeleteItem', () => whetherConditionHeld(() => client.send(remove)));
  }
}

/** Where what is kept of a CA, a certificate or a subject of coverage stands. */
export function partitionOf(subject: string): string {
  if (!subject.startsWith('arn:')) return COVERAGE_PARTITION;
  return /:certificate-authority\/[^/]*$/.test(subject) ? authorityPartition(subject) : certificatePartition(subject);
}

const keyOf = ({ subject, code }: Pick<Mute, 'subject' | 'code'>) => ({
  pk: partitionOf(subject),
  sk: `${MUTE}${code}#${subject}`,
});
