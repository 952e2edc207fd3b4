import * as z from 'zod/mini';
import { DRILL_ID, DRILL_ID_EXPECTED, type Drill } from '../domain/drill/drill.ts';
import { InvalidInput } from '../domain/invalid-input.ts';

const id = z.string(DRILL_ID_EXPECTED).check(z.regex(DRILL_ID, DRILL_ID_EXPECTED));

/** What a state hands on of a drill; null: it is none. */
export const drill = z.optional(z.nullable(z.object({ id }, 'a drill')));

/**
 * The drill that an event is; undefined: it is an ordinary one, whatever its source. What else stands in it is not looked at.
 * @throws InvalidInput where `detail.drill.id` is no id
 */
export function drillIn(event: { readonly detail?: unknown }): Drill | undefined {
  const given = member(member(event.detail, 'drill'), 'id');
  // Of an event that has none, a rule's template leaves an empty text.
  if (given === undefined || given === null || given === '') return undefined;
  const parsed = id.safeParse(given);
  if (!parsed.success) throw new InvalidInput('detail.drill.id', DRILL_ID_EXPECTED, given);
  return { id: parsed.data };
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
