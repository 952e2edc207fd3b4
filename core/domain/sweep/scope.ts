import { InvalidInput } from '../invalid-input.ts';
import { at, isPlainText, memberIn, membersIn, type Members } from '../members.ts';
import { accountsIn, EXPECTED_SCOPE_NAME, includeIn, isScopeName, regionsIn, unitsIn } from './request.ts';
import type { Extent, Include, Scope } from './sweep.ts';

const MEMBERS = [
  'name',
  'everyHours',
  'accounts',
  'organizationalUnits',
  'regions',
  'include',
  'businessUnit',
  'tags',
] as const;

const DEFAULT_HOURS = 24;

/** More seldom than every four weeks, a renewal of 45 days is over before anybody has looked. */
const MOST_HOURS = 672;

/** What is swept where nobody has set a scope of this name: the deployment says what it reads. */
export const DEFAULT_SCOPE = 'default';

/** What a person asked for without naming a scope is called so: no scope may be. */
export const BY_HAND = 'by-hand';

export const NOTHING_ELSE: Include = { expired: false, revoked: false };

const EXPECTED_ACCOUNTS = 'own, organization, or a list of accounts of twelve digits';
const EXPECTED_HOURS = `whole hours from 1 to ${MOST_HOURS}`;
const EXPECTED_TAG = 'text of at most 256 characters';

/** As tags of AWS are. */
const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/**
 * Reads the definition of a scope.
 * @param field where it stands; empty: it is the whole input
 * @throws InvalidInput naming the field and what was expected
 */
export function parseScope(value: unknown, field = ''): Scope {
  const members = membersIn(value, field, 'a scope', MEMBERS);
  const { accounts, organizationalUnits } = extentIn(members, field);
  const businessUnit = memberIn(members, field, 'businessUnit', EXPECTED_TAG, isPlainText(LONGEST_VALUE));
  const tags = tagsIn(members, field);
  return {
    name: nameIn(members, field),
    everyHours: memberIn(members, field, 'everyHours', EXPECTED_HOURS, isHours) ?? DEFAULT_HOURS,
    accounts,
    ...(organizationalUnits && { organizationalUnits }),
    regions: needed(regionsIn(members, field), field, 'regions', 'at least one region such as eu-west-1'),
    include: includeIn(members, field) ?? NOTHING_ELSE,
    ...(businessUnit !== undefined && { businessUnit }),
    ...(tags && { tags }),
  };
}

function nameIn(members: Members, field: string): string {
  const given = memberIn(members, field, 'name', EXPECTED_SCOPE_NAME, isScopeName);
  const name = needed(given, field, 'name', EXPECTED_SCOPE_NAME);
  if (name.toLowerCase() !== BY_HAND) return name;
  throw new InvalidInput(
    at(field, 'name'),
    `another name: sweeps of accounts named by hand are called ${BY_HAND}`,
    name,
  );
}

function extentIn(members: Members, field: string): Pick<Extent, 'accounts' | 'organizationalUnits'> {
  const accounts = whoseIn(members, field);
  const organizationalUnits = unitsIn(members, field);
  if (organizationalUnits === undefined) return { accounts };
  if (accounts === 'organization') return { accounts, organizationalUnits };
  throw new InvalidInput(at(field, 'organizationalUnits'), 'units only where accounts is organization', accounts);
}

function whoseIn(members: Members, field: string): Extent['accounts'] {
  const { accounts } = members;
  if (accounts === 'own' || accounts === 'organization') return accounts;
  if (!Array.isArray(accounts)) throw new InvalidInput(at(field, 'accounts'), EXPECTED_ACCOUNTS, accounts);
  return needed(accountsIn(members, field), field, 'accounts', EXPECTED_ACCOUNTS);
}

function tagsIn(members: Members, field: string): Scope['tags'] {
  if (members['tags'] === undefined) return undefined;
  const here = at(field, 'tags');
  const given = members['tags'];
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new InvalidInput(here, 'an object of texts', given);
  const tags = Object.entries(given);
  if (tags.length > MOST_TAGS) throw new InvalidInput(here, `at most ${MOST_TAGS} tags`, `${tags.length} tags`);
  for (const [key, value] of tags) {
    if (!isPlainText(LONGEST_KEY)(key)) throw new InvalidInput(here, `keys of 1 to ${LONGEST_KEY} characters`, key);
    if (!isPlainText(LONGEST_VALUE)(value)) throw new InvalidInput(at(here, key), EXPECTED_TAG, value);
  }
  return Object.fromEntries(tags);
}

function needed<T>(value: T | undefined, field: string, name: string, expected: string): T {
  if (value === undefined) throw new InvalidInput(at(field, name), expected, value);
  return value;
}

const isHours = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_HOURS;
