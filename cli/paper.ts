import { printable } from '../core/domain/printable.ts';
import { EXIT } from './exit-codes.ts';

/** Writes text to a stream and waits until it is out: whoever exits next cuts nothing off. */
export async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (stream.writable) await new Promise<void>((resolve) => stream.write(text, () => resolve()));
}

/** One line beside the result. */
export const complain = (message: string): Promise<void> =>
  write(process.stderr, `${printable(`renewguard: ${message}`)}\n`);

/**
 * Whoever closes the other end, as `head` does, wants no more; untold, it would end the process with a stack trace. A result
 * that can't be written otherwise, for a full disk, must not end with an exit code that says that it was.
 */
export function watchForFailures(): void {
  process.stderr.on('error', () => undefined); // nobody is left to tell
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`renewguard: the result could not be written: ${error.message}\n`);
    process.exit(EXIT.unread);
  });
}

/** Waits until a failure to write, if there was one, has been told. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
