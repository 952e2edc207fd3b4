import fc from 'fast-check';
import { csrOfRecord } from '../../core/pki/recorded-request.ts';
import { readSigningRequest } from '../../core/pki/signing-request.ts';
import * as issuedPem from '../builders/issued-pem.ts';
import { der, dnsName, madeRequest, names, requestPem } from '../builders/made-certificates.ts';

const request = madeRequest({ extensions: [names(dnsName('device.example.com'))] });
const pem = requestPem(request);
const text = Buffer.from(pem);

/** As the documented records have it (service-facts 3). */
const dump = (octets: Iterable<number>, more: object = {}) => {
  const hb = [...octets];
  const { length } = hb;
  const flags = { isReadOnly: false, bigEndian: true, nativeByteOrder: false, mark: -1, address: 0 };
  return { hb, offset: 0, ...flags, position: length, limit: length, capacity: length, ...more };
};

describe('the CSR of a record is found', () => {
  test.each<[string, unknown]>([
    ['in a dump of a Java buffer', dump(text)],
    ['in a dump that was not read yet', dump(text, { position: 0 })],
    [
      'in a dump with a part of its bytes',
      dump([1, 2, ...text, 3], { offset: 2, limit: text.length, capacity: text.length }),
    ],
    ['in a dump that says nothing but its bytes', { hb: [...text] }],
    ['in a dump of DER, whose bytes have a sign', dump(new Int8Array(request))],
    ['in a dump of DER, whose bytes have none', dump(request)],
    ['in a string with PEM', pem],
    ['in a string with PEM and text around it', `Certificate Request:\n${pem}\nend`],
    ['in a string with PEM of another label', pem.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')],
    ['in a string with PEM of carriage returns', pem.replaceAll('\n', '\r\n')],
    ['in base64 of PEM', text.toString('base64')],
    ['in base64 of DER', request.toString('base64')],
    ['in base64 of DER, in lines', pem.replace(/-----.*-----\n/g, '')],
  ])('%s', (_, csr) => {
    expect(csrOfRecord(csr)).toBe(pem);
    expect(readSigningRequest(csrOfRecord(csr) ?? '')).toMatchObject({
      names: [{ kind: 'dns', value: 'device.example.com' }],
    });
  });
});

const throwing = new Proxy(
  {},
  {
    get() {
      throw new Error('never');
    },
  },
);
const cyclic: Record<string, unknown> = {};
cyclic['hb'] = [cyclic];
let deep: unknown = [];
for (let depth = 0; depth < 10_000; depth++) deep = [deep];

describe('none is found', () => {
  test.each<[string, unknown]>([
    ['where there is nothing', undefined],
    ['in null', null],
    ['in a number', 45],
    ['in a list', [...text]],
    ['in an empty object', {}],
    ['in a dump of nothing', dump([])],
    ['in a dump that is cut off', dump(text.subarray(0, 200))],
    ['in a dump whose limit is beyond its end', dump(text, { limit: text.length + 1 })],
    ['in a dump whose offset is beyond its end', dump(text, { offset: 1e9 })],
    ['in a dump whose limit is no number', dump(text, { limit: '1090' })],
    ['in a dump whose limit is below zero', dump(text, { limit: -1 })],
    ['in a dump of fractions', dump(text, { hb: [...text].map((octet) => octet + 0.5) })],
    ['in a dump of numbers that are no bytes', dump(text, { hb: [...text].map((octet) => octet + 256) })],
    ['in a dump of strings', dump(text, { hb: [...text].map(String) })],
    ['in a dump of holes', dump([], { hb: Array(5), limit: 5 })],
    ['in a dump that is too large', dump(new Uint8Array(64 * 1024 + 1))],
    ['in a string that is too large', pem + ' '.repeat(64 * 1024)],
    ['in a string that hides it', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['in two requests, of which one would have to be chosen', pem + pem],
    ['in a certificate', issuedPem.workload],
    ['in base64 of something else', Buffer.from('hello').toString('base64')],
    ['in base64 of DER that is no request', der.sequence(der.sequence(), der.sequence()).toString('base64')],
    ['in base64 of more than a request', Buffer.concat([request, request]).toString('base64')],
    ['in what throws when it is looked at', throwing],
    ['in what contains itself', cyclic],
    ['in what is nested deeply', deep],
  ])('%s', (_, csr) => expect(csrOfRecord(csr)).toBeUndefined());

  test('in whatever else a record may hold, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ hb: fc.array(fc.integer({ min: -128, max: 255 })) })), (csr) => {
        expect(csrOfRecord(csr)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('in 64 KB of begun blocks, at once', () => {
    const began = performance.now();
    for (const part of ['-----BEGIN CERTIFICATE REQUEST-----', '-----BEGIN A-----A', '-', 'A ', '-----BEGIN '])
      expect(csrOfRecord(part.repeat(Math.floor((64 * 1024) / part.length)))).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
