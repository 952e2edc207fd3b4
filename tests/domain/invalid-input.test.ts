import { InvalidInput } from '../../core/domain/invalid-input.ts';

test.each<[unknown, string]>([
  [undefined, 'field: expected a text, got nothing'],
  [null, 'field: expected a text, got null'],
  ['', 'field: expected a text, got ""'],
  [['a'], 'field: expected a text, got ["a"]'],
  ['\u001b[31m', 'field: expected a text, got "\\u001b[31m"'],
  [() => 1, 'field: expected a text, got function'],
])('%p is shown as it came', (value, message) => {
  expect(new InvalidInput('field', 'a text', value).message).toBe(message);
});

test('a value of 200 KB is shown shortened, with its length', () => {
  const { message } = new InvalidInput('field', 'a text', 'x'.repeat(200_000));
  expect(message).toBe(`field: expected a text, got "${'x'.repeat(119)}… (200002 characters)`);
});

test.each<[string, unknown]>([
  ['a key as PEM', { csr: '-----BEGIN PRIVATE KEY-----\nMIG…' }],
  ['a key of another kind as PEM', '-----BEGIN EC PRIVATE KEY-----'],
  ['a key as DER in base64', `MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w${'A'.repeat(20)}`],
  ['an Ed25519 key as DER in base64', ['MC4CAQAwBQYDK2VwBCIEIOjWOHRuUmYbqIYT5bJjwBqWm3gHRTrB']],
  ['a key as JWK', { kty: 'EC', crv: 'P-256', d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI' }],
])('%s is never shown', (_title, value) => {
  const { message } = new InvalidInput('field', 'a text', value);
  expect(message).toBe('field: expected a text, got what looks like a key or a certificate, and is not shown');
});

test('a key that was put where a member’s name belongs is not shown either', () => {
  const { message } = new InvalidInput('deliver.-----BEGIN PRIVATE KEY-----\nMIG', 'a text', 1);
  expect(message).toBe('a member whose name looks like a key: expected a text, got 1');
});

test('the state machines know it by its name, and people by the field', () => {
  expect(new InvalidInput('event.name', 'a text', 1)).toMatchObject({ name: 'InvalidInput', field: 'event.name' });
});
