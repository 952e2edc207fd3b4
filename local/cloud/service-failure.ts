import { relative } from 'node:path';
import type { LeashedProcess } from './leashed-process.ts';

/** A part of the local cloud did not start, or ended by itself: says which, shows its last lines and where the rest is. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';

  constructor(service: LeashedProcess, what: string) {
    const log = relative(process.cwd(), service.logFile);
    super(`${service.name} ${what}. Its last lines:\n\n${service.lastLines()}\n\nFull log: ${log}`);
  }
}
