import fc from 'fast-check';
import { inspect } from 'node:util';
import { readWebhookSettings } from '../../core/webhooks/webhook-settings.ts';
import { anyText } from '../builders/any-text.ts';
import { refusalOf } from '../builders/refusals.ts';

const NAME = 'renewguard/webhook/shop';
const URL = 'https://hooks.example.com/services/T0/B0/token';
const KEY = 'a key of at least sixteen characters';
const read = (value: unknown) => readWebhookSettings(JSON.stringify(value), NAME);

test('the settings of a webhook are read, and show nobody what is secret in them', () => {
  const settings = read({ url: URL, hmacKey: KEY, format: 'pagerduty', routingKey: 'routing' });
  expect(settings.format).toBe('pagerduty');
  expect([settings.url, settings.hmacKey, settings.routingKey].map((each) => each?.reveal())).toEqual([
    URL,
    KEY,
    'routing',
  ]);
  expect(inspect(settings) + JSON.stringify(settings)).not.toMatch(/token|sixteen|routing"/);
  expect(read({ url: URL })).toMatchObject({ format: 'renewguard' });
});

test.each<[string, unknown, string]>([
  ['no address', { hmacKey: KEY }, `${NAME}.url`],
  ['an address without TLS', { url: 'http://hooks.example.com/token' }, `${NAME}.url`],
  ['an address that is none', { url: 'hooks token' }, `${NAME}.url`],
  ['an address of another scheme', { url: 'file:///etc/token' }, `${NAME}.url`],
  ['a key that is too short', { url: URL, hmacKey: 'token' }, `${NAME}.hmacKey`],
  ['an unknown format', { url: URL, format: 'token' }, `${NAME}.format`],
  ['PagerDuty without its key', { url: URL, format: 'pagerduty' }, `${NAME}.routingKey`],
  ['a CA that is none', { url: URL, certificateAuthorities: 'token' }, `${NAME}.certificateAuthorities`],
  ['a number', { url: URL, hmacKey: 1 }, `${NAME}.hmacKey`],
  ['an unknown member', { url: URL, token: 'token' }, NAME],
  ['a list', [URL], NAME],
])('%s is refused by name, and not shown', (_, value, field) => {
  const refusal = refusalOf(() => read(value));
  expect(refusal.field).toBe(field);
  expect(refusal.message).not.toMatch(/token/);
});

test('whatever the secret holds, nothing of it is in the error', () => {
  fc.assert(
    fc.property(anyText(200), (text) => {
      const secret = `s3cr3t${text}`;
      expect(refusalOf(() => readWebhookSettings(secret, NAME)).message).not.toContain('s3cr3t');
    }),
  );
});
