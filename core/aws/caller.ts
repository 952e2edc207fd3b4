import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AccountId } from '../domain/arn.ts';
import { ownTokenClient } from './clients.ts';

/** Whose credentials the SDK finds in its environment, profiles and metadata services. */
export interface Caller {
  readonly account: AccountId;
  readonly arn: string;
}

/**
 * Asks STS who is calling.
 * @throws what the SDK throws: no credentials, expired ones, no answer
 */
export async function callerIn(region: string): Promise<Caller> {
  const { Account, Arn } = await ownTokenClient(region).send(new GetCallerIdentityCommand({}));
  if (Account === undefined || Arn === undefined) throw new Error('sts:GetCallerIdentity answered without an account');
  return { account: Account, arn: Arn };
}

/** The region that the SDK is configured for; undefined: none is. */
export async function configuredRegion(): Promise<string | undefined> {
  try {
    return await ownTokenClient(undefined).config.region();
  } catch {
    return undefined; // the SDK's "Region is missing": the command line asks for one in its own words
  }
}
