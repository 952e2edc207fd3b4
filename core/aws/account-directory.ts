import { isDeepStrictEqual } from 'node:util';
import type { AccountDirectory, MemberAccount } from '../sweep/ports.ts';
import { putAll } from './batches.ts';
import { AwsUnavailable } from './errors.ts';
import { itemsOf } from './items.ts';
import { ITEM_VERSION, MEMBERS_PARTITION, type Table } from './table.ts';

/** The accounts of the organisation, as sweeps have found them. */
export class TableDirectory implements AccountDirectory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** In the order of their ids. */
  async members(): Promise<readonly MemberAccount[]> {
    const items = await itemsOf(this.#table, MEMBERS_PARTITION, '');
    return items.map((item) => item['member'] as MemberAccount);
  }

  /**
   * Only what is new is written: the same accounts are found each time.
   * @throws AwsUnavailable where DynamoDB leaves some unwritten: the same again writes the rest
   */
  async rememberMembers(members: readonly MemberAccount[]): Promise<void> {
    const before = new Map((await this.members()).map((member) => [member.id, member]));
    const latest = [...new Map(members.map((member) => [member.id, member])).values()];
    const changed = latest.filter((member) => !isDeepStrictEqual(before.get(member.id), asStored(member)));
    const unwritten = await putAll(
      this.#table,
      changed.map((member) => ({ pk: MEMBERS_PARTITION, sk: member.id, itemVersion: ITEM_VERSION, member })),
    );
    if (unwritten > 0) throw new AwsUnavailable(`dynamodb:BatchWriteItem left ${unwritten} accounts unwritten`);
  }
}

/** As it is read again: members that are undefined are not written. */
const asStored = (member: MemberAccount): MemberAccount => JSON.parse(JSON.stringify(member)) as MemberAccount;
