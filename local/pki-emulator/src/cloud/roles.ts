import type { AssumableRole, SessionCredentials, SessionWish } from '../rolesanywhere/session/role.ts';
import { denied } from '../rolesanywhere/session/denied.ts';
import { type AccountAsker, asked, Refusal } from './asking-iam.ts';
import { elementIn } from './asking.ts';
import { twinOf } from './twin-role.ts';

/** The cloud's roles, and sessions of them. */
export interface Roles {
  /** @throws ServiceError ServiceUnavailable where IAM cannot be asked */
  role(account: string, region: string, name: string): Promise<AssumableRole | undefined>;
  /**
   * Credentials with the rights of a role, through its twin. Who may have them was judged before.
   *
   * @throws ServiceError AccessDeniedException for what STS refuses
   */
  assume(account: string, region: string, wish: SessionWish): Promise<SessionCredentials>;
}

export function rolesAt(endpoint: string): Roles {
  return {
    role: (account, region, name) => readRole({ endpoint, account, region }, name),
    async assume(account, region, wish) {
      const asker = { endpoint, account, region };
      try {
        const twin = await twinOf(asker, wish.role);
        return credentialsIn(await asked(asker, 'sts', assumeRole(twin, wish)));
      } catch (error) {
        if (error instanceof Refusal) throw denied(`Unable to assume ${wish.role.arn}: ${error.message}`);
        throw error;
      }
    },
  };
}

async function readRole(asker: AccountAsker, RoleName: string): Promise<AssumableRole | undefined> {
  try {
    const xml = await asked(asker, 'iam', { Action: 'GetRole', RoleName });
    return {
      arn: elementIn(xml, 'Arn') ?? '',
      id: elementIn(xml, 'RoleId') ?? '',
      name: elementIn(xml, 'RoleName') ?? RoleName,
      trustPolicy: decodeURIComponent(elementIn(xml, 'AssumeRolePolicyDocument') ?? ''),
      maxSessionDuration: Number(elementIn(xml, 'MaxSessionDuration') ?? 3600),
    };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NoSuchEntity') return undefined;
    if (error instanceof Refusal) throw denied(`The role ${RoleName} could not be read: ${error.message}`);
    throw error;
  }
}

function assumeRole(RoleArn: string, wish: SessionWish): Record<string, string> {
  const tags = wish.tags.flatMap(({ key, value }, index): [string, string][] => [
    [`Tags.member.${index + 1}.Key`, key],
    [`Tags.member.${index + 1}.Value`, value],
  ]);
  const policies = wish.managedPolicyArns.map((arn, index): [string, string] => [
    `PolicyArns.member.${index + 1}.arn`,
    arn,
  ]);
  return {
    Action: 'AssumeRole',
    RoleArn,
    RoleSessionName: wish.sessionName,
    DurationSeconds: String(wish.durationSeconds),
    SourceIdentity: wish.sourceIdentity,
    ...(wish.sessionPolicy === undefined ? {} : { Policy: wish.sessionPolicy }),
    ...Object.fromEntries([...policies, ...tags]),
  };
}

const credentialsIn = (xml: string): SessionCredentials => ({
  accessKeyId: elementIn(xml, 'AccessKeyId') ?? '',
  secretAccessKey: elementIn(xml, 'SecretAccessKey') ?? '',
  sessionToken: elementIn(xml, 'SessionToken') ?? '',
  expiration: new Date(elementIn(xml, 'Expiration') ?? NaN),
});
