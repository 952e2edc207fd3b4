import type * as z from 'zod/mini';
import { InvalidInput } from '../domain/invalid-input.ts';

/** Reads an input by its shape. @throws InvalidInput naming the first field that is wrong */
export function parseInput<Input>(shape: z.ZodMiniType<Input>, value: unknown): Input {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message, code, ...issue } = parsed.error.issues[0] as z.core.$ZodIssue & Told;
  const [unknown] = issue.keys ?? [];
  if (unknown !== undefined) {
    const place = [...path, unknown];
    throw new InvalidInput(shortened(place.join('.')), `no such member, but ${message}`, valueAt(value, place));
  }
  // zod/mini has no wording of its own: schemas name what they expect, else the type does.
  const expected = message === 'Invalid input' ? (issue.expected ?? code) : message;
  throw new InvalidInput(path.join('.') || 'input', expected, valueAt(value, path));
}

/** What some kinds of issue tell besides: the type that belongs there, the members that don't. */
interface Told {
  readonly expected?: string;
  readonly keys?: readonly string[];
}

const shortened = (path: string): string => path.slice(0, 100);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;
