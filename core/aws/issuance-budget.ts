import { turnIn } from '../domain/reissue/budget.ts';
import type { Issuance } from '../domain/reissue/issuance.ts';
import type { Begun, Limits } from '../reissue/ports.ts';
import { AwsRefused, AwsUnavailable } from './errors.ts';
import { inUtc, issuanceItem, issuanceKey, readIssuance } from './issuance-record.ts';
import { itemAt, itemsOf } from './items.ts';
import { tokenKey, tokenUpdate, type SentToken } from './sent-tokens.ts';
import { authorityPartition, costPartition, ITEM_VERSION, onTopOf, type Table } from './table.ts';
import { writeTogether, type Outcome, type TransactItems } from './transaction.ts';
import { waitingAhead, waitingKey, waitInLine } from './waiting-list.ts';

/** Others may take from the same budget at the same moment. */
const RACES = 5;
/** An hour's count is of no use after it. */
const COUNT_REMEMBERED_SECONDS = 2 * 24 * 60 * 60;

/** An issuance that is about to send a token. */
interface Beginning {
  readonly issuance: Issuance;
  readonly token: string;
  readonly authorityArn: string;
  readonly limit: number;
  /** ISO 8601, in UTC. */
  readonly now: string;
}

/** How many certificates each CA may be asked for in an hour, and was in a month. */
export class IssuanceBudget {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Marks an issuance as about to be sent, and takes its certificate from the CA's budget of the hour. A token that comes again
   * in the same hour takes nothing; one that was refused and comes in a later hour takes from that hour's.
   * @throws AwsUnavailable where another wrote the issuance first, or the budget is too contended just now
   */
  async beginIssuance(issuance: Issuance, token: string, limits: Limits, now: string): Promise<Begun> {
    const authorityArn = issuance.request?.authorityArn;
    if (authorityArn === undefined)
      throw new AwsRefused(`issuance ${issuance.intent}: it asks no CA, so nothing begins`);
    const beginning = { issuance, token, authorityArn, limit: limits.perAuthorityAndHour, now: inUtc(now) };
    for (let race = 0; race < RACES; race += 1) {
      const begun = await this.#try(beginning);
      if (begun !== undefined) return begun;
    }
    throw new AwsUnavailable(
      `issuance ${issuance.intent}: others took from the budget of ${authorityArn} ${RACES} times`,
    );
  }

  /** Certificates that were asked for in a month, by CA: at least as many as were issued. @param month `2026-11` */
  async issuedIn(month: string): Promise<ReadonlyMap<string, number>> {
    const items = await itemsOf(this.#table, costPartition(month), 'arn:');
    return new Map(items.map(({ sk, issued }) => [String(sk), Number(issued)]));
  }

  /** @returns undefined where another was faster */
  async #try(beginning: Beginning): Promise<Begun | undefined> {
    const { issuance, token, authorityArn, limit, now } = beginning;
    const stored = await this.#stored(issuance);
    if (stored.sent?.token === token) return { begun: stored, byAnother: true };
    if (stored.version !== issuance.version)
      throw new AwsUnavailable(
        `issuance ${issuance.intent}: another wrote on top of version ${issuance.version} first`,
      );
    const known = (await itemAt(this.#table, tokenKey(token))) as SentToken | undefined;
    if (known !== undefined && known.intent !== issuance.intent)
      throw new AwsRefused(`issuance ${issuance.intent}: its token is the one of issuance ${known.intent}`);
    const begun: Issuance = {
      ...stored,
      version: stored.version + 1,
      state: 'sent',
      sent: { token, at: now },
      updatedAt: now,
    };
    if (known?.takenIn !== hourOf(now)) {
      const turn = turnIn(
        await this.#used(beginning),
        await waitingAhead(this.#table, issuance, authorityArn, now),
        limit,
        now,
      );
      if ('wait' in turn)
        return { wait: turn.wait, isFirstWait: await waitInLine(this.#table, issuance, authorityArn, turn.wait, now) };
    }
    return (await this.#write(beginning, begun, known)) === 'written' ? { begun } : undefined;
  }

  #write(beginning: Beginning, begun: Issuance, known: SentToken | undefined): Promise<Outcome> {
    const { issuance, token, authorityArn } = beginning;
    const { name: TableName } = this.#table;
    const takenIn = hourOf(beginning.now);
    const noted = tokenUpdate(token, { intent: issuance.intent, takenIn });
    return writeTogether(this.#table, [
      { Put: { TableName, Item: issuanceItem(begun), ...onTopOf(issuance.version) } },
      { Update: { TableName, ...noted } },
      { Delete: { TableName, Key: waitingKey(issuance, authorityArn) } },
      ...(known?.takenIn === takenIn ? [] : this.#taking(beginning)),
      ...(known === undefined ? [this.#counting(beginning)] : []),
    ]);
  }

  /** One more of the hour's, unless that is used up. */
  #taking(beginning: Beginning): TransactItems {
    const { limit, now } = beginning;
    const { name: TableName } = this.#table;
    const expiresAt = Math.floor(Date.parse(now) / 1000) + COUNT_REMEMBERED_SECONDS;
    const more = {
      UpdateExpression: 'ADD used :one SET expiresAt = :expires, itemVersion = :version',
      ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
      ExpressionAttributeValues: { ':one': 1, ':limit': limit, ':expires': expiresAt, ':version': ITEM_VERSION },
    };
    return [{ Update: { TableName, Key: hourKey(beginning), ...more } }];
  }

  /** One more of the month's. */
  #counting({ authorityArn, now }: Beginning): TransactItems[number] {
    const { name: TableName } = this.#table;
    const more = {
      UpdateExpression: 'ADD issued :one SET itemVersion = :version',
      ExpressionAttributeValues: { ':one': 1, ':version': ITEM_VERSION },
    };
    return { Update: { TableName, Key: { pk: costPartition(monthOf(now)), sk: authorityArn }, ...more } };
  }

  async #stored({ intent }: Issuance): Promise<Issuance> {
    const item = await itemAt(this.#table, issuanceKey(intent));
    if (item === undefined)
      throw new AwsRefused(`issuance ${intent}: the ledger has no record of it; it is opened first`);
    return readIssuance(item);
  }

  async #used(beginning: Beginning): Promise<number> {
    return Number((await itemAt(this.#table, hourKey(beginning)))?.['used'] ?? 0);
  }
}

export const hourKey = ({ authorityArn, now }: Pick<Beginning, 'authorityArn' | 'now'>) => ({
  pk: authorityPartition(authorityArn),
  sk: `BUDGET#${hourOf(now)}`,
});

/** `2026-11-28T12` */
const hourOf = (now: string): string => now.slice(0, 13);

/** `2026-11` */
const monthOf = (now: string): string => now.slice(0, 7);
