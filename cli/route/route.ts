import type { Caller } from '../../core/aws/caller.ts';
import type { AuthorityArn, CertificateArn } from '../../core/domain/arn.ts';
import { CertificateNotFound } from '../../core/domain/certificates/certificate-not-found.ts';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { mergedRoute } from '../../core/domain/reissue/merged-route.ts';
import { RouteUnusable } from '../../core/domain/reissue/refusals.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { routeOfTags } from '../../core/domain/reissue/route-tags.ts';
import { AccountUnreadable } from '../../core/gathering/account-unreadable.ts';
import type { RouteRecords } from '../../core/reissue/ports.ts';
import { gatherReissueFacts, type ReissueFactsPorts } from '../../core/reissue/reissue-facts.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { gapOf, type Gap } from '../gap.ts';
import { membersOf } from '../plan/described.ts';
import type { RoutedMember } from '../plan/report.ts';
import { Refused } from '../refused.ts';
import { placeOf, type RouteSubject } from '../subject.ts';
import { WrongUsage } from '../wrong-usage.ts';

export interface RoutePorts extends Omit<ReissueFactsPorts, 'routes'> {
  readonly routes: RouteRecords;
}

/** How a certificate's replacement, or those of all that a CA issued, are delivered. */
export interface RouteReport {
  readonly arn: string;
  readonly kind: RouteSubject['kind'];
  readonly changed?: 'set' | 'removed';
  /** What is set for it; absent: nothing is. */
  readonly record?: Route;
  /** What counts, member by member; absent where it could not be put together. */
  readonly route?: readonly RoutedMember[];
  /** What keeps it from being put together: a tag that is none, a record that can't be read. */
  readonly problem?: string;
  readonly unreadable: readonly Gap[];
}

export const routeExitCode = ({ problem, unreadable }: RouteReport): ExitCode =>
  exitCodeFor(problem === undefined ? 0 : 1, unreadable.length);

/** One certificate's own place: for all of a CA's it says nothing. */
const OF_ONE: readonly (keyof Route)[] = ['secret', 'endpoint', 'csr'];

/** Shows what is set, and what counts. @throws CertificateNotFound */
export async function showRoute(ports: RoutePorts, subject: RouteSubject, caller: Caller): Promise<RouteReport> {
  const { arn } = placeOf(subject);
  const record = await readOrProblem(() => ports.routes.routeOf(arn));
  if (typeof record === 'string') return { arn, kind: subject.kind, problem: record, unreadable: [] };
  return { arn, kind: subject.kind, ...(record && { record }), ...(await merged(ports, subject, record, caller)) };
}

/**
 * Sets members of a route beside those that are set already. What counts is worked out first: nothing is set for a certificate
 * that is not there.
 * @throws WrongUsage where nothing is given, or what can't be said of a whole CA; CertificateNotFound
 */
export async function setRoute(
  ports: RoutePorts,
  subject: RouteSubject,
  given: Route,
  caller: Caller,
): Promise<RouteReport> {
  const { arn } = placeOf(subject);
  const names = Object.keys(given) as (keyof Route)[];
  const personal = names.filter((name) => OF_ONE.includes(name));
  if (names.length === 0)
    throw new WrongUsage('nothing to set: name at least one part of the route, such as --secret web/tls');
  if (subject.kind === 'authority' && personal.length > 0)
    throw new WrongUsage(
      `--${personal.join(', --')}: one certificate's own; set it for the certificate, not for its CA`,
    );
  const before = await readOrProblem(() => ports.routes.routeOf(arn));
  const record = { ...(typeof before === 'string' ? {} : before), ...given };
  const shown = await merged(ports, subject, record, caller);
  await ports.routes.setRoute(arn, record);
  return { arn, kind: subject.kind, changed: 'set', record, ...shown };
}

/**
 * Takes members of a route away, or all of it.
 * @param members none: all
 * @throws Refused where single members are to go from a record that can't be read
 */
export async function removeRoute(
  ports: RoutePorts,
  subject: RouteSubject,
  members: readonly (keyof Route)[],
  caller: Caller,
): Promise<RouteReport> {
  const { arn } = placeOf(subject);
  const before = members.length === 0 ? undefined : await readOrProblem(() => ports.routes.routeOf(arn));
  if (typeof before === 'string')
    throw new Refused(`${before}. Or remove all of it: npx renewguard route remove ${arn}`);
  const left = Object.entries(before ?? {}).filter(([name]) => !members.includes(name as keyof Route));
  const record = left.length === 0 ? undefined : (Object.fromEntries(left) as Route);
  await ports.routes.setRoute(arn, record);
  const shown = await mergedIfThere(ports, subject, record, caller);
  return { arn, kind: subject.kind, changed: 'removed', ...(record && { record }), ...shown };
}

type Shown = Pick<RouteReport, 'route' | 'problem' | 'unreadable'>;

/** What counts, with this record instead of the one that stands. */
async function merged(
  ports: RoutePorts,
  subject: RouteSubject,
  record: Route | undefined,
  caller: Caller,
): Promise<Shown> {
  const { region } = placeOf(subject);
  try {
    const route = await (subject.kind === 'certificate'
      ? routeOfCertificate(ports, subject.certificate, record)
      : routeOfAuthority(ports, subject.authority, record));
    return { route, unreadable: [] };
  } catch (error) {
    if (error instanceof AccountUnreadable) return { unreadable: [gapOf(error.why, region, caller)] };
    if (error instanceof RouteUnusable || error instanceof InvalidInput)
      return { problem: error.message, unreadable: [] };
    throw error;
  }
}

/** What is gone has no route any more: that is no reason against removing what was set for it. */
async function mergedIfThere(...asked: Parameters<typeof merged>): Promise<Shown> {
  try {
    return await merged(...asked);
  } catch (error) {
    if (error instanceof CertificateNotFound) return { unreadable: [] };
    throw error;
  }
}

async function routeOfCertificate(ports: RoutePorts, certificate: CertificateArn, record: Route | undefined) {
  const { arn } = certificate;
  const routeOf = (asked: string) => (asked === arn ? Promise.resolve(record) : ports.routes.routeOf(asked));
  const { routed } = await gatherReissueFacts({ ...ports, routes: { routeOf } }, certificate, {});
  return membersOf(routed);
}

async function routeOfAuthority({ reader }: RoutePorts, authority: AuthorityArn, record: Route = {}) {
  const tags = await reader.tagsOfAuthority(authority);
  if (!tags.known) throw new AccountUnreadable(tags.why);
  const parts = [
    { source: 'authority record' as const, route: record },
    { source: 'authority tags' as const, route: routeOfTags(tags.value) },
  ];
  return membersOf(mergedRoute(parts)).filter(({ member }) => !(OF_ONE as readonly string[]).includes(member));
}

/** A record, or what is wrong with it. */
async function readOrProblem(read: () => Promise<Route | undefined>): Promise<Route | undefined | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RouteUnusable) return error.message;
    throw error;
  }
}
