import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import type { SharedReadings } from '../sweep/ports.ts';
import { AwsUnavailable, inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemAt } from './items.ts';
import { WORK_SECONDS } from './sweep-items.ts';
import { ITEM_VERSION, sweepPartition, type Table } from './table.ts';

/** Whoever reads is succeeded after so long: it died, or is slow, and then the first to end is right for all. */
const LEASE_MILLISECONDS = 30_000;
const LOOK_EVERY_MILLISECONDS = 500;
/** By then ten readers died, one after another. */
const PATIENCE_LEASES = 10;
/** What this process has asked for is asked for again by the next scans that it makes. */
const MOST_REMEMBERED = 500;

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * What scans of one sweep share. Whoever comes first claims a reading for a while, makes it and writes it down; others wait for
 * that. A claim needs no name: the first reading that is written stands, whoever made it, and every reader gets that one.
 */
export class TableReadings implements SharedReadings {
  readonly #table: Table;
  readonly #now: () => number;
  readonly #lease: number;
  readonly #asked = new Map<string, Promise<string>>();

  /** @param now the system's time in milliseconds: leases last by it, whatever clock can be moved */
  constructor(table: Table, now: () => number, leaseMilliseconds = LEASE_MILLISECONDS) {
    this.#table = table;
    this.#now = now;
    this.#lease = leaseMilliseconds;
  }

  /** @throws whatever `read` throws: nothing is shared then, and the next one reads */
  async once<T extends object>(sweepId: string, key: string, read: () => Promise<T>): Promise<T> {
    const item = { pk: sweepPartition(sweepId), sk: `READING#${key}` };
    const id = `${item.pk}\n${item.sk}`;
    const reading = this.#asked.get(id) ?? this.#shared(item, async () => JSON.stringify(await read()));
    this.#remember(id, reading);
    return JSON.parse(await reading) as T;
  }

  #remember(id: string, reading: Promise<string>): void {
    this.#asked.set(id, reading);
    reading.catch(() => this.#asked.delete(id));
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MOST_REMEMBERED && oldest !== undefined) this.#asked.delete(oldest);
  }

  async #shared(key: Key, read: () => Promise<string>): Promise<string> {
    const patience = this.#now() + PATIENCE_LEASES * this.#lease;
    while (this.#now() < patience) {
      const { reading, leaseUntil = 0 } = ((await itemAt(this.#table, key)) ?? {}) as Partial<ReadingItem>;
      if (reading !== undefined) return reading;
      const left = leaseUntil - this.#now();
      if (left > 0) await pause(Math.min(left, LOOK_EVERY_MILLISECONDS));
      else {
        const until = await this.#claim(key);
        if (until !== undefined) return await this.#read(key, until, read);
      }
    }
    throw new AwsUnavailable(`${key.sk} of ${key.pk}: everybody who began to read it died; it is tried again`);
  }

  /** @returns until when it is this process that reads; undefined: another does */
  async #claim(key: Key): Promise<number | undefined> {
    const now = this.#now();
    const until = now + this.#lease;
    const claimed = await this.#update(key, {
      UpdateExpression: 'SET leaseUntil = :until, expiresAt = :expires, itemVersion = :version',
      ConditionExpression: 'attribute_not_exists(reading) AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now)',
      ExpressionAttributeValues: {
        ':now': now,
        ':until': until,
        ':expires': Math.floor(now / 1000) + WORK_SECONDS,
        ':version': ITEM_VERSION,
      },
    });
    return claimed ? until : undefined;
  }

  async #read(key: Key, until: number, read: () => Promise<string>): Promise<string> {
    let reading: string;
    try {
      reading = await read();
    } catch (error) {
      // The lease ends by itself as well: that it could not be given up is no news beside why nothing was read.
      await this.#giveUp(key, until).catch(() => false);
      throw error;
    }
    const isFirst = await this.#update(key, {
      UpdateExpression: 'SET reading = :reading REMOVE leaseUntil',
      ConditionExpression: 'attribute_not_exists(reading)',
      ExpressionAttributeValues: { ':reading': reading },
    });
    if (isFirst) return reading;
    return String((await itemAt(this.#table, key))?.['reading']);
  }

  #giveUp(key: Key, until: number): Promise<boolean> {
    return this.#update(key, {
      UpdateExpression: 'REMOVE leaseUntil',
      ConditionExpression: 'leaseUntil = :until',
      ExpressionAttributeValues: { ':until': until },
    });
  }

  #update(Key: Key, update: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<boolean> {
    const { client, name: TableName } = this.#table;
    const command = new UpdateCommand({ TableName, Key: { ...Key }, ...update });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(command)));
  }
}

interface ReadingItem {
  readonly reading: string;
  readonly leaseUntil: number;
}
