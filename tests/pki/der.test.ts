import fc from 'fast-check';
import { element, elementsOf, Members, NotDer, only, sequence, TAG } from '../../core/pki/der.ts';
import { oid, oidOf } from '../../core/pki/object-identifier.ts';
import { der } from '../builders/made-certificates.ts';
import { oids } from '../builders/x509-arbitraries.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const repeated = (hex: string, times: number): Buffer => bytes(hex.repeat(times));

describe('elements', () => {
  test('are what was written, their bytes and lengths exact', () => {
    const parts = fc.record({ tag: fc.integer({ min: 0, max: 0x1e }), content: fc.uint8Array({ maxLength: 300 }) });
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (all) => {
        const written = all.map(({ tag, content }) => element(tag, Buffer.from(content)));
        const read = elementsOf(Buffer.concat(written), 'x');
        expect(read.map(({ whole }) => whole)).toEqual(written);
        expect(read.map(({ tag, content }) => ({ tag, content: Uint8Array.from(content) }))).toEqual(all);
      }),
    );
  });

  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216])(
    'of %d bytes are written as others do',
    (length) => {
      const content = Buffer.alloc(length, 7);
      expect(element(TAG.octetString, content).equals(der.octetString(content))).toBe(true);
      expect(only(element(TAG.octetString, content), TAG.octetString, 'x').content.equals(content)).toBe(true);
    },
  );

  test.each([
    ['nothing but a tag', '30', 'an element that is cut off'],
    ['a content that is cut off', '3003020101'.slice(0, 8), 'an element that is cut off'],
    ['a length far beyond the end', '3084ffffffff', 'an element that is cut off'],
    ['a length that is cut off', '308201', 'an element that is cut off'],
    ['a length that is not there', '3082', 'an element that is cut off'],
    ['an indefinite length', '30800201010000', 'an element without a definite length'],
    ['a length of five octets', '30850000000001ff', 'an element without a definite length'],
    ['the reserved length', '30ff00', 'an element without a definite length'],
    ['a long length where a short one does', '30810101', 'a length in more octets than it takes'],
    ['a length that begins with zero', `308200${'80'}${'00'.repeat(128)}`, 'a length in more octets than it takes'],
    ['a tag of several octets', '1f1f0100', 'a tag of several octets'],
    ['junk behind an element', '0500ff', 'an element that is cut off'],
  ])('are refused for %s', (_, hex, found) => {
    expect(() => elementsOf(bytes(hex), 'x')).toThrow(new NotDer('x', found));
  });

  test('are read in time that grows with their bytes, however many or deep they are', () => {
    const began = performance.now();
    const many = repeated('0500', 500_000);
    expect(elementsOf(many, 'x')).toHaveLength(500_000);
    let deep: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 5000; depth++) deep = sequence(deep);
    expect(only(deep, TAG.sequence, 'x').whole).toHaveLength(deep.length);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('of any bytes are read or refused by name', () => {
    const nearly = fc.array(
      fc.oneof(fc.constantFrom(0x30, 0x02, 0x80, 0x81, 0x00, 0x01), fc.integer({ min: 0, max: 255 })),
    );
    fc.assert(
      fc.property(nearly, (octets) => {
        const input = Buffer.from(octets);
        try {
          expect(Buffer.concat(elementsOf(input, 'x').map(({ whole }) => whole))).toEqual(input);
        } catch (error) {
          expect(error).toBeInstanceOf(NotDer);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('members', () => {
  const content = bytes('020101' + '0500');

  test('are read in their order, those that may be missing too', () => {
    const members = new Members(content, 'x');
    expect(members.optional(TAG.boolean)).toBeUndefined();
    expect(members.next(TAG.integer).content).toEqual(bytes('01'));
    expect(members.any().tag).toBe(TAG.null);
    expect(() => members.end()).not.toThrow();
    expect(() => members.any()).toThrow(NotDer);
  });

  test('are refused where another stands, or more, with the part that was read', () => {
    const members = new Members(content, 'whole');
    expect(() => members.next(TAG.oid, 'part')).toThrow(expect.objectContaining({ part: 'part' }) as Error);
    expect(() => members.end()).toThrow(expect.objectContaining({ part: 'whole' }) as Error);
  });

  test.each(['', '0500', '30000500', '3000ff'])('are not those of %j, which is no single sequence', (hex) => {
    expect(() => only(bytes(hex), TAG.sequence, 'x')).toThrow(NotDer);
  });
});

describe('object identifiers', () => {
  test('are written as others do, and read back', () => {
    fc.assert(
      fc.property(oids, (dotted) => {
        expect(oid(dotted)).toEqual(der.oid(dotted));
        expect(oidOf(only(oid(dotted), TAG.oid, 'x'), 'x')).toBe(dotted);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['empty', '0600'],
    ['of an arc that does not end', '06022a86'],
    ['of an arc that begins with nothing', '06032a8001'],
    ['of more octets than any', `0681${(200).toString(16)}${'81'.repeat(199)}01`],
    ['of another type', '020101'],
  ])('are refused when %s', (_, hex) => {
    const [read] = elementsOf(bytes(hex), 'x');
    expect(() => read && oidOf(read, 'x')).toThrow(NotDer);
  });
});
