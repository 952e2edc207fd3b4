import { createHash } from 'node:crypto';
import { type Principal, principalOf } from '../../authorisation/principal.ts';
import { ServiceError } from '../../errors.ts';
import { partitionOf } from '../../partition.ts';
import type { Call } from '../../wire/call.ts';
import type { World } from '../../world.ts';
import type { SessionCredentials, SessionWish } from './role.ts';

/** A session that was given, by its access key: whose calls it makes, and until when. Its secrets are not kept. */
export interface RoleSession {
  readonly account: string;
  readonly arn: string;
  /** `AROA…:<session name>` */
  readonly id: string;
  readonly startedAt: Date;
  /** On the emulator's clock. */
  readonly endsAt: Date;
  /** SHA-256 of the session token, hex. */
  readonly tokenDigest: string;
}

/** Ended ones are kept as well: their keys are refused as expired. */
const MOST_SESSIONS = 10_000;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export const assumedRoleArn = ({ role, sessionName }: SessionWish, { account, region }: Call): string =>
  `arn:${partitionOf(region)}:sts::${account}:assumed-role/${role.name}/${sessionName}`;

/** Remembers whose key it is, so that acm, acm-pca, rolesanywhere and sts know the caller. */
export function remember(wish: SessionWish, { accessKeyId, sessionToken }: SessionCredentials, call: Call): void {
  const { clock, state } = call.world;
  const startedAt = clock.now();
  const [oldest] = state.sessions.keys();
  if (oldest !== undefined && state.sessions.size >= MOST_SESSIONS) state.sessions.delete(oldest);
  state.sessions.set(accessKeyId, {
    account: call.account,
    arn: assumedRoleArn(wish, call),
    id: `${wish.role.id}:${wish.sessionName}`,
    startedAt,
    endsAt: new Date(startedAt.getTime() + wish.durationSeconds * 1000),
    tokenDigest: digestOf(sessionToken),
  });
}

/**
 * Who calls with the key of a session given here; undefined for any other key.
 *
 * @throws ServiceError ExpiredTokenException, or UnrecognizedClientException for another token than the session's
 */
export function sessionPrincipal(
  accessKeyId: string,
  token: string | undefined,
  { state, clock }: World,
): Principal | undefined {
  const session = state.sessions.get(accessKeyId);
  if (!session) return undefined;
  if (session.endsAt <= clock.now()) {
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  if (token === undefined || digestOf(token) !== session.tokenDigest) {
    throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  return principalOf(session.arn, session.id, session.startedAt);
}
