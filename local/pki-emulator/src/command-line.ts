import { parseArgs } from 'node:util';
import type { EmulatorOptions } from './emulator.ts';

export const USAGE = `usage: pki-emulator [--port N] [--host ADDRESS] [--cloud-endpoint URL] [--default-account ID]
                    [--settle-ms N] [--now ISO-8601] [--until-stdin-closes]`;

/** A command line that cannot be followed; the message names the option. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Command extends EmulatorOptions {
  readonly untilStdinCloses: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  port: { type: 'string', default: '4580' },
  host: { type: 'string', default: '127.0.0.1' },
  'cloud-endpoint': { type: 'string' },
  'default-account': { type: 'string', default: '123456789012' },
  'settle-ms': { type: 'string', default: '200' },
  now: { type: 'string' },
  'until-stdin-closes': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws UsageError naming the option that is unknown or has a value it cannot take */
export function parseCommandLine(args: readonly string[]): Command {
  const values = parsed(args);
  return {
    port: whole('port', values.port, 65_535),
    host: values.host,
    cloudEndpoint: values['cloud-endpoint'] === undefined ? undefined : httpUrl(values['cloud-endpoint']),
    defaultAccount: account(values['default-account']),
    settleMilliseconds: whole('settle-ms', values['settle-ms'], 60_000),
    now: values.now === undefined ? undefined : moment(values.now),
    untilStdinCloses: values['until-stdin-closes'],
    help: values.help,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

function whole(name: string, text: string, largest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= largest) return value;
  throw new UsageError(`--${name} takes a whole number from 0 to ${largest}, not '${text}'`);
}

function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new UsageError(`--cloud-endpoint takes an http(s) URL, not '${text}'`);
}

function account(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UsageError(`--default-account takes twelve digits, not '${text}'`);
}

function moment(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime()) && /^\d{4}-/.test(text)) return time;
  throw new UsageError(`--now takes an ISO 8601 time, not '${text}'`);
}
