import { GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CertificateFinding, CertificateFindingChange } from '../domain/findings/certificate-finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { openFindingKeys } from './open-findings.ts';
import { outboxItem } from './outbox.ts';
import { reminderKeys } from './reminder-keys.ts';
import { certificatePartition, ITEM_VERSION, onTopOf, type Table } from './table.ts';

/** A certificate that nothing was heard of for longer than any lives is forgotten; its finding stays. */
const REMEMBERED_SECONDS = 800 * 24 * 60 * 60;

/**
 * What inspections of certificates found. ACM's events repeat, overlap and overtake each other, so that each inspection is
 * ordered by when its live read began: what an older one saw is never written over what a newer one saw.
 */
export class CertificateInspections {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Whether a certificate was ever inspected, with whatever outcome. */
  async wasInspected(certificateArn: string): Promise<boolean> {
    const noted = await this.#read(inspectionKey(certificateArn));
    return noted !== undefined || (await this.findingOf(certificateArn)) !== undefined;
  }

  /** Whether a later inspection than one that began then was noted. @param inspectedAt ISO 8601 */
  async wasInspectedAfter(certificateArn: string, inspectedAt: string): Promise<boolean> {
    const noted = (await this.#read(inspectionKey(certificateArn)))?.inspectedAt as string | undefined;
    return noted !== undefined && noted > inspectedAt;
  }

  /**
   * Notes that a certificate was inspected, and something certain was seen.
   * @param inspectedAt when the live read began, ISO 8601
   * @returns false where a later inspection was noted already: its view stands
   */
  async noteInspection(certificateArn: string, inspectedAt: string, seen: object): Promise<boolean> {
    const { client, name } = this.#table;
    const expiresAt = Math.floor(Date.parse(inspectedAt) / 1000) + REMEMBERED_SECONDS;
    const note = new UpdateCommand({
      TableName: name,
      Key: inspectionKey(certificateArn),
      UpdateExpression: 'SET inspectedAt = :at, seen = :seen, itemVersion = :version, expiresAt = :expires',
      ConditionExpression: 'attribute_not_exists(inspectedAt) OR inspectedAt <= :at',
      ExpressionAttributeValues: {
        ':at': inspectedAt,
        ':seen': seen,
        ':version': ITEM_VERSION,
        ':expires': expiresAt,
      },
    });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(note)));
  }

  /** The finding kept for a certificate, whatever its state. */
  async findingOf(certificateArn: string): Promise<CertificateFinding | undefined> {
    return (await this.#read(findingKey(certificateArn)))?.finding as CertificateFinding | undefined;
  }

  /**
   * Writes a change on top of the version it was made from, with its notice, while no later inspection was noted.
   * @throws AwsUnavailable where another wrote first: it is worked out again from a fresh read
   */
  async writeInspected(
    { finding }: CertificateFindingChange,
    notice: OutgoingNotice,
    inspectedAt: string,
  ): Promise<void> {
    const { client, name } = this.#table;
    const { certificateArn, version } = finding;
    const item = {
      ...findingKey(certificateArn),
      itemVersion: ITEM_VERSION,
      version,
      finding,
      ...openFindingKeys(certificateArn, finding),
      ...reminderKeys({ kind: 'certificate', finding }),
    };
    const latest = {
      Key: inspectionKey(certificateArn),
      ConditionExpression: 'attribute_not_exists(inspectedAt) OR inspectedAt <= :at',
      ExpressionAttributeValues: { ':at': inspectedAt },
    };
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { ConditionCheck: { TableName: name, ...latest } },
        { Put: { TableName: name, Item: item, ...onTopOf(version - 1) } },
        { Put: { TableName: name, Item: outboxItem(certificatePartition(certificateArn), notice, version) } },
      ],
    });
    await inOwnAccount('dynamodb:TransactWriteItems', () => client.send(transaction));
  }

  async #read(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    const { client, name } = this.#table;
    const get = new GetCommand({ TableName: name, Key, ConsistentRead: true });
    return (await inOwnAccount('dynamodb:GetItem', () => client.send(get))).Item;
  }
}

const inspectionKey = (certificateArn: string) => ({ pk: certificatePartition(certificateArn), sk: 'INSPECTION' });

const findingKey = (certificateArn: string) => ({ pk: certificatePartition(certificateArn), sk: 'FINDING#RENEWAL' });
