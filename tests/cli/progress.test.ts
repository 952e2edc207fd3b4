import { Writable } from 'node:stream';
import { progressOn } from '../../cli/text/progress.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  let text = '';
  const writable = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { told: () => text, on: Object.assign(writable, { isTTY, columns: 200 }) as unknown as NodeJS.WriteStream };
}

test('on a terminal it counts what was read in all regions, from two seconds on, and leaves wrapping as it was', () => {
  const { told, on } = stream(true);
  const progress = progressOn(on);
  progress.region('eu-west-1', 5, 100);
  jest.advanceTimersByTime(1_900);
  expect(told()).toBe('');
  jest.advanceTimersByTime(200);
  expect(told()).toContain('5 of 100 certificates read for the first time');
  progress.region('us-east-1', 20, 40);
  jest.advanceTimersByTime(1_000);
  expect(told()).toContain('25 of 140 certificates read for the first time');
  progress.stop();
  expect(told().lastIndexOf('\u001b[?7h')).toBeGreaterThan(told().lastIndexOf('\u001b[?7l'));
});

test('while nothing is read yet it says what is going on', () => {
  const { told, on } = stream(true);
  const progress = progressOn(on);
  jest.advanceTimersByTime(2_100);
  expect(told()).toContain('listing certificates');
  progress.stop();
});

test('what is done within two seconds shows none', () => {
  const { told, on } = stream(true);
  const progress = progressOn(on);
  progress.region('eu-west-1', 5, 5);
  progress.stop();
  jest.advanceTimersByTime(5_000);
  expect(told()).toBe('');
});

test('where nobody watches there is none', () => {
  const { told, on } = stream(false);
  const progress = progressOn(on);
  progress.region('eu-west-1', 5, 100);
  jest.advanceTimersByTime(5_000);
  progress.stop();
  expect(told()).toBe('');
});
