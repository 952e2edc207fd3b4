import fc from 'fast-check';
import * as der from '../../local/pki-emulator/src/x509/der.ts';
import type { Extension } from '../../local/pki-emulator/src/x509/extension.ts';

/** Names and extensions of every shape that DER allows, however odd. Values are their encodings. */

const bytes = (maxLength: number, minLength = 0): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((each) => Buffer.from(each));

const number = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

/** Object identifiers; some with an arc as large as a UUID. */
export const oids: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('0.9', '1.2', '1.3.6.1', '2.5', '2.5.4', '2.25', '2.999'),
    fc.array(fc.oneof(number(200), number(70_000), fc.bigInt({ min: 0n, max: 2n ** 128n })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([root, arcs]) => [root, ...arcs].join('.'));

const ATTRIBUTES = ['2.5.4.3', '2.5.4.6', '2.5.4.10', '2.5.4.11', '0.9.2342.19200300.100.1.25', '1.2.840.113549.1.9.1'];

const anyString = fc.string({ unit: 'binary', maxLength: 12 });

/** Strings of all types, well and badly encoded, and values that are none. */
const values: fc.Arbitrary<Buffer> = fc.oneof(
  anyString.map(der.utf8String),
  fc.string({ maxLength: 12 }).map(der.printableString),
  anyString.map((text) => der.element(0x1e, Buffer.from(text, 'utf16le').swap16())),
  fc
    .tuple(fc.constantFrom(0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e, 0x03), bytes(16))
    .map(([tag, content]) => der.element(tag, content)),
  bytes(8).map((content) => der.sequence(der.octetString(content))),
);

const attributes = fc
  .tuple(fc.oneof(fc.constantFrom(...ATTRIBUTES), oids), values)
  .map(([type, value]) => der.sequence(der.oid(type), value));

/** Names of RDNs with several attributes, in whatever order they were written; the empty one among them. */
export const anyName: fc.Arbitrary<Buffer> = fc
  .array(
    fc.array(attributes, { minLength: 1, maxLength: 3 }).map((each) => der.element(0x31, ...each)),
    { maxLength: 5 },
  )
  .map((rdns) => der.sequence(...rdns));

/** GeneralName of each kind. */
export const generalNames: fc.Arbitrary<Buffer> = fc.oneof(
  fc.tuple(fc.constantFrom(0x81, 0x82, 0x86), bytes(24)).map(([tag, content]) => der.element(tag, content)),
  fc.oneof(bytes(4, 4), bytes(16, 16), bytes(9)).map((content) => der.element(0x87, content)),
  fc
    .tuple(oids, bytes(8))
    .map(([type, content]) => der.element(0xa0, der.oid(type), der.explicit(0, der.octetString(content)))),
  anyName.map((name) => der.explicit(4, name)),
  bytes(6).map((content) => der.element(0xa5, der.explicit(1, der.octetString(content)))),
  oids.map((type) => der.implicit(8, der.oid(type))),
);

const criticals = fc.boolean();

const alternativeNames: fc.Arbitrary<Extension> = fc
  .tuple(fc.array(generalNames, { maxLength: 12 }), criticals)
  .map(([all, critical]) => ({ type: '2.5.29.17', critical, value: der.sequence(...all) }));

const usages: fc.Arbitrary<Extension> = fc
  .tuple(fc.integer({ min: 0, max: 511 }), criticals)
  .map(([bits, critical]) => ({ type: '2.5.29.15', critical, value: der.namedBits(bits) }));

const purposes: fc.Arbitrary<Extension> = fc
  .tuple(fc.array(oids, { maxLength: 4 }), criticals)
  .map(([all, critical]) => ({ type: '2.5.29.37', critical, value: der.sequence(...all.map(der.oid)) }));

/** Policies, must-staple, an organisation's own: nobody here reads what is in them. */
const opaque: fc.Arbitrary<Extension> = fc.record({
  type: fc.oneof(fc.constantFrom('2.5.29.32', '1.3.6.1.5.5.7.1.24', '1.3.6.1.4.1.311.20.2'), oids),
  critical: criticals,
  value: bytes(40),
});

/** Extensions that a request may ask for, each type once. */
export const anyExtensions: fc.Arbitrary<readonly Extension[]> = fc.uniqueArray(
  fc.oneof(alternativeNames, usages, purposes, opaque),
  { maxLength: 6, selector: ({ type }) => type },
);
