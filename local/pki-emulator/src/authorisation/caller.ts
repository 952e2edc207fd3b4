import { ServiceError } from '../errors.ts';
import type { Sts } from '../cloud/sts.ts';
import { sessionPrincipal } from '../rolesanywhere/session/sessions.ts';
import type { World } from '../world.ts';
import { type Principal, principalOf, rootOf } from './principal.ts';

/** The account that a key belongs to, and who in it calls. */
export interface Caller {
  readonly account: string;
  /** Undefined where only the account is known. */
  readonly principal: Principal | undefined;
  /** Why the principal is not known, where it had to be. */
  readonly unknown?: ServiceError;
}

/**
 * Who owns an access key. Twelve digits are the account itself, and sessions that Roles Anywhere gave are known here. Of
 * any other key the admin API may have told, else STS is asked (GetAccessKeyInfo, then GetCallerIdentity); where there is
 * no STS, or it does not know the key, it is the default account's own.
 *
 * @throws ServiceError UnrecognizedClientException where STS cannot be asked, or where IAM decides and nobody knows a
 *   key that looks like AWS's; ExpiredTokenException for a session that has ended
 */
export async function callerOf(
  accessKeyId: string,
  region: string,
  world: World,
  sessionToken?: string,
): Promise<Caller> {
  const { clock, defaultAccount, state, sts } = world;
  if (/^\d{12}$/.test(accessKeyId)) return rootCaller(accessKeyId, region, world);
  const session = sessionPrincipal(accessKeyId, sessionToken, world);
  if (session) return { account: session.account, principal: session };
  const told = state.principals.get(accessKeyId);
  if (told) return { account: told.account, principal: told };
  const account = await sts?.accountOfKey(accessKeyId, region);
  if (sts && account !== undefined) return identified({ accessKeyId, account, region, sts }, world);
  if (world.iam && /^A[KS]IA/.test(accessKeyId)) throw unrecognised();
  return { account: defaultAccount, principal: rootOf(defaultAccount, region, clock.now()) };
}

const rootCaller = (account: string, region: string, { clock }: World): Caller => ({
  account,
  principal: rootOf(account, region, clock.now()),
});

interface Key {
  readonly accessKeyId: string;
  readonly account: string;
  readonly region: string;
  readonly sts: Sts;
}

/** Where IAM decides, STS is asked each time, because sessions end; else once for each key, and it may stay silent. */
async function identified(key: Key, world: World): Promise<Caller> {
  const { accessKeyId, account } = key;
  const { callers, iam } = world;
  if (!iam && callers.asked(accessKeyId)) return { account, principal: callers.seen(accessKeyId) };
  try {
    const principal = await principalBySts(key, world);
    callers.remember(accessKeyId, principal);
    return { account, principal };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'ServiceUnavailable') throw error;
    if (!iam) callers.remember(accessKeyId, undefined);
    return { account, principal: undefined, unknown: error };
  }
}

/** Whoever is of another account than the key is nobody, which matters only where IAM decides. */
async function principalBySts(
  { accessKeyId, account, region, sts }: Key,
  { callers, clock, iam }: World,
): Promise<Principal | undefined> {
  const { arn, userId } = await sts.identityOfKey(accessKeyId, region);
  const principal = principalOf(arn, userId, callers.seen(accessKeyId)?.since ?? clock.now());
  if (principal?.account === account) return principal;
  if (iam) throw unrecognised();
  return undefined;
}

const unrecognised = (): ServiceError =>
  new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
