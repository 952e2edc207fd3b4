import { InvalidInput } from './invalid-input.ts';
import { printable } from './printable.ts';

/** The members of an object that came as JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** Nobody needs more of a member's name that is none. */
const SHOWN_NAME = 100;

/**
 * The members of an object that may have these and no others.
 * @param field where the object stands; empty: it is the whole input
 * @param what for a person: `a sweep`
 * @throws InvalidInput where it is no object, or naming the first member that it can't have
 */
export function membersIn(value: unknown, field: string, what: string, names: readonly string[]): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidInput(field || 'input', `${what}: an object`, value);
  const members = Object.fromEntries(Object.entries(value));
  const stranger = Object.keys(members).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    const expected = `no such member: ${what} has ${names.join(', ')}`;
    throw new InvalidInput(at(field, printable(stranger.slice(0, SHOWN_NAME))), expected, members[stranger]);
  }
  return members;
}

/** Where a member stands. */
export const at = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

/**
 * A member that may be absent, or must be as its rule says.
 * @throws InvalidInput naming it
 */
export function memberIn<T>(
  members: Members,
  field: string,
  name: string,
  expected: string,
  holds: (value: unknown) => value is T,
): T | undefined {
  const value = members[name];
  if (value === undefined || holds(value)) return value;
  throw new InvalidInput(at(field, name), expected, value);
}

/**
 * A list that may be absent, each of its entries once.
 * @param most more are refused
 * @throws InvalidInput naming the list, or the entry that is not as it must be
 */
export function listIn<T>(
  members: Members,
  field: string,
  name: string,
  most: number,
  expected: string,
  holds: (value: unknown) => value is T,
): readonly T[] | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const whole = at(field, name);
  if (!Array.isArray(value)) throw new InvalidInput(whole, `a list; each entry ${expected}`, value);
  if (value.length === 0) throw new InvalidInput(whole, `at least one entry, ${expected}; or none of it`, value);
  if (value.length > most) throw new InvalidInput(whole, `at most ${most} entries`, `${value.length} entries`);
  const entries: readonly unknown[] = value;
  return [...new Set(entries.map((entry, index) => checked(entry, `${whole}.${index}`, expected, holds)))];
}

function checked<T>(value: unknown, field: string, expected: string, holds: (value: unknown) => value is T): T {
  if (holds(value)) return value;
  throw new InvalidInput(field, expected, value);
}

/** Text of so many characters at most, none of which a terminal or a mailbox would obey, and not only spaces. */
export const isPlainText =
  (longest: number) =>
  (value: unknown): value is string =>
    typeof value === 'string' && value.trim() !== '' && value.length <= longest && printable(value) === value;
