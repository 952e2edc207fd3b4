import type { AccountId } from '../domain/arn.ts';
import type { Unreadable } from '../domain/fact.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { placeKey } from '../domain/sweep/completeness.ts';
import { dueScopes } from '../domain/sweep/due-scopes.ts';
import type { SweepRequest } from '../domain/sweep/request.ts';
import { begunAndNotFailed } from '../domain/sweep/missed.ts';
import { BY_HAND, NOTHING_ELSE } from '../domain/sweep/scope.ts';
import type { Include, Place, Scope, Skipped, SweepOrder } from '../domain/sweep/sweep.ts';
import { mustKnow } from '../reissue/must-know.ts';
import { allScopes, LATEST_SWEEPS } from './missed-sweeps.ts';
import type { AccountDirectory, MemberAccount, Organization, SweepFiles, SweepRecords } from './ports.ts';

export interface PlanSweepPorts {
  readonly organization: Organization;
  readonly directory: AccountDirectory;
  readonly sweeps: Pick<SweepRecords, 'open' | 'sweep' | 'scopes' | 'latest' | 'lastBegun'>;
  readonly files: Pick<SweepFiles, 'putWorkList'>;
  readonly hubAccount: AccountId;
  readonly homeRegion: string;
  /** The accounts that the deployment names. */
  readonly namedMembers: readonly AccountId[];
  /** What is swept where no scope is set. */
  readonly defaultScope: Scope;
}

/** What asks for a sweep: a person, with what they want, or the schedule, for the scopes that are due. */
export type Asked = { readonly request: SweepRequest } | { readonly scheduled: true };

export interface PlannedSweep {
  readonly sweepId: string;
  /** How many places are to be scanned; 0 by a schedule: no scope is due. */
  readonly planned: number;
  readonly skipped: number;
  /** The key of the work list; absent where there is nothing to do. */
  readonly workList?: string;
}

/**
 * Works out which accounts and regions are read, and writes the work list. The same sweep planned twice is one sweep.
 * @param now ISO 8601
 * @throws InvalidInput naming the field, before anything runs: an account that is none of ours, a scope that is not set, a unit
 * that does not exist
 */
export async function planSweep(
  ports: PlanSweepPorts,
  { id, startedBy, asked }: { readonly id: string; readonly startedBy: string; readonly asked: Asked },
  now: string,
): Promise<PlannedSweep> {
  const scopes = 'request' in asked ? await askedFor(ports, asked.request) : await dueNow(ports, id, now);
  if (scopes.length === 0) return { sweepId: id, planned: 0, skipped: 0 };
  const extent = await extentOf(ports, scopes);
  const { asOf, dryRun = false, include } = 'request' in asked ? asked.request : {};
  const order: SweepOrder = {
    id,
    startedAt: now,
    startedBy,
    scopes: scopes.map(({ name }) => name),
    homeRegion: ports.homeRegion,
    include: include ?? includedBy(scopes),
    ...(asOf === undefined ? {} : { asOf }),
    dryRun,
    ...(isPartial(asked) && { partial: true as const }),
    planned: extent.places.length,
    skipped: extent.skipped,
    gaps: extent.gaps,
  };
  const workList = await ports.files.putWorkList(id, 'places', extent.places);
  await ports.sweeps.open(order);
  return { sweepId: id, planned: order.planned, skipped: order.skipped.length, workList };
}

const isPartial = (asked: Asked): boolean =>
  'request' in asked && (asked.request.regions !== undefined || asked.request.include?.issuedBetween !== undefined);

/** Planned again, because the answer was lost, the scopes that were due then: by its own beginning none is any more. */
async function dueNow(ports: PlanSweepPorts, id: string, now: string): Promise<readonly Scope[]> {
  const { sweeps } = ports;
  const [all, opened] = await Promise.all([allScopes(ports), sweeps.sweep(id)]);
  if (opened !== undefined) return all.filter(({ name }) => opened.scopes.includes(name));
  const [begun, latest] = await Promise.all([sweeps.lastBegun(), sweeps.latest(LATEST_SWEEPS)]);
  return dueScopes(all, begunAndNotFailed(begun, latest), now);
}

/** What a person asks for, as scopes: those that are set, or one made of what was given. */
async function askedFor(ports: PlanSweepPorts, request: SweepRequest): Promise<readonly Scope[]> {
  const { scopes: names, accounts, organizationalUnits, regions } = request;
  const set = await allScopes(ports);
  const missing = names?.find((name) => !set.some((scope) => scope.name === name));
  if (missing !== undefined)
    throw new InvalidInput('scopes', `one of ${set.map(({ name }) => name).join(', ')}`, missing);
  if (accounts !== undefined) await mustBeOurs(ports, accounts);
  if (organizationalUnits !== undefined) await mustBeUnits(ports, organizationalUnits);
  const chosen = names === undefined ? set : set.filter(({ name }) => names.includes(name));
  const byHand: Scope = {
    ...ports.defaultScope,
    name: BY_HAND,
    accounts: accounts ?? 'organization',
    ...(organizationalUnits === undefined ? {} : { organizationalUnits }),
  };
  const scopes = accounts === undefined && organizationalUnits === undefined ? chosen : [byHand];
  return regions === undefined ? scopes : scopes.map((scope) => ({ ...scope, regions }));
}

