import fc from 'fast-check';
import { boundedContents } from '../../../core/domain/inventory/bounded.ts';
import { LISTED_NAMES } from '../../../core/domain/inventory/certificate-record.ts';
import { nextRecord } from '../../../core/domain/inventory/differences.ts';
import { anyText } from '../../builders/any-text.ts';
import { anyContents, theContents } from '../../builders/inventory.ts';

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const repeated = (most: number) =>
  fc.tuple(fc.constantFrom('x', 'ä', '𝄞', '\u0000', '"'), fc.nat(most)).map(([letter, count]) => letter.repeat(count));

/** Whatever somebody may have had a private CA write into a certificate. */
const anything = fc
  .record({
    contents: anyContents,
    names: fc.array(repeated(2000), { maxLength: 60 }),
    text: repeated(20_000),
    tags: fc.dictionary(anyText(200), repeated(400), { maxKeys: 70 }),
    usedBy: fc.array(repeated(1500), { maxLength: 120 }),
  })
  .map(({ contents, names, text, tags, usedBy }) => ({
    ...contents,
    ...{ names, tags, usedBy, domainName: text, subject: text, issuer: text, requestedBy: text, businessUnit: text },
    owner: { name: text, from: 'certificate tags' } as const,
  }));

test('whatever a certificate says fits an item of 400 KB, with all its keys', () => {
  // A text of NULs takes six times its length as JSON, and once its length in the table.
  fc.assert(
    fc.property(anything, (contents) => bytes(boundedContents(contents)) < 370_000),
    { numRuns: 50 },
  );
});

test('what was bounded is the same when it is bounded again: nothing counts as changed for being long', () => {
  fc.assert(
    fc.property(anything, (contents) => {
      const kept = boundedContents(contents);
      expect(boundedContents(kept)).toEqual(kept);
    }),
    { numRuns: 50 },
  );
});

test('what is usual is kept as it is', () => {
  fc.assert(fc.property(anyContents, (contents) => expect(boundedContents(contents)).toEqual(contents)));
});

test('names beyond those that are listed are counted with those that were not listed before', () => {
  const names = Array.from({ length: LISTED_NAMES + 5 }, (_, index) => `${index}.example.com`);
  expect(boundedContents(theContents({ names, moreNames: 70 }))).toMatchObject({
    names: names.slice(0, LISTED_NAMES),
    moreNames: 75,
  });
  expect(boundedContents(theContents())).not.toHaveProperty('moreNames');
});

test('what is too long to be kept whole has not changed when it is read again, in whatever order its users are listed', () => {
  const usedBy = Array.from(
    { length: 80 },
    (_, index) => `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/${index}`,
  );
  const read = theContents({
    usedBy,
    subject: 'x'.repeat(9000),
    names: Array.from({ length: 90 }, (_, at) => `${at}`),
  });
  const kept = nextRecord(undefined, read, '2026-11-20T03:00:00.000Z');
  expect(kept?.usedBy).toHaveLength(50);
  const again = { ...read, usedBy: usedBy.toReversed() };
  expect(nextRecord(kept, again, '2026-11-21T03:00:00.000Z')).toBeUndefined();
});

test('no text is cut within a letter', () => {
  const { subject } = boundedContents(theContents({ subject: `x${'𝄞'.repeat(1000)}` }));
  expect(subject).toBe(`x${'𝄞'.repeat(511)}`);
});
