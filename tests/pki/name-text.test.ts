import fc from 'fast-check';
import { NotDer } from '../../core/pki/der.ts';
import { nameText } from '../../core/pki/name-text.ts';
import { printable } from '../../core/domain/printable.ts';
import { der } from '../builders/made-certificates.ts';
import { anyName } from '../builders/x509-arbitraries.ts';

const CN = '2.5.4.3';
const rdn = (...pairs: readonly (readonly [string, Buffer])[]): Buffer =>
  der.element(0x31, ...pairs.map(([type, value]) => der.sequence(der.oid(type), value)));
const cn = (value: Buffer): Buffer => der.sequence(rdn([CN, value]));
const text = (name: Buffer): string => nameText(name, 'subject');
const hex = (value: string): Buffer => Buffer.from(value, 'hex');

test('the last RDN comes first, attributes of one are joined with +', () => {
  const name = der.sequence(
    rdn(['2.5.4.6', der.printableString('DE')]),
    rdn(['2.5.4.10', der.utf8String('Example GmbH')]),
    rdn([CN, der.utf8String('www')], ['2.5.4.5', der.printableString('7')]),
  );
  expect(text(name)).toBe('CN=www+serialNumber=7,O=Example GmbH,C=DE');
});

test.each([
  ['James "Jim" Smith, III', String.raw`James \"Jim\" Smith\, III`],
  ['#1', String.raw`\#1`],
  ['a#1', 'a#1'],
  [' ', String.raw`\ `],
  ['  a  ', String.raw`\  a \ `],
  ['a+b;c<d>e=f\\', String.raw`a\+b\;c\<d\>e=f\\`],
  ['Lučić', 'Lučić'],
  ['', ''],
  ['before\rafter\u0000', String.raw`before\0Dafter\00`],
  ['evil\u202egnp', String.raw`evil\E2\80\AEgnp`],
  ['\ufeffmarked', String.raw`\EF\BB\BFmarked`],
  ['🦔', '🦔'],
])('the value %j is written as %s (RFC 4514, 2.4)', (value, written) => {
  expect(text(cn(der.utf8String(value)))).toBe(`CN=${written}`);
});

test.each([
  ['a PrintableString', der.printableString('a'), 'a'],
  ['T61', der.element(0x14, hex('fc')), 'ü'],
  ['a BMPString', der.element(0x1e, hex('00fc0061')), 'üa'],
  ['a BMPString of half a character', der.element(0x1e, hex('00fc00')), '#1e0300fc00'],
  ['a BMPString of half a pair', der.element(0x1e, hex('d83e')), '#1e02d83e'],
  ['a UniversalString', der.element(0x1c, hex('0001f994')), '🦔'],
  ['a UniversalString of no character', der.element(0x1c, hex('00110000')), '#1c0400110000'],
  ['bytes that are no UTF-8', der.element(0x0c, hex('ff')), '#0c01ff'],
  ['a number', der.integer(1), '#020101'],
])('%s is read, or shown in hex', (_, value, written) => expect(text(cn(value))).toBe(`CN=${written}`));

test('attributes without a short name have their number', () => {
  expect(text(der.sequence(rdn(['1.2.3', der.utf8String('a')])))).toBe('1.2.3=a');
});

test('is never what can not be printed', () => {
  fc.assert(
    fc.property(anyName, (name) => expect(text(name)).toBe(printable(text(name)))),
    { numRuns: 300 },
  );
});

test.each([
  ['a set', der.element(0x31)],
  ['an RDN that is a sequence', der.sequence(der.sequence())],
  ['an RDN of nothing', der.sequence(der.element(0x31))],
  ['an attribute without a value', der.sequence(der.element(0x31, der.sequence(der.oid(CN))))],
  ['an attribute of two values', der.sequence(rdn([CN, Buffer.concat([der.nothing(), der.nothing()])]))],
  ['an attribute that is none', der.sequence(der.element(0x31, der.nothing()))],
])('no name: %s', (_, name) => expect(() => text(name)).toThrow(NotDer));
