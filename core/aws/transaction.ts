import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { sha256Hex } from '../pki/digest.ts';
import { errorName, inOwnAccount } from './errors.ts';
import type { Table } from './table.ts';

/** `condition`: what was to be written does not fit what is there. `conflict`: another was at one of the items just then. */
export type Outcome = 'written' | 'condition' | 'conflict';

export type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

const LONGEST_TOKEN = 36;

/**
 * Writes all of the items or none. The same items again, by whichever try or process within ten minutes, are one write:
 * DynamoDB knows them by a token, which depends on all that is written. One that depended on less could meet its own
 * earlier, different request, and be refused.
 * @throws AwsUnavailable, AwsRefused where DynamoDB did not do it for any other reason
 */
export async function writeTogether({ client }: Table, items: TransactItems): Promise<Outcome> {
  const ClientRequestToken = sha256Hex(JSON.stringify(items)).slice(0, LONGEST_TOKEN);
  const transaction = new TransactWriteCommand({ TransactItems: items, ClientRequestToken });
  return inOwnAccount('dynamodb:TransactWriteItems', async () => {
    try {
      await client.send(transaction);
      return 'written';
    } catch (error) {
      const codes = cancellationCodes(error);
      if (codes.includes('ConditionalCheckFailed')) return 'condition';
      if (codes.includes('TransactionConflict')) return 'conflict';
      throw error;
    }
  });
}

/** Why DynamoDB cancelled a transaction: for each of its items in order a code, `None` where it is not that one. Else empty. */
export const cancellationCodes = (error: unknown): readonly (string | undefined)[] =>
  errorName(error) === 'TransactionCanceledException' ? reasonsOf(error) : [];

const reasonsOf = (error: unknown): readonly (string | undefined)[] =>
  (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons?.map(({ Code }) => Code) ?? [];
