import { isDeepStrictEqual } from 'node:util';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { Issuance } from '../domain/reissue/issuance.ts';
import type { Ledger } from '../reissue/ports.ts';
import { dueItems } from './due-items.ts';
import { AwsRefused, AwsUnavailable } from './errors.ts';
import { IssuanceBudget } from './issuance-budget.ts';
import { issuanceItem, issuanceKey, noticeOrder, readIssuance } from './issuance-record.ts';
import { itemAt } from './items.ts';
import { Lineages, lineageUpdates } from './lineages.ts';
import { outboxItem } from './outbox.ts';
import { SentTokens } from './sent-tokens.ts';
import { DUE_PARTITION, issuancePartition, onTopOf, type Table } from './table.ts';
import { writeTogether } from './transaction.ts';

/** The ledger of issuances in the table. */
export function issuanceLedger(table: Table): Ledger {
  const issuances = new Issuances(table);
  const budget = new IssuanceBudget(table);
  const lineages = new Lineages(table);
  const tokens = new SentTokens(table);
  return {
    issuanceOf: (intent) => issuances.issuanceOf(intent),
    openIssuance: (issuance) => issuances.openIssuance(issuance),
    advance: (issuance, notices) => issuances.advance(issuance, notices),
    beginIssuance: (issuance, token, limits, now) => budget.beginIssuance(issuance, token, limits, now),
    lineageOf: (certificateArn) => lineages.lineageOf(certificateArn),
    reportedFor: (token) => tokens.reportedFor(token),
    noteReported: (token, certificateArn) => tokens.noteReported(token, certificateArn),
    dueIssuances: (by) => issuances.dueIssuances(by),
    issuedIn: (month) => budget.issuedIn(month),
  };
}

/** The records of issuances: each version is written on top of the one before, with all that follows from it, or not at all. */
class Issuances {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async issuanceOf(intent: string): Promise<Issuance | undefined> {
    const item = await itemAt(this.#table, issuanceKey(intent));
    return item && readIssuance(item);
  }

  /** Writes the first version. @returns what is written: by this call, or by whoever was first */
  async openIssuance(issuance: Issuance): Promise<Issuance> {
    const stored = await this.issuanceOf(issuance.intent);
    if (stored !== undefined) return stored;
    const first = asStored({ ...issuance, version: 1 });
    const { name: TableName } = this.#table;
    const outcome = await writeTogether(this.#table, [
      { Put: { TableName, Item: issuanceItem(first), ...onTopOf(0) } },
      ...lineageUpdates(this.#table, undefined, first),
    ]);
    if (outcome === 'written') return first;
    const others = await this.issuanceOf(issuance.intent);
    if (others === undefined) throw anotherWroteFirst(issuance);
    return others;
  }

  /**
   * Writes the next version. A write whose answer was lost is recognised, and not made again.
   * @throws AwsUnavailable where another wrote first
   */
  async advance(issuance: Issuance, notices: readonly OutgoingNotice[] = []): Promise<Issuance> {
    const next = asStored({ ...issuance, version: issuance.version + 1 });
    const before = await this.issuanceOf(issuance.intent);
    if (before === undefined)
      throw new AwsRefused(
        `issuance ${issuance.intent}: the ledger has no record of it; it is opened before it advances`,
      );
    if (isDeepStrictEqual(before, next)) return next;
    if (before.version !== issuance.version) throw anotherWroteFirst(issuance);
    const { name: TableName } = this.#table;
    const partition = issuancePartition(issuance.intent);
    const told = notices.map((notice, index) => outboxItem(partition, notice, noticeOrder(next, index)));
    const outcome = await writeTogether(this.#table, [
      { Put: { TableName, Item: issuanceItem(next), ...onTopOf(issuance.version) } },
      ...told.map((Item) => ({ Put: { TableName, Item } })),
      ...lineageUpdates(this.#table, before, next),
    ]);
    if (outcome !== 'written') throw anotherWroteFirst(issuance);
    return next;
  }

  /** Those that somebody has to look at by then, the longest due first. The index follows a write within moments. */
  async dueIssuances(by: string): ReturnType<Ledger['dueIssuances']> {
    const items = await dueItems(this.#table, DUE_PARTITION, by);
    return items.map(({ pk, certificateArn }) => ({
      intent: String(pk).slice(issuancePartition('').length),
      certificateArn: String(certificateArn),
    }));
  }
}

/** As it is read again: members that are undefined are not written. */
const asStored = (issuance: Issuance): Issuance => JSON.parse(JSON.stringify(issuance)) as Issuance;

const anotherWroteFirst = ({ intent, version }: Issuance): AwsUnavailable =>
  new AwsUnavailable(`issuance ${intent}: another wrote on top of version ${version} first; it is worked out again`);
