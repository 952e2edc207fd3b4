import { EXIT } from './exit-codes.ts';

/**
 * Ends the process when somebody wants that, with an exit code instead of a signal: npx passes codes on.
 * Who asks last cleans up first, and ends the process.
 * @param cleanUp what must not be lost; it can't wait for anything
 * @returns forgets it
 */
export function onInterruption(cleanUp: () => void): () => void {
  const end = (exitCode: number) => (): void => {
    cleanUp();
    process.exit(exitCode);
  };
  const handlers = [
    ['SIGINT', end(EXIT.interrupted)],
    ['SIGTERM', end(EXIT.terminated)],
  ] as const;
  for (const [signal, handler] of handlers) process.prependListener(signal, handler);
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler));
}
