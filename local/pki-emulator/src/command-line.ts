import { parseArgs } from 'node:util';
import { LONGEST_SETTLE_MILLISECONDS } from './admin/settle.ts';
import type { EmulatorOptions } from './emulator.ts';
import { DELIVERY_MODES } from './events/delivery.ts';
import { OWN_S3 } from './neighbours/s3/object-store.ts';

export const USAGE = `usage: pki-emulator [--port N] [--host ADDRESS] [--default-account ID] [--settle-ms N]
                    [--now ISO-8601 | --restore FILE]
                    [--tls-port N] [--tls-ca-file PATH | --tls-certificate PATH --tls-key PATH]
                    [--cloud-endpoint URL] [--sts-endpoint URL] [--iam-endpoint URL] [--s3-endpoint URL|own]
                    [--quotas] [--delivery ${DELIVERY_MODES.join('|')}] [--seed N] [--until-stdin-closes]`;

/** A command line that cannot be followed; the message names the option. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Command extends EmulatorOptions {
  readonly untilStdinCloses: boolean;
  /** Where the certificate of the CA made for TLS is written. */
  readonly tlsAuthorityFile: string | undefined;
  readonly help: boolean;
}

const OPTIONS = {
  port: { type: 'string', default: '4580' },
  host: { type: 'string', default: '127.0.0.1' },
  'tls-port': { type: 'string' },
  'tls-ca-file': { type: 'string' },
  'tls-certificate': { type: 'string' },
  'tls-key': { type: 'string' },
  'cloud-endpoint': { type: 'string' },
  'sts-endpoint': { type: 'string' },
  'iam-endpoint': { type: 'string' },
  's3-endpoint': { type: 'string' },
  'default-account': { type: 'string', default: '123456789012' },
  'settle-ms': { type: 'string', default: '200' },
  now: { type: 'string' },
  restore: { type: 'string' },
  quotas: { type: 'boolean', default: false },
  delivery: { type: 'string', default: 'every' },
  seed: { type: 'string' },
  'until-stdin-closes': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** @throws UsageError naming the option that is unknown or has a value it cannot take */
export function parseCommandLine(args: readonly string[]): Command {
  const values = parsed(args);
  return {
    port: whole('port', values.port, 65_535),
    host: values.host,
    ...tlsOptions(values),
    cloudEndpoint: httpUrl('cloud-endpoint', values['cloud-endpoint']),
    stsEndpoint: httpUrl('sts-endpoint', values['sts-endpoint']),
    iamEndpoint: httpUrl('iam-endpoint', values['iam-endpoint']),
    s3Endpoint: values['s3-endpoint'] === OWN_S3 ? OWN_S3 : httpUrl('s3-endpoint', values['s3-endpoint']),
    defaultAccount: account(values['default-account']),
    settleMilliseconds: whole('settle-ms', values['settle-ms'], LONGEST_SETTLE_MILLISECONDS),
    ...beginning(values),
    quotas: values.quotas,
    delivery: { mode: deliveryMode(values.delivery) },
    seed: values.seed === undefined ? undefined : whole('seed', values.seed, 2 ** 32 - 1),
    untilStdinCloses: values['until-stdin-closes'],
    help: values.help,
  };
}

/** A snapshot has a time of its own. */
function beginning({ now, restore }: { now?: string; restore?: string }) {
  if (now !== undefined && restore !== undefined) throw new UsageError('--now and --restore exclude each other');
  return { now: now === undefined ? undefined : moment(now), restoreFrom: restore };
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

/** A TLS listener shows a certificate of its own CA, or the one given with its key. */
function tlsOptions(values: ReturnType<typeof parsed>): Pick<Command, 'tlsPort' | 'tlsFiles' | 'tlsAuthorityFile'> {
  const { 'tls-port': port, 'tls-ca-file': authority, 'tls-certificate': certificateFile, 'tls-key': keyFile } = values;
  const orphan = [authority, certificateFile, keyFile].find((each) => each !== undefined);
  if (port === undefined && orphan !== undefined)
    throw new UsageError('--tls-ca-file, --tls-certificate and --tls-key need --tls-port');
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError('--tls-certificate and --tls-key are given together');
  }
  if (authority !== undefined && certificateFile !== undefined) {
    throw new UsageError('--tls-ca-file is for the CA that is made where no --tls-certificate is given');
  }
  return {
    tlsPort: port === undefined ? undefined : whole('tls-port', port, 65_535),
    tlsFiles: certificateFile === undefined || keyFile === undefined ? undefined : { certificateFile, keyFile },
    tlsAuthorityFile: authority,
  };
}

function httpUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw new UsageError(`--${name} takes an http(s) URL, not '${text}'`);
}

function deliveryMode(text: string) {
  const mode = DELIVERY_MODES.find((each) => each === text);
  if (mode) return mode;
  throw new UsageError(`--delivery takes ${DELIVERY_MODES.join(', ')}, not '${text}'`);
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
