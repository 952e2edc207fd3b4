/** An EventBridge event pattern, or a part of one. */
export type Pattern = Readonly<Record<string, unknown>>;

type Event = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a pattern, as EventBridge says it does, for the matchers that the template uses: values, exists,
 * prefix, anything-but, nesting, also in lists of objects, and $or. tests/journeys/rules.test.ts asks an engine of its own.
 * @throws Error for another matcher: it would have to be written here first
 */
export function matchesPattern(pattern: Pattern, event: unknown): boolean {
  // Of a list one object has to match.
  if (Array.isArray(event)) return event.some((each) => matchesPattern(pattern, each));
  const given: Event = isRecord(event) ? event : {};
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return (expected as readonly Pattern[]).some((either) => matchesPattern(either, event));
    if (Array.isArray(expected)) return expected.some((one: unknown) => matchesOne(one, given[key]));
    return matchesPattern(expected as Pattern, given[key]);
  });
}

function matchesOne(expected: unknown, value: unknown): boolean {
  if (!isRecord(expected)) return Array.isArray(value) ? value.includes(expected) : value === expected;
  const [[matcher, argument] = ['nothing', undefined]] = Object.entries(expected);
  if (matcher === 'exists') return (value !== undefined) === argument;
  if (matcher === 'prefix') return typeof value === 'string' && value.startsWith(argument as string);
  if (matcher === 'anything-but') return typeof value === 'string' && ![argument].flat().includes(value);
  throw new Error(`The matcher ${matcher} is not known to the tests.`);
}

const isRecord = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
