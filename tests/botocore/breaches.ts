import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A request as it went over the wire. */
export type Request = readonly [service: string, operation: string, input: unknown];

/** What botocore's models find wrong with each request; an empty text: nothing. Needs .venv, which `npm test` sets up. */
export function breachesOf(requests: readonly Request[]): readonly string[] {
  const python = join(__dirname, '..', '..', '.venv', 'bin', 'python');
  const said = execFileSync(python, ['-B', join(__dirname, 'breaches.py')], {
    input: JSON.stringify(requests),
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(said.toString()) as readonly string[];
}
