import type { Authority } from '../../acm-pca/authority.ts';
import { ServiceError } from '../../errors.ts';
import type { Call } from '../../wire/call.ts';
import type { World } from '../../world.ts';
import { notAfterOf } from '../../x509/chains.ts';
import type { PrivateCertificate } from '../certificate.ts';
import { reasonOf } from '../failure-reason.ts';
import { placeOf } from '../../arns.ts';

/** What stands against renewals from a CA, and until when time alone cannot change that. */
interface Standing {
  readonly failure: string;
  readonly until: number;
}

/** What the answer depends on, besides the account. */
interface About {
  readonly authorityArn: string;
  readonly keyAlgorithm: string;
}

const found = new WeakMap<object, Map<string, Standing>>();

/**
 * Looks whether ACM may renew from a CA, or remembers why not: a thousand certificates of one CA ask each hour, and in
 * one run of the clock nothing but time changes a CA.
 *
 * @param examine gives the CA, or throws the ServiceError that stands against it
 */
export async function standingOf(
  { account, world }: Call,
  about: About,
  examine: () => Promise<Authority>,
): Promise<{ readonly authority: Authority } | { readonly failure: string }> {
  const known = found.get(world.time.run) ?? new Map<string, Standing>();
  found.set(world.time.run, known);
  const key = keyOf(account, about);
  const now = world.clock.now().getTime();
  const standing = known.get(key);
  if (standing && now < standing.until) return standing;
  try {
    return { authority: await examine() };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const failure = reasonOf(error);
    known.set(key, { failure, until: nextTurn(about.authorityArn, now, world) });
    return { failure };
  }
}

/** Until when, in the run under way, further attempts of a certificate would find what the last one found. */
export function standsUntil(certificate: PrivateCertificate, world: World): number | undefined {
  const standing = found.get(world.time.run)?.get(keyOf(placeOf(certificate.arn).account, certificate));
  return standing?.failure === certificate.renewal?.reason ? standing?.until : undefined;
}

const keyOf = (account: string, { authorityArn, keyAlgorithm }: About): string =>
  `${account} ${keyAlgorithm} ${authorityArn}`;

/** When time changes a CA next: its certificate ends, or it is gone for good. One whose keys are made may change at any moment. */
function nextTurn(authorityArn: string, now: number, { state }: World): number {
  const { account, region } = placeOf(authorityArn);
  const authority = state.scope(account, region).authorities.get(authorityArn);
  if (!authority) return Infinity;
  if (authority.keys.state === 'running') return now;
  const { certified, deletion } = authority;
  const turns = [certified && notAfterOf(certified.certificate), deletion?.restorableUntil];
  return Math.min(...turns.map((turn) => turn?.getTime() ?? Infinity).filter((turn) => turn > now));
}
