import { DeleteCommand, GetCommand, PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Removal } from '../domain/authorities/trigger.ts';
import { AwsUnavailable, inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemsOf } from './items.ts';
import { authorityPartition, executionPartition, ITEM_VERSION, type Table } from './table.ts';

/** What arrived while a verification was under way. */
export interface Arrived {
  /** The first record's. */
  readonly eventName: string;
  /** What all of them took away. */
  readonly removals: readonly Removal[];
}

/** Whether a verification ended, or must run once more for what arrived meanwhile. */
export type Released = { readonly again: false } | ({ readonly again: true } & Arrived);

/** One verification lasts no longer than this; a holder that died is succeeded after it. */
const LEASE_SECONDS = 15 * 60;
const RACES = 5;
const HELD = 'HOLDS#';
const HELD_REMEMBERED_SECONDS = 90 * 24 * 60 * 60;

/** One verification of a CA in flight: whoever comes meanwhile leaves a mark, and the holder runs once more. */
export class VerificationLease {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Takes or renews the lease, or marks it dirty where another holds it.
   * @param holder the same for every try of one verification
   * @returns whether the lease is held
   */
  async claim(authorityArn: string, holder: string, arrived: Arrived, now: Date): Promise<boolean> {
    for (let race = 0; race < RACES; race += 1) {
      if (await this.#take(authorityArn, holder, now)) return true;
      if (await this.#mark(authorityArn, arrived, now)) return false;
    }
    throw new AwsUnavailable(`the verification of ${authorityArn} changed hands ${RACES} times while it was claimed`);
  }

  /** Whether the lease is still this holder's; if so, it lasts anew. */
  renew(authorityArn: string, holder: string, now: Date): Promise<boolean> {
    return this.#update(authorityArn, {
      UpdateExpression: 'SET leaseUntil = :until',
      ConditionExpression: '#holder = :holder',
      ExpressionAttributeValues: { ':holder': holder, ':until': leaseEnd(now) },
    });
  }

