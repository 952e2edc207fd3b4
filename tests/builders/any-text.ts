import fc from 'fast-check';

/** Any sequence of UTF-16 units: control characters, direction marks and halves of pairs among them. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff }));
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
};

/** 64 KB of names, markup, direction marks, and whatever else gets into a certificate. */
export const HOSTILE_TEXTS: readonly string[] = [
  'www.example.com, '.repeat(4000),
  '<img src=x onerror=alert(1)>\u0000\r\n',
  '\u202e\u2066txt.exe\u2069',
  '\u{1f512}'.repeat(300),
  ...fc.sample(anyText(400), { numRuns: 40, seed: 7 }),
];
