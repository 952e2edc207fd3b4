import fc from 'fast-check';

/** Any sequence of UTF-16 units: control characters, direction marks and halves of pairs among them. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff }));
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
};