  /**
   * Gives the lease up, or keeps it and takes over what arrived. A lease that was lost meanwhile is left alone. What was
   * taken over stays written until the verification of it begins: a release whose answer was lost answers the same again.
   */
  async release(authorityArn: string, holder: string, now: Date): Promise<Released> {
    const clean = await this.#update(authorityArn, {
      UpdateExpression: 'REMOVE #holder, leaseUntil',
      ConditionExpression: '#holder = :holder AND attribute_not_exists(arrived) AND attribute_not_exists(taken)',
      ExpressionAttributeValues: { ':holder': holder },
    });
    if (clean) {
      await this.forgetHeld(authorityArn, holder);
      return { again: false };
    }
    await this.#update(authorityArn, {
      UpdateExpression:
        'SET leaseUntil = :until, taken = arrived, takenRemovals = if_not_exists(arrivedRemovals, :none) ' +
        'REMOVE arrived, arrivedRemovals',
      ConditionExpression: '#holder = :holder AND attribute_exists(arrived)',
      ExpressionAttributeValues: { ':holder': holder, ':until': leaseEnd(now), ':none': [] },
    });
    const item = await this.#read(authorityArn);
    if (item?.holder !== holder || item.taken === undefined) return { again: false };
    return { again: true, eventName: item.taken, removals: [...(item.takenRemovals ?? [])].toSorted() };
  }

  /** The CAs that an execution took and did not give up; it may have lost some since. */
  async heldBy(holder: string): Promise<readonly string[]> {
    const items = await itemsOf(this.#table, executionPartition(holder), HELD);
    return items.map(({ sk }) => String(sk).slice(HELD.length));
  }

  /**
   * Frees the CA of a holder that died. What arrived for it stays written, for the next holder to verify.
   * @returns whether something is left to do, and nobody at it
   */
  async abandon(authorityArn: string, holder: string): Promise<boolean> {
    await this.#update(authorityArn, {
      UpdateExpression: 'REMOVE #holder, leaseUntil',
      ConditionExpression: '#holder = :holder',
      ExpressionAttributeValues: { ':holder': holder },
    });
    const item = await this.#read(authorityArn);
    return item?.holder === undefined && (item?.arrived ?? item?.taken) !== undefined;
  }

  /** Ends the memory that an execution held a CA. */
  async forgetHeld(authorityArn: string, holder: string): Promise<void> {
    const { client, name } = this.#table;
    const forget = new DeleteCommand({ TableName: name, Key: heldKey(authorityArn, holder) });
    await inOwnAccount('dynamodb:DeleteItem', () => client.send(forget));
  }

  /** A renewal keeps what arrived since; a new holder keeps what the dead one left, and so runs once more for it. */
  async #take(authorityArn: string, holder: string, now: Date): Promise<boolean> {
    const renewed = await this.#update(authorityArn, {
      UpdateExpression: 'SET leaseUntil = :until REMOVE taken, takenRemovals',
      ConditionExpression: '#holder = :holder',
      ExpressionAttributeValues: { ':holder': holder, ':until': leaseEnd(now) },
    });
    const taken =
      renewed ||
      (await this.#update(authorityArn, {
        UpdateExpression: 'SET #holder = :holder, leaseUntil = :until, itemVersion = :version',
        ConditionExpression: 'attribute_not_exists(#holder) OR leaseUntil < :now',
        ExpressionAttributeValues: {
          ':holder': holder,
          ':until': leaseEnd(now),
          ':now': now.toISOString(),
          ':version': ITEM_VERSION,
        },
      }));
    if (taken) await this.#noteHeld(authorityArn, holder, now);
    return taken;
  }

  async #mark(authorityArn: string, { eventName, removals }: Arrived, now: Date): Promise<boolean> {
    return this.#update(authorityArn, {
      UpdateExpression:
        'SET arrived = if_not_exists(arrived, :event)' + (removals.length > 0 ? ' ADD arrivedRemovals :removals' : ''),
      ConditionExpression: 'attribute_exists(#holder) AND leaseUntil >= :now',
      ExpressionAttributeValues: {
        ':now': now.toISOString(),
        ':event': eventName,
        ...(removals.length > 0 ? { ':removals': new Set(removals) } : {}),
      },
    });
  }

  /** Lets the CAs of an execution that died be found. */
  async #noteHeld(authorityArn: string, holder: string, now: Date): Promise<void> {
    const { client, name } = this.#table;
    const expiresAt = Math.floor(now.getTime() / 1000) + HELD_REMEMBERED_SECONDS;
    const Item = { ...heldKey(authorityArn, holder), itemVersion: ITEM_VERSION, expiresAt };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName: name, Item })));
  }

  async #read(authorityArn: string): Promise<LeaseItem | undefined> {
    const { client, name } = this.#table;
    const get = new GetCommand({ TableName: name, Key: leaseKey(authorityArn), ConsistentRead: true });
    return (await inOwnAccount('dynamodb:GetItem', () => client.send(get))).Item;
  }

  async #update(
    authorityArn: string,
    update: Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>,
  ): Promise<boolean> {
    const { client, name } = this.#table;
    const command = new UpdateCommand({
      TableName: name,
      Key: leaseKey(authorityArn),
      ...update,
      ExpressionAttributeNames: { '#holder': 'holder' }, // every expression here names the holder
    });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(command)));
  }
}

interface LeaseItem {
  readonly holder?: string;
  readonly arrived?: string;
  readonly taken?: string;
  readonly takenRemovals?: Iterable<Removal>;
}

const heldKey = (authorityArn: string, holder: string) => ({
  pk: executionPartition(holder),
  sk: `${HELD}${authorityArn}`,
});

export const leaseKey = (authorityArn: string) => ({ pk: authorityPartition(authorityArn), sk: 'VERIFICATION' });

const leaseEnd = (now: Date): string => new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString();
