import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { FindingPlace, Reminders } from '../alerting/remind-findings.ts';
import type { Mute } from '../domain/alerts/mute.ts';
import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { CoverageFinding } from '../domain/findings/coverage-finding.ts';
import type { Finding } from '../domain/findings/finding.ts';
import { subjectOf, type FollowedChange, type FollowedFinding } from '../domain/findings/followed-finding.ts';
import { dueItems } from './due-items.ts';
import { AwsUnavailable, inOwnAccount, whetherConditionHeld } from './errors.ts';
import { Findings } from './findings.ts';
import { itemAt, itemsOf } from './items.ts';
import { isMuteKey, partitionOf, TableMutes } from './mutes.ts';
import { openFindingKeys } from './open-findings.ts';
import { outboxItem } from './outbox.ts';
import { DUE_REMINDERS, reminderKeys } from './reminder-keys.ts';
import { authorityPartition, certificatePartition, ITEM_VERSION, onTopOf, type Table } from './table.ts';
import { writeTogether } from './transaction.ts';

/** The findings of every kind that people are reminded of. A reminder and its notice are written together or not at all. */
export class TableReminders implements Reminders {
  readonly #table: Table;
  readonly #mutes: TableMutes;

  constructor(table: Table) {
    this.#table = table;
    this.#mutes = new TableMutes(table);
  }

  async dueFindings(by: string): Promise<readonly FindingPlace[]> {
    const due = await dueItems(this.#table, DUE_REMINDERS, by);
    return due.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  }

  async muteAt(place: FindingPlace): Promise<Mute | undefined> {
    return isMuteKey(place.sk) ? ((await itemAt(this.#table, place))?.['mute'] as Mute | undefined) : undefined;
  }

  mutesIn(partition: string): Promise<readonly Mute[]> {
    return this.#mutes.mutesIn(partition);
  }

  forget(mute: Mute): Promise<void> {
    return this.#mutes.forget(mute);
  }

  async findingsUnder({ subject, code }: Mute): Promise<readonly (readonly [FindingPlace, FollowedFinding])[]> {
    const items = await itemsOf(this.#table, partitionOf(subject), 'FINDING#');
    return items
      .map(({ pk, sk, finding }) => [{ pk: String(pk), sk: String(sk) }, followedIn(String(pk), finding)] as const)
      .filter(([, followed]) => followed.finding.code === code && subjectOf(followed) === subject);
  }

  of(authorityArn: string): Promise<readonly Finding[]> {
    return new Findings(this.#table).of(authorityArn);
  }

  async lookAgain(place: FindingPlace, version: number, at: string): Promise<void> {
    const { client, name: TableName } = this.#table;
    const update = new UpdateCommand({
      TableName,
      Key: { ...place },
      UpdateExpression: 'SET dueAt = :at',
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':at': at, ':version': version },
    });
    await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(update)));
  }

  async findingAt(place: FindingPlace): Promise<FollowedFinding | undefined> {
    const finding = (await itemAt(this.#table, place))?.['finding'];
    return finding === undefined ? undefined : followedIn(place.pk, finding);
  }

  /** @throws AwsUnavailable where somebody was at the finding just then */
  async writeFollowed(place: FindingPlace, { followed, notice }: FollowedChange): Promise<boolean> {
    const { name: TableName } = this.#table;
    const { version } = followed.finding;
    const Item = { ...place, itemVersion: ITEM_VERSION, version, finding: followed.finding, ...keysOf(followed) };
    const outcome = await writeTogether(this.#table, [
      { Put: { TableName, Item, ...onTopOf(version - 1) } },
      { Put: { TableName, Item: outboxItem(place.pk, notice, version) } },
    ]);
    if (outcome === 'conflict') throw new AwsUnavailable('dynamodb:TransactWriteItems: another was at the finding');
    return outcome === 'written';
  }
}

function followedIn(partition: string, finding: unknown): FollowedFinding {
  if (partition.startsWith(authorityPartition(''))) return { kind: 'authority', finding: finding as Finding };
  if (partition.startsWith(certificatePartition('')))
    return { kind: 'certificate', finding: finding as CertificateFinding };
  return { kind: 'coverage', finding: finding as CoverageFinding };
}

function keysOf(followed: FollowedFinding) {
  const due = reminderKeys(followed);
  if (followed.kind === 'coverage') return due;
  const arn = followed.kind === 'authority' ? followed.finding.authorityArn : followed.finding.certificateArn;
  return { ...openFindingKeys(arn, followed.finding), ...due };
}
