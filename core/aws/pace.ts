import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AccountId } from '../domain/arn.ts';
import type { Pace } from '../reissue/ports.ts';
import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';
import { ITEM_VERSION, pacePartition, type Table } from './table.ts';

type Paced = Parameters<Pace['turn']>[0];

/** Milliseconds between two calls: 25 a second (service-facts 1.7), and one (service-facts 2.7). */
const INTERVALS: Readonly<Record<Paced, number>> = { 'acm-pca:IssueCertificate': 40, 'acm:ImportCertificate': 1000 };

/** Between the two updates others may take the turn that seemed free. */
const RACES = 20;

/** The rates at which executions issue and import, an account each. */
export class TablePace implements Pace {
  readonly #turns: TableTurns;

  /** @param now the system's time in milliseconds */
  constructor(table: Table, now: () => number) {
    this.#turns = new TableTurns(table, now);
  }

  turn(operation: Paced, account: AccountId): Promise<number> {
    return this.#turns.turn(operation, account, INTERVALS[operation]);
  }
}

/** Milliseconds between two verifications: each makes one ListPermissions and one GetPolicy, of which an account has five a second (service-facts 1.7). */
const VERIFICATION_INTERVAL = 202;

/** The rate at which CAs are verified, in an account and region each. */
export class VerificationPace {
  readonly #turns: TableTurns;

  /** @param now the system's time in milliseconds */
  constructor(table: Table, now: () => number) {
    this.#turns = new TableTurns(table, now);
  }

  /** Takes a turn. @returns milliseconds to wait for it */
  turn(account: AccountId, region: string): Promise<number> {
    return this.#turns.turn('verification', `${account}/${region}`, VERIFICATION_INTERVAL);
  }
}

/**
 * A rate that all executions share: the table tells when the next turn is free, and whoever takes one moves that on by an
 * interval. Real time counts, whatever clock can be moved: the quotas are AWS's.
 */
export class TableTurns {
  readonly #table: Table;
  readonly #now: () => number;

  /** @param now the system's time in milliseconds */
  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  /**
   * Takes a turn: no other caller gets the same. One that is not used is lost.
   * @param place what the rate is counted in, e.g. an account
   * @param interval milliseconds between two turns
   * @returns milliseconds to wait for it
   */
  async turn(operation: string, place: string, interval: number): Promise<number> {
    const Key = { pk: pacePartition(operation, place), sk: 'PACE' };
    for (let race = 0; race < RACES; race += 1) {
      const now = this.#now();
      const turn = (await this.#inLine(Key, interval, now)) ?? (await this.#atOnce(Key, interval, now));
      if (turn !== undefined) return turn - now;
    }
    throw new AwsUnavailable(`${operation} in ${place}: others took the turn ${RACES} times`);
  }

  /** The turn after the last that was given. @returns its time; undefined: that is over, nobody is in line */
  async #inLine(Key: UpdateCommandInput['Key'], interval: number, now: number): Promise<number | undefined> {
    const taken = await this.#update(Key, {
      UpdateExpression: 'SET nextAt = nextAt + :interval',
      ConditionExpression: 'nextAt > :now',
      ExpressionAttributeValues: { ':interval': interval, ':now': now },
      ReturnValues: 'UPDATED_OLD',
    });
    return taken && Number(taken['nextAt']);
  }

  /** @returns now; undefined: another has taken a turn meanwhile */
  async #atOnce(Key: UpdateCommandInput['Key'], interval: number, now: number): Promise<number | undefined> {
    const taken = await this.#update(Key, {
      UpdateExpression: 'SET nextAt = :next, itemVersion = :version',
      ConditionExpression: 'attribute_not_exists(nextAt) OR nextAt <= :now',
      ExpressionAttributeValues: { ':next': now + interval, ':now': now, ':version': ITEM_VERSION },
    });
    return taken && now;
  }

  /** @returns what the update tells; undefined where its condition did not hold */
  async #update(
    Key: UpdateCommandInput['Key'],
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<Record<string, unknown> | undefined> {
    const { client, name } = this.#table;
    return inOwnAccount('dynamodb:UpdateItem', async () => {
      try {
        return (await client.send(new UpdateCommand({ TableName: name, Key, ...update }))).Attributes ?? {};
      } catch (error) {
        if (errorName(error) === 'ConditionalCheckFailedException') return undefined;
        throw error;
      }
    });
  }
}
