import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepOrder, SweepRecord } from '../domain/sweep/sweep.ts';
import type { SweepRecords } from '../sweep/ports.ts';
import { itemsWith } from './batches.ts';
import { AwsUnavailable, inOwnAccount } from './errors.ts';
import { itemAt } from './items.ts';
import { ScanRecords } from './scan-records.ts';
import { ScopeRecords } from './scope-records.ts';
import { listItem, sweepIn, sweepItem, sweepKey } from './sweep-items.ts';
import { SWEEPS_PARTITION, type Table } from './table.ts';
import { writeTogether, type Outcome } from './transaction.ts';

/** What the table keeps of sweeps. @param now the system's time in milliseconds: what is of no use any more expires by it */
export function sweepRecords(table: Table, now: () => number): SweepRecords {
  const scopes = new ScopeRecords(table);
  const sweeps = new Sweeps(table, scopes);
  const scans = new ScanRecords(table, now);
  return {
    open: (order) => sweeps.open(order),
    sweep: (id) => sweeps.sweep(id),
    latest: (limit) => sweeps.latest(limit),
    finish: (record) => sweeps.finish(record),
    progress: (sweepId, place) => scans.progress(sweepId, place),
    advance: (sweepId, progress) => scans.advance(sweepId, progress),
    end: (sweepId, outcome) => scans.end(sweepId, outcome),
    outcomes: (sweepId) => scans.outcomes(sweepId),
    scopes: () => scopes.scopes(),
    setScope: (name, scope) => scopes.setScope(name, scope),
    lastBegun: () => scopes.lastBegun(),
    keepRemedy: (sweepId, remedy) => scans.keepRemedy(sweepId, remedy),
    remedies: (sweepId, after) => scans.remedies(sweepId, after),
  };
}

/** The sweeps themselves, and the list of them. */
class Sweeps {
  readonly #table: Table;
  readonly #scopes: ScopeRecords;

  constructor(table: Table, scopes: ScopeRecords) {
    this.#table = table;
    this.#scopes = scopes;
  }

  async open(order: SweepOrder): Promise<void> {
    const before = await this.sweep(order.id);
    if (before !== undefined && before.status !== 'running') return;
    const outcome = await this.#write({ ...order, status: 'running' }, before);
    if (outcome !== 'written') throw atOnce(order);
    if (order.asOf === undefined && !order.dryRun && order.partial !== true) await this.#scopes.noteBegun(order);
  }

  async sweep(id: string): Promise<SweepRecord | undefined> {
    const item = await itemAt(this.#table, sweepKey(id));
    return item && sweepIn(item);
  }

  async latest(limit: number): Promise<readonly SweepRecord[]> {
    const { client, name } = this.#table;
    const query = new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': SWEEPS_PARTITION },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    });
    const { Items = [] } = await inOwnAccount('dynamodb:Query', () => client.send(query));
    const ids = Items.map(({ sweepId }) => String(sweepId));
    const found = new Map(
      (await itemsWith(this.#table, ids.map(sweepKey))).map(sweepIn).map((each) => [each.id, each]),
    );
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  async finish(record: SweepRecord): Promise<boolean> {
    const before = await this.sweep(record.id);
    if (before !== undefined && before.status !== 'running') return false;
    const outcome = await this.#write(record, before);
    if (outcome === 'conflict') throw atOnce(record);
    return outcome === 'written';
  }

  /** On top of what is there, as long as it runs; it started when it was first opened. */
  #write(sweep: SweepRecord, before: SweepRecord | undefined): Promise<Outcome> {
    const { name: TableName } = this.#table;
    const written = { ...sweep, startedAt: before?.startedAt ?? sweep.startedAt };
    const condition =
      before === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':running': 'running' },
          };
    return writeTogether(this.#table, [
      { Put: { TableName, Item: sweepItem(written), ...condition } },
      { Put: { TableName, Item: listItem(written) } },
    ]);
  }
}

const atOnce = ({ id }: SweepOrder): AwsUnavailable =>
  new AwsUnavailable(`sweep ${id}: another wrote its record at the same time; it is worked out again`);
