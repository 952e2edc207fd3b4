import fc from 'fast-check';
import { printable } from '../../core/domain/printable.ts';
import { anyText } from '../builders/any-text.ts';

test.each([
  ['plain text stays', 'www.example.com', 'www.example.com'],
  ['letters of any script stay', 'Zürich 東京 пример 🔐', 'Zürich 東京 пример 🔐'],
  ['markup stays: nothing here renders it', '<script>alert(1)</script> & "x"', '<script>alert(1)</script> & "x"'],
  ['line ends go', 'a\r\nSubject: b', 'a\ufffd\ufffdSubject: b'],
  ['control characters go', 'a\u0000\u001b[31mb\u007f\u0085', 'a\ufffd\ufffd[31mb\ufffd\ufffd'],
  ['marks that turn the direction go', 'a\u202emoc.elpmaxe\u2066\u200f', 'a\ufffdmoc.elpmaxe\ufffd\ufffd'],
  ['line and paragraph separators go', 'a\u2028b\u2029c', 'a\ufffdb\ufffdc'],
  ['half of a pair goes', 'a\ud83db', 'a\ufffdb'],
])('%s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('a text of 64 KB becomes a line of 4096 characters', () => {
  expect(printable('x'.repeat(65_536))).toBe('x'.repeat(4096));
});

test('a pair that the cut would halve goes as a whole', () => {
  expect(printable(`${'x'.repeat(4095)}🔐`)).toBe(`${'x'.repeat(4095)}\ufffd`);
});

test('no text ever brings a control character, a direction mark or half a pair through', () => {
  const texts = fc.oneof(
    anyText(),
    fc.tuple(anyText(), fc.nat(9)).map(([text, n]) => 'x'.repeat(4090 + n) + text),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const line = printable(text);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(line.length).toBeLessThanOrEqual(4096);
      expect(printable(line)).toBe(line);
    }),
  );
});
