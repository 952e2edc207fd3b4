import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { partsOf } from '../../local/pki-emulator/src/x509/certificate.ts';
import * as der from '../../local/pki-emulator/src/x509/der.ts';
import {
  DerError,
  elementOf,
  elementsOf,
  membersOf,
  namedBitsOf,
  oidOf,
  textOf,
  timeOf,
} from '../../local/pki-emulator/src/x509/der-reading.ts';
import { alternativeNamesOf } from '../../local/pki-emulator/src/x509/extension-reading.ts';
import { type GeneralName, generalName, generalNamesIn } from '../../local/pki-emulator/src/x509/general-names.ts';
import { nameOf, nameText } from '../../local/pki-emulator/src/x509/names.ts';
import { certificateFrom, certificatesOf } from '../../local/pki-emulator/src/x509/pem.ts';
import { readRequest } from '../../local/pki-emulator/src/x509/requests.ts';
import { fileOf, foreignAuthority, foreignlySigned, newCsr, openssl } from './kit/openssl.ts';

const hex = (bytes: Buffer): string => bytes.toString('hex');

describe('what is written in DER', () => {
  test.each<[string, Buffer, string]>([
    ['zero', der.integer(0), '020100'],
    ['an integer whose first bit is set gets a sign octet', der.integer(128), '02020080'],
    ['an integer loses leading zero bytes', der.integer(Buffer.from('000001ff', 'hex')), '020201ff'],
    ['no named bits', der.namedBits(0), '030100'],
    ['named bits end with the last that is set', der.namedBits(1 | 4), '030205a0'],
    ['named bits beyond the first byte', der.namedBits(256), '0303070080'],
    ['an element of 128 bytes has a long length', der.octetString(Buffer.alloc(128)).subarray(0, 3), '048180'],
    ['an element of 65,536 bytes, too', der.octetString(Buffer.alloc(65_536)).subarray(0, 5), '0483010000'],
    ['members of a SET OF are sorted', der.setOf(der.integer(2), der.integer(1)), '3106020101020102'],
    ['an explicit tag', der.explicit(3, der.integer(1)), 'a303020101'],
    ['an implicit tag keeps that it is constructed', der.implicit(1, der.sequence()), 'a100'],
    ['an implicit tag of a primitive', der.implicit(2, der.ia5String('a')), '820161'],
  ])('%s', (_, written, expected) => expect(hex(written)).toBe(expected));

  test('is what openssl reads: every kind of element at once', () => {
    const structure = der.sequence(
      der.integer(Buffer.from('ff00', 'hex')),
      der.oid('2.999.1.16384'),
      der.boolean(true),
      der.utf8String('é'),
      der.time(new Date('2049-12-31T23:59:59Z')),
      der.time(new Date('2050-01-01T00:00:00Z')),
      der.enumerated(5),
      der.nothing(),
    );
    const text = openssl('asn1parse', '-inform', 'DER', '-in', fileOf(structure));
    const kinds = [...text.matchAll(/prim:\s*(\w+)\s*:?(.*)/g)].map(([, kind, value]) => `${kind} ${value?.trim()}`);
    expect(kinds).toEqual([
      'INTEGER FF00',
      'OBJECT 2.999.1.16384',
      'BOOLEAN 255',
      'UTF8STRING é',
      'UTCTIME 491231235959Z',
      'GENERALIZEDTIME 20500101000000Z',
      'ENUMERATED 05',
      'NULL ',
    ]);
  });
});

describe('what is written is read again:', () => {
  const run = (arbitrary: fc.Arbitrary<unknown>, again: (value: never) => unknown) =>
    fc.assert(fc.property(arbitrary, (value) => expect(again(value as never)).toEqual(value)));

  test('identifiers', () => {
    const arcs = fc.array(fc.nat({ max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 12 });
    const second = fc.oneof(
      fc.tuple(fc.constantFrom(0, 1), fc.nat({ max: 39 })),
      fc.tuple(fc.constant(2), fc.nat({ max: 100_000 })),
    );
    const oids = fc.tuple(second, arcs).map(([head, rest]) => [...head, ...rest].join('.'));
    run(oids, (oid: string) => oidOf(elementOf(der.oid(oid))));
  });

  test('named bits', () => run(fc.nat({ max: 511 }), (bits: number) => namedBitsOf(elementOf(der.namedBits(bits)))));

  test('moments of X.509 in whole seconds', () => {
    const moments = fc.date({ min: new Date('1950-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const whole = moments.map((each) => new Date(Math.floor(each.getTime() / 1000) * 1000));
    run(whole, (moment: Date) => timeOf(elementOf(der.time(moment))));
  });

  test('texts', () => run(fc.string({ unit: 'binary' }), (text: string) => textOf(elementOf(der.utf8String(text)))));

  test('general names of every kind', () => {
    const ascii = fc.string({ unit: 'grapheme-ascii' });
    const groups = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 8, maxLength: 8 });
    const names = fc.oneof(
      fc.record({ kind: fc.constantFrom('dns', 'email', 'uri'), value: ascii }),
      fc.record({ kind: fc.constant('ip'), value: fc.ipV4() }),
      fc.record({
        kind: fc.constant('ip'),
        value: groups.map((all) => all.map((each) => each.toString(16)).join(':')),
      }),
      fc.record({ kind: fc.constant('registeredId'), value: fc.constantFrom('1.2.3.4', '2.5.4.3') }),
      fc.record({ kind: fc.constant('other'), type: fc.constant('1.2.3'), value: ascii.map(der.utf8String) }),
      fc.record({
        kind: fc.constant('ediParty'),
        partyName: ascii,
        nameAssigner: fc.option(ascii, { nil: undefined }),
      }),
    ) as fc.Arbitrary<GeneralName>;
    run(fc.array(names, { maxLength: 5 }), (all: GeneralName[]) =>
      generalNamesIn(der.sequence(...all.map(generalName))),
    );
  });
});

describe('bytes that are no DER', () => {
  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['an indefinite length', '30800000'],
    ['a length beyond the end', '3005020101'],
    ['a length of five bytes', '308500000000010000'],
    ['a tag of several bytes', '3f8101'],
  ])('%s are refused', (_, bytes) => expect(() => elementOf(Buffer.from(bytes, 'hex'))).toThrow(DerError));

  test('of any kind are refused or read to their end, and never loop', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const whole = Buffer.concat(elementsOf(Buffer.from(bytes)).map((each) => each.whole));
          expect(whole).toEqual(Buffer.from(bytes));
        } catch (error) {
          expect((error as Error).name).toBe('DerError');
        }
      }),
    );
  });
});

