import type { AccountId } from '../domain/arn.ts';
import type { Unreadable } from '../domain/fact.ts';
import { InvalidInput } from '../domain/invalid-input.ts';
import { placeKey } from '../domain/sweep/completeness.ts';
import { dueScopes } from '../domain/sweep/due-scopes.ts';
import type { SweepRequest } from '../domain/sweep/request.ts';
import { NOTHING_ELSE } from '../domain/sweep/scope.ts';
import type { Include, Place, Scope, Skipped, SweepOrder } from '../domain/sweep/sweep.ts';
import { mustKnow } from '../reissue/must-know.ts';
import type { AccountDirectory, MemberAccount, Organization, SweepFiles, SweepRecords } from './ports.ts';

export interface PlanSweepPorts {
  readonly organization: Organization;
  readonly directory: AccountDirectory;
  readonly sweeps: Pick<SweepRecords, 'open' | 'scopes' | 'lastBegun'>;
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
 * @throws InvalidInput naming the field, before anything runs: an account that is none of ours, a scope that is not set
 */
export async function planSweep(
  ports: PlanSweepPorts,
  { id, startedBy, asked }: { readonly id: string; readonly startedBy: string; readonly asked: Asked },
  now: string,
): Promise<PlannedSweep> {
  const scopes = 'request' in asked ? await askedFor(ports, asked.request) : await dueNow(ports, now);
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

/** The scopes that are set; the default one where none of them is called so. */
async function allScopes({ sweeps, defaultScope }: PlanSweepPorts): Promise<readonly Scope[]> {
  const set = await sweeps.scopes();
  return set.some(({ name }) => name === defaultScope.name) ? set : [...set, defaultScope];
}

async function dueNow(ports: PlanSweepPorts, now: string): Promise<readonly Scope[]> {
  return dueScopes(await allScopes(ports), await ports.sweeps.lastBegun(), now);
}

/** What a person asks for, as scopes: those that are set, or one made of what was given. */
async function askedFor(ports: PlanSweepPorts, request: SweepRequest): Promise<readonly Scope[]> {
  const { scopes: names, accounts, organizationalUnits, regions } = request;
  const set = await allScopes(ports);
  const missing = names?.find((name) => !set.some((scope) => scope.name === name));
  if (missing !== undefined)
    throw new InvalidInput('scopes', `one of ${set.map(({ name }) => name).join(', ')}`, missing);
  if (accounts !== undefined) await mustBeOurs(ports, accounts);
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

/** The name of what a person asked for without naming a scope. */
const BY_HAND = 'by-hand';

async function mustBeOurs(ports: PlanSweepPorts, accounts: readonly AccountId[]): Promise<void> {
  const known = new Set([ports.hubAccount, ...ports.namedMembers]);
  if (accounts.every((account) => known.has(account))) return;
  for (const { id } of await ports.directory.members()) known.add(id);
  const listed = accounts.every((account) => known.has(account)) ? undefined : await ports.organization.accounts();
  for (const { id } of listed?.known === true ? listed.value : []) known.add(id);
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
  if (organizationalUnits !== undefined)
    return {
      accounts: await remembered(directory, mustKnow(await organization.accountsBelow(organizationalUnits))),
      why: [],
    };
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
