import fc from 'fast-check';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { readRevocationList } from '../../core/pki/revocation-list.ts';
import { fileOf, foreignAuthority, openssl } from '../emulator/kit/openssl.ts';

const authority = foreignAuthority();
const config = fileOf(`[ca]\ndefault_ca=d\n[d]\ndatabase=${fileOf('')}\ndefault_md=sha256\ndefault_crl_days=7\n`);
const PEM = openssl(
  'ca',
  '-config',
  config,
  '-keyfile',
  fileOf(authority.key),
  '-cert',
  fileOf(authority.pem),
  '-gencrl',
);

test('a CRL says who made it, when, and by when a newer one follows, as openssl reads it', () => {
  const read = (option: string) =>
    openssl('crl', '-in', fileOf(PEM), '-noout', option)
      .trim()
      .replace(/^\w+=\s*/, '');
  expect(readRevocationList(`text before\n${PEM}`)).toEqual({
    issuer: openssl('crl', '-in', fileOf(PEM), '-noout', '-issuer', '-nameopt', 'RFC2253')
      .trim()
      .replace(/^issuer=/, ''),
    thisUpdate: new Date(read('-lastupdate')).toISOString(),
    nextUpdate: new Date(read('-nextupdate')).toISOString(),
  });
});

test.each([
  ['that is none', 'hello'],
  ['that is a certificate', authority.pem],
  ['that is cut off', PEM.slice(0, 200).replace(/\n?$/, '\n-----END X509 CRL-----\n')],
])('a text %s is refused by name', (_, text) => {
  expect(() => readRevocationList(text)).toThrow(InvalidInput);
});

test('no bytes make it fail in another way', () => {
  const der = Buffer.from(PEM.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.nat(255), (at, octet) => {
      const changed = Buffer.from(der);
      changed[at] = octet;
      const text = `-----BEGIN X509 CRL-----\n${changed.toString('base64')}\n-----END X509 CRL-----`;
      try {
        readRevocationList(text);
      } catch (error) {
        expect((error as Error).name).toBe('InvalidInput');
      }
    }),
  );
});