describe('a certificate that openssl made', () => {
  const by = foreignAuthority();
  const made = (names: string, subject: readonly string[]): string => {
    const extensions = [`subjectAltName=${names}`, 'keyUsage=critical,digitalSignature', 'extendedKeyUsage=serverAuth'];
    return foreignlySigned(newCsr({ subject }).csr, by, extensions);
  };

  test.each([
    ['an ordinary one', 'DNS:a.example.com,IP:192.0.2.1,IP:2001:db8::1', ['CN=a.example.com', 'O=Example']],
    ['special characters', 'email:a@example.com', ['CN=a\\, b+c', 'O=\"#x\"']],
    ['non-ASCII', 'URI:spiffe://example.com/x', ['CN=Ünïcode', 'C=DE']],
  ])('%s is read as Node reads it', (_, names, subject) => {
    const pem = made(names, subject);
    const node = new X509Certificate(pem);
    const [certificate] = certificatesOf(pem) ?? [];
    if (!certificate) throw new Error('not read');
    const { serial, notBefore, notAfter, spki, subject: name } = partsOf(certificate);
    expect({ serial, notBefore, notAfter, spki }).toEqual({
      serial: node.serialNumber.toLowerCase(),
      notBefore: new Date(node.validFrom),
      notAfter: new Date(node.validTo),
      spki: node.publicKey.export({ type: 'spki', format: 'der' }),
    });
    expect(nameText(name).split(/(?<!\\),/)).toHaveLength(node.subject.split('\n').length);
    expect(alternativeNamesOf(certificate)).toHaveLength(names.split(',').length);
  });

  test('with bytes changed is read or refused, and breaks nothing', () => {
    const { raw } = new X509Certificate(made('DNS:a.example.com', ['CN=a.example.com']));
    const places = fc.array(fc.tuple(fc.nat({ max: raw.length - 1 }), fc.nat({ max: 255 })), { minLength: 1 });
    fc.assert(
      fc.property(places, (changes) => {
        const changed = Buffer.from(raw);
        for (const [at, byte] of changes) changed[at] = byte;
        const certificate = certificateFrom(changed);
        if (certificate) expect(partsOf(certificate).notAfter.getTime()).not.toBeNaN();
      }),
    );
  });
});

test('a request with bytes changed is refused or read, and breaks nothing', () => {
  const { csr } = newCsr({ names: 'DNS:a.example.com' });
  const raw = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const pem = (bytes: Buffer) =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
  expect(readRequest(pem(raw))?.extensions).toHaveLength(1);
  fc.assert(
    fc.property(fc.nat({ max: raw.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
      const changed = Buffer.from(raw);
      changed[at] = ((changed[at] ?? 0) + difference) & 0xff;
      expect(() => readRequest(pem(changed))).not.toThrow();
    }),
  );
});

test.each([
  '20270230000000Z',
  '20270101240000Z',
  '20270101006000Z',
  '00500101000000Z',
  '2027010100000Z',
  '20270101000000+1',
])('the time %s is refused', (text) => {
  const time = der.element(0x18, Buffer.from(text));
  expect(() => timeOf(elementOf(time))).toThrow(DerError);
});

test.each([
  ['\u0000\u001f', 'CN=\\00\\1F'],
  [' ', 'CN=\\ '],
  [' a ', 'CN=\\ a\\ '],
  ['#1, "2"', 'CN=\\#1\\, \\"2\\"'],
])('the common name %j is written as RFC 4514 has it', (CommonName, expected) => {
  expect(nameText(nameOf({ CommonName }))).toBe(expected);
});

test('a whole structure must be there and nothing behind it', () => {
  expect(() => membersOf(Buffer.concat([der.sequence(), Buffer.from([0])]))).toThrow('no sequence');
});
