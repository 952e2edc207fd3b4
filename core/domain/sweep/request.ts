import { isAccountId, isRegion, type AccountId } from '../arn.ts';
import { InvalidInput } from '../invalid-input.ts';
import { at, listIn, memberIn, membersIn, type Members } from '../members.ts';
import { endIn, EXPECTED_MOMENT, momentIn } from './moments.ts';
import type { Include } from './sweep.ts';

/** What a sweep was asked to do. Times are ISO 8601, UTC. */
export interface SweepRequest {
  /** Absent, as the others: as the scopes say. */
  readonly accounts?: readonly AccountId[];
  readonly organizationalUnits?: readonly string[];
  readonly regions?: readonly string[];
  /** Only these scopes, by name; absent: all. */
  readonly scopes?: readonly string[];
  readonly include?: Include;
  readonly asOf?: string;
  readonly dryRun: boolean;
}

const MEMBERS = ['accounts', 'organizationalUnits', 'regions', 'scopes', 'include', 'asOf', 'dryRun'] as const;

/** An organisation has 10,000 accounts at most after all quotas are raised (AWS Organizations, quotas). */
export const MOST_ACCOUNTS = 10_000;
export const MOST_REGIONS = 50;
export const MOST_UNITS = 1000;
export const MOST_SCOPES = 100;

/** What will be then, nobody can say of further times. */
const MOST_YEARS_AHEAD = 10;

/**
 * Reads what a person or a schedule asks of a sweep. Whether accounts, units and scopes exist, only AWS and the table know.
 * @param now ISO 8601
 * @throws InvalidInput naming the field and what was expected
 */
export function parseSweepRequest(input: unknown, now: string): SweepRequest {
  const members = membersIn(input, '', 'a sweep', MEMBERS);
  const request = {
    accounts: accountsIn(members, ''),
    organizationalUnits: unitsIn(members, ''),
    regions: regionsIn(members, ''),
    scopes: listIn(members, '', 'scopes', MOST_SCOPES, EXPECTED_SCOPE_NAME, isScopeName),
    include: includeIn(members, ''),
    asOf: asOfIn(members, now),
    dryRun: memberIn(members, '', 'dryRun', 'true or false', isFlag) ?? false,
  };
  forbidContradictions(request);
  return Object.fromEntries(
    Object.entries(request).filter(([, value]) => value !== undefined),
  ) as unknown as SweepRequest;
}

/** Each of these says by itself which accounts are read. */
const EXTENTS = ['accounts', 'organizationalUnits', 'scopes'] as const;

function forbidContradictions(request: { readonly [Name in (typeof EXTENTS)[number]]: unknown }): void {
  const [first, second] = EXTENTS.filter((name) => request[name] !== undefined);
  if (second !== undefined) throw new InvalidInput(second, `either ${first} or ${second}, not both`, request[second]);
}

export const EXPECTED_SCOPE_NAME = 'the name of a scope: letters, digits, - and _, 64 at most';

export const isScopeName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value);

/** @param field where the members stand; empty: in the input itself */
export const accountsIn = (members: Members, field: string): readonly AccountId[] | undefined =>
  listIn(members, field, 'accounts', MOST_ACCOUNTS, 'an account of twelve digits', isAccount);

export const regionsIn = (members: Members, field: string): readonly string[] | undefined =>
  listIn(members, field, 'regions', MOST_REGIONS, 'a region such as eu-west-1', isRegionName);

/** Ids of AWS Organizations (API reference, OrganizationalUnit and Root). */
const UNIT = /^(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r-[0-9a-z]{4,32})$/;

export const unitsIn = (members: Members, field: string): readonly string[] | undefined =>
  listIn(
    members,
    field,
    'organizationalUnits',
    MOST_UNITS,
    'an organisational unit, ou-ab12-11112222, or a root, r-ab12',
    (value): value is string => typeof value === 'string' && UNIT.test(value),
  );

/** What is listed as well; what is not named is not. */
export function includeIn(members: Members, field: string): Include | undefined {
  if (members['include'] === undefined) return undefined;
  const here = at(field, 'include');
  const include = membersIn(members['include'], here, 'what is included', ['expired', 'revoked', 'issuedBetween']);
  const issuedBetween = spanIn(include['issuedBetween'], at(here, 'issuedBetween'));
  return {
    expired: memberIn(include, here, 'expired', 'true or false', isFlag) ?? false,
    revoked: memberIn(include, here, 'revoked', 'true or false', isFlag) ?? false,
    ...(issuedBetween && { issuedBetween }),
  };
}

function spanIn(value: unknown, field: string): Include['issuedBetween'] {
  if (value === undefined) return undefined;
  const members = membersIn(value, field, 'a span of time', ['from', 'to']);
  const from = momentIn(members['from']);
  const to = endIn(members['to']);
  if (from === undefined) throw new InvalidInput(at(field, 'from'), EXPECTED_MOMENT, members['from']);
  if (to === undefined) throw new InvalidInput(at(field, 'to'), EXPECTED_MOMENT, members['to']);
  if (to < from) throw new InvalidInput(at(field, 'to'), `a time that is not before from, ${from}`, members['to']);
  return { from, to };
}

function asOfIn({ asOf }: Members, now: string): string | undefined {
  if (asOf === undefined) return undefined;
  const moment = momentIn(asOf);
  if (moment === undefined) throw new InvalidInput('asOf', EXPECTED_MOMENT, asOf);
  if (Date.parse(moment) < Date.parse(now)) throw new InvalidInput('asOf', `a time to come: now it is ${now}`, asOf);
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + MOST_YEARS_AHEAD);
  if (Date.parse(moment) > last.getTime())
    throw new InvalidInput('asOf', `a time within ${MOST_YEARS_AHEAD} years`, asOf);
  return moment;
}

const isAccount = (value: unknown): value is AccountId => typeof value === 'string' && isAccountId(value);

const isRegionName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 32 && isRegion(value);

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
