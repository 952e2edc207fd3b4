import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AccountId } from '../domain/arn.ts';
import { known, unknown, type Fact, type Unreadable } from '../domain/fact.ts';
import type { AccountDirectory } from '../sweep/ports.ts';
import type { TemporaryCredentials } from './clients.ts';
import { readFact } from './errors.ts';

/** How member accounts are entered with one of their roles. */
export interface MemberAccess {
  readonly partition: string;
  readonly roleName: string;
  /** Empty: none is sent. */
  readonly externalId: string;
  /** The only other accounts that are entered, beside those that the directory knows, whatever a policy names. */
  readonly memberAccounts: readonly AccountId[];
  /** All that a session may be used for, whatever the role allows: IAM actions. */
  readonly actions: readonly string[];
}

/** The accounts that sweeps of the organisation have found. */
export type Directory = Pick<AccountDirectory, 'members'>;

/** A session is renewed this long before it ends. */
const MARGIN_MILLISECONDS = 5 * 60 * 1000;
const SESSION_NAME = 'renewguard';

/** Sessions of a role that each member account has. Each is opened once, and used for all regions. */
export class MemberSessions {
  readonly #access: MemberAccess;
  readonly #tokens: STSClient;
  readonly #now: () => number;
  readonly #directory: Directory | undefined;
  readonly #open = new Map<AccountId, TemporaryCredentials>();
  /** Sessions that are being opened: who asks meanwhile waits for the same. */
  readonly #opening = new Map<AccountId, Promise<Fact<TemporaryCredentials>>>();

  /**
   * @param now the system's time in milliseconds: sessions of AWS end by it, not by a clock that can be moved
   * @param directory absent: only the accounts that are named are members
   */
  constructor(access: MemberAccess, tokens: STSClient, now: () => number, directory?: Directory) {
    this.#access = access;
    this.#tokens = tokens;
    this.#now = now;
    this.#directory = directory;
  }

  /** @returns the same credentials until they are about to end; unknown where the account is no member, or its role can't be assumed */
  async sessionIn(account: AccountId): Promise<Fact<TemporaryCredentials>> {
    const session = this.#open.get(account);
    if (session !== undefined && session.expiration.getTime() - MARGIN_MILLISECONDS > this.#now())
      return known(session);
    const opening = this.#opening.get(account) ?? this.#begin(account).finally(() => this.#opening.delete(account));
    this.#opening.set(account, opening);
    return opening;
  }

  /** What the deployment names, and what sweeps of the organisation have found. */
  async #isMember(account: AccountId): Promise<boolean> {
    if (this.#access.memberAccounts.includes(account)) return true;
    const members = (await this.#directory?.members()) ?? [];
    return members.some(({ id, status }) => id === account && status === 'ACTIVE');
  }

  /** Whether it is a member is asked here alone: a directory of a thousand accounts is not read for each call. */
  async #begin(account: AccountId): Promise<Fact<TemporaryCredentials>> {
    if (!(await this.#isMember(account))) return unknown(notAMember(account));
    const credentials = await readFact('sts:AssumeRole', account, () => this.#assume(account));
    if (credentials.known) this.#open.set(account, credentials.value);
    return credentials;
  }

  async #assume(account: AccountId): Promise<TemporaryCredentials> {
    const { partition, roleName, externalId, actions } = this.#access;
    const answer = await this.#tokens.send(
      new AssumeRoleCommand({
        RoleArn: `arn:${partition}:iam::${account}:role/${roleName}`,
        RoleSessionName: SESSION_NAME,
        Policy: sessionPolicy(actions),
        ...(externalId === '' ? {} : { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error('AssumeRole answered without credentials');
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  }
}

/**
 * What a session may do at most: the role's own policy names the resources. STS takes 2,048 characters (API reference, AssumeRole).
 * @throws Error where nothing is named: a function that enters accounts stands in session-actions.ts
 */
export function sessionPolicy(actions: readonly string[]): string {
  if (actions.length === 0) throw new Error('a session for nothing: see core/aws/session-actions.ts');
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}

const notAMember = (account: AccountId): Unreadable => ({
  kind: 'not-configured',
  operation: 'sts:AssumeRole',
  account,
  message: `no sweep found ${account} in the organisation: add it to the parameter MemberAccounts, and deploy organization/member.template.yaml there`,
});
