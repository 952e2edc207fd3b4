import fc from 'fast-check';

/** Any JSON, any text, and objects with the names of an object's own members. */
export const anything = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.constant(JSON.parse('{"__proto__":{"x":1},"constructor":1}') as object),
  );
