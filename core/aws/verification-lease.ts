import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Removal } from '../domain/trigger.ts';
import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';
import { authorityPartition, ITEM_VERSION, type Table } from './table.ts';

/** What arrived while a verification was under way: the strongest of it, a removal before anything else. */
export interface Arrived {
  readonly eventName: string;
  readonly removal?: Removal;
}

/** Whether a verification ended, or must run once more for what arrived meanwhile. */
export type Released = { readonly again: false } | ({ readonly again: true } & Arrived);

/** One verification lasts no longer than this; a holder that died is succeeded after it. */
const LEASE_SECONDS = 15 * 60;
const RACES = 5;

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
    if (clean) return { again: false };
    await this.#update(authorityArn, {
      UpdateExpression: 'SET leaseUntil = :until, taken = arrived REMOVE arrived',
      ConditionExpression: '#holder = :holder AND attribute_exists(arrived)',
      ExpressionAttributeValues: { ':holder': holder, ':until': leaseEnd(now) },
    });
    const item = await this.#read(authorityArn);
    if (item?.holder !== holder || item.taken === undefined) return { again: false };
    return { again: true, ...item.taken };
  }

  /** Frees the CA of a holder that died. What arrived meanwhile is verified by the next one to come. */
  async abandon(authorityArn: string, holder: string): Promise<void> {
    await this.#update(authorityArn, {
      UpdateExpression: 'REMOVE #holder, leaseUntil, arrived, taken',
      ConditionExpression: '#holder = :holder',
      ExpressionAttributeValues: { ':holder': holder },
    });
  }

  /** A renewal keeps what arrived since; a new holder starts clean, for it reads the CA after that. */
  async #take(authorityArn: string, holder: string, now: Date): Promise<boolean> {
    const renewed = await this.#update(authorityArn, {
      UpdateExpression: 'SET leaseUntil = :until REMOVE taken',
      ConditionExpression: '#holder = :holder',
      ExpressionAttributeValues: { ':holder': holder, ':until': leaseEnd(now) },
    });
    if (renewed) return true;
    return this.#update(authorityArn, {
      UpdateExpression: 'SET #holder = :holder, leaseUntil = :until, itemVersion = :version REMOVE arrived, taken',
      ConditionExpression: 'attribute_not_exists(#holder) OR leaseUntil < :now',
      ExpressionAttributeValues: {
        ':holder': holder,
        ':until': leaseEnd(now),
        ':now': now.toISOString(),
        ':version': ITEM_VERSION,
      },
    });
  }

  async #mark(authorityArn: string, arrived: Arrived, now: Date): Promise<boolean> {
    const held = {
      Condition: 'attribute_exists(#holder) AND leaseUntil >= :now',
      values: { ':now': now.toISOString() },
    };
    const strongest = arrived.removal === undefined ? 'if_not_exists(arrived, :arrived)' : ':arrived';
    return this.#update(authorityArn, {
      UpdateExpression: `SET arrived = ${strongest}`,
      ConditionExpression: held.Condition,
      ExpressionAttributeValues: { ...held.values, ':arrived': arrived },
    });
  }

  async #read(authorityArn: string): Promise<{ holder?: string; taken?: Arrived } | undefined> {
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
    return inOwnAccount('dynamodb:UpdateItem', async () => {
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (errorName(error) === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  }
}

const leaseKey = (authorityArn: string) => ({ pk: authorityPartition(authorityArn), sk: 'VERIFICATION' });

const leaseEnd = (now: Date): string => new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString();
