import { type Model, patternOf, type Reference, type Shape, shapeOf } from './botocore.ts';
import { sampleOf } from './samples.ts';

export type Rule = 'required' | 'unknown' | 'min' | 'max' | 'pattern' | 'enum' | 'type' | 'union';

/** An input that breaks one constraint in one place, and is good otherwise. */
export interface Breach {
  readonly rule: Rule;
  /** Members from the top, list items left out: `['Tags', 'Key']`. */
  readonly path: readonly string[];
  readonly input: unknown;
  /** The pattern that is not met. */
  readonly pattern?: string;
  /** Where in a request the outermost member goes. */
  readonly location: Reference['location'];
}

type Found = Omit<Breach, 'location'>;

const UNKNOWN = 'NoSuchMember';

/** Texts that no or few patterns take. */
const MISFITS = ['*', ' ', '\u0000', '€', 'é', '!'];

/**
 * Every way to break one constraint of an input, one at a time. Members that the input has not are sampled.
 *
 * @param input one that the service accepts
 */
export function breachesOf(model: Model, shapeName: string, input: unknown): Breach[] {
  const members = shapeOf(model, shapeName).members ?? {};
  return inside(model, shapeName, input, []).map((breach) => ({
    ...breach,
    location: members[breach.path[0] ?? '']?.location,
  }));
}

/** @param trail the structures above: one that holds itself (a statement of SearchCertificates) is entered once */
function inside(model: Model, name: string, value: unknown, trail: readonly string[]): Found[] {
  const shape = shapeOf(model, name);
  if (trail.includes(name)) return [];
  const below = shape.type === 'structure' ? [...trail, name] : trail;
  if (shape.type === 'structure') return inStructure(model, shape, value as Record<string, unknown>, below);
  if (shape.type === 'list') return inList(model, shape, value as unknown[], below);
  return [];
}

function inStructure(model: Model, shape: Shape, value: Record<string, unknown>, trail: readonly string[]): Found[] {
  const without = (member: string) => Object.fromEntries(Object.entries(value).filter(([each]) => each !== member));
  const missing = (shape.required ?? []).map((member): Found => ({
    rule: 'required',
    path: [member],
    input: without(member),
  }));
  const stranger: Found = { rule: 'unknown', path: [UNKNOWN], input: { ...value, [UNKNOWN]: 1 } };
  const members = Object.entries(shape.members ?? {}).flatMap(([member, reference]) =>
    inMember(model, reference.shape, value[member], trail).map((found) => ({
      ...found,
      path: [member, ...found.path],
      // Another member of a union stands in place of the one that was given.
      input: { ...(shape.union ? {} : value), [member]: found.input },
    })),
  );
  return [...missing, stranger, ...unionBreaches(model, shape), ...members];
}

/** None, and two where there are as many. */
function unionBreaches(model: Model, shape: Shape): Found[] {
  if (shape.union !== true) return [];
  const [first, second] = Object.entries(shape.members ?? {});
  const none: Found = { rule: 'union', path: [], input: {} };
  if (!first || !second) return [none];
  const two = Object.fromEntries([first, second].map(([name, { shape: of }]) => [name, sampleOf(model, of)]));
  return [none, { rule: 'union', path: [], input: two }];
}

function inMember(model: Model, name: string, given: unknown, trail: readonly string[]): Found[] {
  const value = given ?? sampleOf(model, name);
  const own = ownBreaches(model, shapeOf(model, name), value).map((found) => ({ ...found, path: [] }));
  return [...own, ...inside(model, name, value, trail)];
}

function inList(model: Model, shape: Shape, value: readonly unknown[], trail: readonly string[]): Found[] {
  const [first, ...rest] = value.length > 0 ? value : [sampleOf(model, shape.member?.shape ?? '')];
  return inMember(model, shape.member?.shape ?? '', first, trail).map((found) => ({
    ...found,
    input: [found.input, ...rest],
  }));
}

/** How a value breaks what its shape says of itself. */
function ownBreaches(model: Model, shape: Shape, value: unknown): Omit<Found, 'path'>[] {
  const { min, max, pattern } = shape;
  const sized: [Rule, number | undefined][] = [
    ['min', min === undefined || (min < 1 && !isNumber(shape)) ? undefined : min - 1],
    ['max', max === undefined ? undefined : max + 1],
  ];
  const sizes = sized.flatMap(([rule, size]) =>
    size === undefined ? [] : [{ rule, input: ofSize(model, shape, value, size) }],
  );
  const misfit = pattern === undefined ? undefined : misfitOf(shape, patternOf(pattern));
  return [
    ...sizes,
    ...(pattern !== undefined && misfit !== undefined ? [{ rule: 'pattern' as const, input: misfit, pattern }] : []),
    ...(shape.enum ? [{ rule: 'enum' as const, input: 'NO_SUCH_VALUE' }] : []),
    { rule: 'type', input: OTHER_TYPE[shape.type] },
  ];
}

const isNumber = ({ type }: Shape): boolean => type === 'integer' || type === 'long';

function ofSize(model: Model, shape: Shape, value: unknown, size: number): unknown {
  if (isNumber(shape)) return size;
  if (shape.type === 'list') {
    const one = (value as unknown[])[0] ?? sampleOf(model, shape.member?.shape ?? '');
    return Array.from({ length: size }, () => one);
  }
  if (shape.type === 'blob') return Buffer.alloc(size, 'a').toString('base64');
  return String(value).slice(0, size).padEnd(size, 'a');
}

/** A text of a length that is allowed which the pattern does not take; undefined where it takes every text. */
function misfitOf({ min = 1, max = Infinity }: Shape, pattern: RegExp): string | undefined {
  const length = Math.min(Math.max(min, 1), max);
  return MISFITS.map((text) => text.repeat(length)).find((text) => !pattern.test(text));
}

const OTHER_TYPE: Readonly<Record<Shape['type'], unknown>> = {
  structure: 'text',
  list: 'text',
  map: 'text',
  string: 1,
  blob: 1,
  boolean: 'text',
  integer: 'text',
  long: 'text',
  timestamp: 'text',
};
