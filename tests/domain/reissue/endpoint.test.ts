import fc from 'fast-check';
import { endpointOf } from '../../../core/domain/reissue/endpoint.ts';
import { anyText } from '../../builders/any-text.ts';

test.each([
  ['www.example.com:443', 'www.example.com', 443],
  ['localhost:1', 'localhost', 1],
  ['_dmarc.example.com:65535', '_dmarc.example.com', 65_535],
  ['192.0.2.7:8443', '192.0.2.7', 8443],
  ['[2001:db8::1]:443', '2001:db8::1', 443],
  ['[::ffff:192.0.2.1]:443', '::ffff:192.0.2.1', 443],
])('%s is %s, port %d', (text, host, port) => {
  expect(endpointOf(text)).toEqual({ host, port });
});

test.each([
  '',
  ':443',
  'www.example.com',
  'www.example.com:',
  'www.example.com:0',
  'www.example.com:65536',
  'www.example.com:443:443',
  'www..example.com:443',
  `${'a'.repeat(64)}.example.com:443`,
  `${'a.'.repeat(127)}a:443`,
  '2001:db8::1:443',
  '[2001:db8::1]',
  '[2001:db8::12345]:443',
  '[fe80::1%eth0]:443',
  '[:::]:443',
  'user@www.example.com:443',
  'www.example.com/x:443',
  'www.example.com :443',
])('%j is no endpoint', (text) => {
  expect(endpointOf(text)).toBeUndefined();
});

test('whatever is read as an endpoint has a host without white space or control characters, and a port', () => {
  const texts = fc
    .tuple(fc.oneof(anyText(), fc.domain(), fc.ipV6()), fc.nat(70_000))
    .map(([host, port]) => `${host}:${port}`);
  fc.assert(
    fc.property(texts, (text) => {
      const endpoint = endpointOf(text);
      if (endpoint === undefined) return;
      expect(endpoint.host).toMatch(/^[\w.:-]+$/);
      expect(endpoint.port).toBeGreaterThan(0);
    }),
  );
});
