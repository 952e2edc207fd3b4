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

test('the state machines know it by its name, and people by the field', () => {
  expect(new InvalidInput('event.name', 'a text', 1)).toMatchObject({ name: 'InvalidInput', field: 'event.name' });
});
