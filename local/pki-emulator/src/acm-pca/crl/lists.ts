import { randomUUID } from 'node:crypto';
import type { World } from '../../world.ts';
import type { Authority } from '../authority.ts';
import { keptCrl } from '../revocation-configuration.ts';

const MINUTE = 60_000;
/** "A CRL is typically updated approximately 30 minutes after a certificate is revoked" (API reference). */
const AFTER_REVOCATION = 30 * MINUTE;

/** A share of a CA's certificates with a list of its own. */
export interface Partition {
  readonly id: string;
  certificates: number;
}

/** What a CA knows of its lists. */
export interface RevocationLists {
  /** When the next are made, epoch milliseconds; undefined: no certificate refers to one yet. */
  dueAt: number | undefined;
  /** The number of the newest; they only grow (RFC 5280, 5.2.3). */
  number: number;
  /** When each list was last published, epoch milliseconds, by partition; `''` is the complete list. */
  readonly published: Map<string, number>;
  /** The last one takes new certificates. */
  readonly partitions: Partition[];
}

/** How many certificates share a list is not documented; few enough here to see more than one. */
const PARTITION_SIZE = 1000;

export const newLists = (): RevocationLists => ({ dueAt: undefined, number: 0, published: new Map(), partitions: [] });

/** Every change of what is due goes through here, so that the agenda knows. */
export function scheduleLists(authority: Authority, at: number, world: World): void {
  const { dueAt } = authority.lists;
  authority.lists.dueAt = Math.min(dueAt ?? Infinity, at);
  world.agenda.plan(authority.arn);
}

/** A list is made when the first certificate that refers to one is issued (user guide, crl-planning). */
export function listsAreReferredTo(authority: Authority, world: World): void {
  if (authority.lists.dueAt === undefined) scheduleLists(authority, world.clock.now().getTime(), world);
}

export function listsAreOutdated(authority: Authority, world: World): void {
  if (keptCrl(authority.revocation)) {
    scheduleLists(authority, world.clock.now().getTime() + AFTER_REVOCATION, world);
  }
}

/** Of which list a certificate that is issued now will be; undefined: of the complete one. */
export function partitionForNext({ revocation, lists }: Authority): string | undefined {
  if (keptCrl(revocation)?.CrlType !== 'PARTITIONED') return undefined;
  const last = lists.partitions.at(-1);
  const open = last && last.certificates < PARTITION_SIZE ? last : { id: randomUUID(), certificates: 0 };
  if (open !== last) lists.partitions.push(open);
  open.certificates++;
  return open.id;
}
