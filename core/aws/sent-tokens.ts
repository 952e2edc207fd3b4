import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemAt } from './items.ts';
import { ITEM_VERSION, tokenPartition, type Table } from './table.ts';

/** A token that an issuance sent, or was about to. */
export interface SentToken {
  readonly intent: string;
  /** The hour out of whose budget its certificate was last taken: `2026-11-28T12`. */
  readonly takenIn: string;
  /** What a record told that the CA issued for it. */
  readonly certificateArn?: string;
}

export const tokenKey = (token: string) => ({ pk: tokenPartition(token), sk: 'ISSUANCE' });

/** The idempotency tokens that RenewGuard sent to private CAs: they tell its own issuances from others'. */
export class SentTokens {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async reportedFor(token: string): Promise<string | undefined> {
    return ((await itemAt(this.#table, tokenKey(token))) as SentToken | undefined)?.certificateArn;
  }

  /** Notes what a record told; the first record stands. @returns whether the token is ours */
  async noteReported(token: string, certificateArn: string): Promise<boolean> {
    const { client, name } = this.#table;
    const note = new UpdateCommand({
      TableName: name,
      Key: tokenKey(token),
      UpdateExpression: 'SET certificateArn = if_not_exists(certificateArn, :reported)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':reported': certificateArn },
    });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(note)));
  }
}

/** The update that notes a token as an issuance's, whatever was reported of it meanwhile. */
export const tokenUpdate = (token: string, { intent, takenIn }: SentToken) => ({
  Key: tokenKey(token),
  UpdateExpression: 'SET intent = :intent, takenIn = :takenIn, itemVersion = :version',
  ExpressionAttributeValues: { ':intent': intent, ':takenIn': takenIn, ':version': ITEM_VERSION },
});