async function mustBeOurs(ports: PlanSweepPorts, accounts: readonly AccountId[]): Promise<void> {
  const known = new Set([ports.hubAccount, ...ports.namedMembers]);
  if (accounts.every((account) => known.has(account))) return;
  for (const { id } of await ports.directory.members()) known.add(id);
  const listed = accounts.every((account) => known.has(account)) ? undefined : await ports.organization.accounts();
  if (listed?.known === true) for (const { id } of await remembered(ports.directory, listed.value)) known.add(id);
  const stranger = accounts.find((account) => !known.has(account));
  if (stranger === undefined) return;
  const unread =
    listed?.known === false ? ` (${listed.why.operation} ${listed.why.kind}: the organisation is unknown)` : '';
  throw new InvalidInput(
    'accounts',
    `accounts of the organisation, or of the parameter MemberAccounts${unread}`,
    stranger,
  );
}

/** What does not pass by itself is wrong input: there is no such unit, or nobody may list it. */
async function mustBeUnits({ organization }: PlanSweepPorts, units: readonly string[]): Promise<void> {
  const below = await organization.accountsBelow(units);
  if (below.known) return;
  if (below.why.kind !== 'not-configured') mustKnow(below);
  throw new InvalidInput(
    'organizationalUnits',
    `units or roots of the organisation (${below.why.operation}: ${below.why.message})`,
    units,
  );
}

interface PlannedExtent {
  readonly places: readonly Place[];
  readonly skipped: readonly Skipped[];
  readonly gaps: readonly Unreadable[];
}

/** Each place once; where scopes overlap, by the first that says more than "the organisation". */
async function extentOf(ports: PlanSweepPorts, scopes: readonly Scope[]): Promise<PlannedExtent> {
  const places = new Map<string, Place>();
  const skipped = new Map<string, Skipped>();
  const gaps: Unreadable[] = [];
  for (const scope of scopes.toSorted((a, b) => breadthOf(a) - breadthOf(b))) {
    const { accounts, why } = await accountsOf(ports, scope);
    gaps.push(...why);
    for (const { id, status } of accounts) {
      if (status === 'ACTIVE')
        for (const region of scope.regions) {
          const place = { account: id, region, scope: scope.name };
          if (!places.has(placeKey(place))) places.set(placeKey(place), place);
        }
      else skipped.set(id, { account: id, why: CLOSED[status] });
    }
  }
  return { places: [...places.values()], skipped: [...skipped.values()], gaps };
}

const CLOSED = { SUSPENDED: 'the account is suspended', PENDING_CLOSURE: 'the account is being closed' } as const;

function breadthOf({ accounts, organizationalUnits }: Scope): number {
  if (accounts === 'organization') return organizationalUnits === undefined ? 2 : 1;
  return 0;
}

interface Listed {
  readonly accounts: readonly Pick<MemberAccount, 'id' | 'status'>[];
  readonly why: readonly Unreadable[];
}

/** The accounts of a scope; where the organisation can't be listed, the ones that are known, and the gap is told. */
async function accountsOf(ports: PlanSweepPorts, { accounts, organizationalUnits }: Scope): Promise<Listed> {
  const { hubAccount, namedMembers, organization, directory } = ports;
  if (accounts === 'own') return { accounts: [hubAccount, ...namedMembers].map(active), why: [] };
  if (accounts !== 'organization') return { accounts: accounts.map(active), why: [] };
  if (organizationalUnits !== undefined) {
    const below = await organization.accountsBelow(organizationalUnits);
    // Nobody knows which of the accounts that are known are below them: none is read, and the other scopes are.
    if (!below.known) return { accounts: [], why: [below.why] };
    return { accounts: await remembered(directory, below.value), why: [] };
  }
  const listed = await organization.accounts();
  if (listed.known) return { accounts: await remembered(directory, listed.value), why: [] };
  const known = new Map([hubAccount, ...namedMembers].map((id) => [id, active(id)] as const));
  for (const member of await directory.members()) known.set(member.id, member);
  return { accounts: [...known.values()], why: [listed.why] };
}

const active = (id: AccountId): Pick<MemberAccount, 'id' | 'status'> => ({ id, status: 'ACTIVE' });

/** New accounts are members by themselves: what guards them may enter them from now on. */
async function remembered(
  directory: AccountDirectory,
  found: readonly MemberAccount[],
): Promise<readonly MemberAccount[]> {
  await directory.rememberMembers(found);
  return found;
}

/** Of several scopes, what any of them includes. */
const includedBy = (scopes: readonly Scope[]): Include =>
  scopes.reduce<Include>(
    (all, { include }) => ({ expired: all.expired || include.expired, revoked: all.revoked || include.revoked }),
    NOTHING_ELSE,
  );
