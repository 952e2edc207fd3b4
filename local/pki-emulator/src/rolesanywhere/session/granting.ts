import { isoSeconds } from '../../iso-seconds.ts';
import type { Call } from '../../wire/call.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { fingerprintOf } from '../certificate-rules.ts';
import type { Profile } from '../profile.ts';
import { holdingsOf, withArn } from '../resources.ts';
import { refusalOf } from '../trust/trust-policy.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import type { CreateSessionInput } from './create-session.ts';
import { denied } from './denied.ts';
import { ownCredentials } from './own-credentials.ts';
import { roleNamed, type SessionCredentials, type SessionWish } from './role.ts';
import { sessionTagsOf } from './session-tags.ts';
import { assumedRoleArn, remember } from './sessions.ts';
import { sessionNameOf, sourceIdentityOf } from './source-identity.ts';
import { trustContext } from './trust-context.ts';
import { requireUnrevoked } from './trusted-path.ts';

/** Who asks: a workload whose certificate leads to an anchor. */
interface Trustee {
  readonly anchor: TrustAnchor;
  /** From the workload's certificate to the anchor's. */
  readonly path: readonly Certificate[];
}

/** STS's limit on inline session policies, and on the number of managed ones (STS API reference, AssumeRole). */
const LARGEST_POLICY = 2048;
const MOST_POLICIES = 10;

/**
 * A member of the answer's credentialSet.
 *
 * @throws ServiceError AccessDeniedException naming what stands in the way
 */
export async function granted(asked: CreateSessionInput, trustee: Trustee, call: Call): Promise<object> {
  const profile = enabledProfile(asked, trustee.anchor, call);
  requireUnrevoked(trustee.path, holdingsOf(call).crls.values(), trustee.anchor);
  const wish = await wishOf(asked, profile, trustee, call);
  const refusal = refusalOf(wish.role.trustPolicy, trustContext(wish, trustee.anchor, call));
  if (refusal !== undefined) throw denied(`Unable to assume ${wish.role.arn}: ${refusal}.`);
  const credentials = await credentialsFor(wish, call);
  remember(wish, credentials, call);
  markUsed(trustee, call);
  return shown(wish, credentials, call);
}

function enabledProfile(asked: CreateSessionInput, anchor: TrustAnchor, call: Call): Profile {
  const [, , , region, account] = asked.profileArn.split(':');
  if (region !== anchor.arn.split(':')[3]) throw denied('The profile and the trust anchor are in different regions.');
  if (account !== anchor.arn.split(':')[4]) throw denied('The profile and the trust anchor are in different accounts.');
  const profile = withArn(holdingsOf(call).profiles, asked.profileArn);
  if (!profile) throw denied(`There is no profile ${asked.profileArn}.`);
  if (!profile.enabled) throw denied('The profile is disabled.');
  if (!profile.roleArns.includes(asked.roleArn)) throw denied(`The profile does not list the role ${asked.roleArn}.`);
  if (asked.roleSessionName !== undefined && !profile.acceptRoleSessionName) {
    throw denied('The profile does not accept a roleSessionName.');
  }
  return profile;
}

async function wishOf(
  asked: CreateSessionInput,
  profile: Profile,
  { path }: Trustee,
  call: Call,
): Promise<SessionWish> {
  const [leaf] = path;
  if (!leaf) throw denied('The request has no certificate.');
  const { durationSeconds, sessionPolicy, managedPolicyArns } = profile;
  if (sessionPolicy !== undefined && sessionPolicy.length > LARGEST_POLICY) {
    throw denied(`The session policy of the profile has more than ${LARGEST_POLICY} characters.`);
  }
  if (managedPolicyArns.length > MOST_POLICIES) {
    throw denied(`The profile has more than ${MOST_POLICIES} managed policies for a session.`);
  }
  const wish = {
    role: await roleNamed(asked.roleArn, call),
    sessionName: asked.roleSessionName ?? sessionNameOf(leaf),
    durationSeconds: Math.min(durationSeconds, asked.durationSeconds ?? durationSeconds),
    sourceIdentity: sourceIdentityOf(leaf),
    tags: sessionTagsOf(leaf, profile.attributeMappings),
    ...{ sessionPolicy, managedPolicyArns },
  };
  if (wish.durationSeconds <= wish.role.maxSessionDuration) return wish;
  throw denied(`The role ${wish.role.arn} allows sessions of ${wish.role.maxSessionDuration} seconds at most.`);
}

/** The cloud's, through the role's twin, where there is one. */
const credentialsFor = (wish: SessionWish, call: Call): Promise<SessionCredentials> | SessionCredentials =>
  call.world.cloud ? call.world.cloud.roles.assume(call.account, call.region, wish) : ownCredentials(wish, call);

/** From now on the ends of these certificates are told of. */
function markUsed({ anchor, path }: Trustee, { world }: Call): void {
  for (const certificate of path.slice(0, -1)) {
    anchor.used.set(fingerprintOf(certificate), certificate);
  }
  world.agenda.plan(anchor.arn);
}

const shown = (wish: SessionWish, { expiration, ...secrets }: SessionCredentials, call: Call): object => ({
  assumedRoleUser: { arn: assumedRoleArn(wish, call), assumedRoleId: `${wish.role.id}:${wish.sessionName}` },
  credentials: { ...secrets, expiration: isoSeconds(expiration) },
  packedPolicySize: packedSize(wish),
  roleArn: wish.role.arn,
  sourceIdentity: wish.sourceIdentity,
});

/** In percent of the limit. How AWS packs policies is not public: their characters count here. */
const packedSize = ({ sessionPolicy = '' }: SessionWish): number =>
  Math.ceil((100 * sessionPolicy.length) / LARGEST_POLICY);
