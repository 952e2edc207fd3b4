import { printable } from '../core/domain/printable.ts';

/** Writes text to a stream and waits until it is out: whoever exits next cuts nothing off. */
export async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (stream.writable) await new Promise<void>((resolve) => stream.write(text, () => resolve()));
}

/** One line beside the result. */
export const complain = (message: string): Promise<void> =>
  write(process.stderr, `${printable(`renewguard: ${message}`)}\n`);

/** Whoever closes the other end, as `head` does, wants no more; untold, it would end the process with a stack trace. */
export function tolerateClosedPipes(...streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
