import fc from 'fast-check';
import { anything } from '../kit/anything.ts';
import { type Model, type Reference, type Shape, shapeOf } from './botocore.ts';
import { sampleOf } from './samples.ts';
import type { Success } from './walk.ts';

/** Values that a service took, by the member that had them: what makes some of a fuzz's calls get through. */
export type Pool = ReadonlyMap<string, readonly unknown[]>;

export function poolOf(successes: readonly Success[]): Pool {
  const pool = new Map<string, unknown[]>();
  const add = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(add);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, each] of Object.entries(value)) {
      pool.set(name, [...(pool.get(name) ?? []), each]);
      add(each);
    }
  };
  for (const { input } of successes) add(input);
  return pool;
}

interface Place {
  readonly model: Model;
  readonly pool: Pool;
  /** Structures above: one that holds itself ends at its second turn. */
  readonly above: readonly string[];
}

/** Inputs of an operation, of right and of wrong types, with values that fit and such that don't. */
export const inputOf = (model: Model, pool: Pool, shape: string): fc.Arbitrary<Record<string, unknown>> =>
  structure(shape, { model, pool, above: [] });

/** Nothing that makes another path of it: an empty text, or dots. */
const PART_OF_A_PATH = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => `x${text}`);

/** A value for a member: mostly one the service has taken, else one that its shape allows, else anything at all. */
function member(name: string, reference: Reference, place: Place): fc.Arbitrary<unknown> {
  const known = place.pool.get(name) ?? [];
  const inPath = reference.location === 'uri';
  return fc.oneof(
    ...(known.length > 0 ? [{ weight: 12, arbitrary: fc.constantFrom(...known) }] : []),
    { weight: 6, arbitrary: inPath ? PART_OF_A_PATH : shaped(reference.shape, place) },
    { weight: 1, arbitrary: inPath ? PART_OF_A_PATH : anything() },
  );
}

function structure(name: string, place: Place): fc.Arbitrary<Record<string, unknown>> {
  const { members = {}, required = [] } = shapeOf(place.model, name);
  const below = { ...place, above: [...place.above, name] };
  const fields = Object.entries(members).map(([each, reference]) =>
    fc.tuple(
      fc.constant(each),
      member(each, reference, below),
      fc.nat({ max: 99 }).map((luck) => luck < (required.includes(each) ? 96 : 25) || reference.location === 'uri'),
    ),
  );
  const stranger = fc.constantFrom(...Array<undefined>(40).fill(undefined), '__proto__', 'toString', 'Colour');
  return fc.tuple(fc.tuple(...fields), stranger).map(([chosen, odd]) => ({
    ...(Object.fromEntries(chosen.filter(([, , given]) => given)) as Record<string, unknown>),
    ...(odd === undefined ? {} : { [odd]: 1 }),
  }));
}

function shaped(name: string, place: Place): fc.Arbitrary<unknown> {
  const shape = shapeOf(place.model, name);
  if (place.above.includes(name)) return fc.constant(sampleOf(place.model, name));
  if (shape.type === 'structure') return structure(name, place);
  if (shape.type === 'list') return fc.array(shaped(shape.member?.shape ?? '', place), { maxLength: 4 });
  if (shape.type === 'map') return fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });
  return fc.oneof(fc.constant(sampleOf(place.model, name)), scalar(shape));
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some).toString('base64'));
const number = fc.oneof(fc.integer(), fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, 1e300, 0.5));

function scalar({ type, enum: values, max = 60 }: Shape): fc.Arbitrary<unknown> {
  if (values) return fc.constantFrom(...values);
  if (type === 'string') return fc.string({ unit: 'binary', maxLength: Math.min(max + 1, 300) });
  if (type === 'blob') return bytes;
  return type === 'boolean' ? fc.boolean() : number;
}
