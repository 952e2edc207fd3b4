import { writeFileSync } from 'node:fs';
import { type Command, parseCommandLine, USAGE, UsageError } from './command-line.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { OWN_S3 } from './neighbours/s3/object-store.ts';

/** Runs the command. @returns the exit code when there is nothing to wait for */
export async function run(args: readonly string[]): Promise<number | undefined> {
  try {
    const command = parseCommandLine(args);
    if (command.help) {
      console.log(USAGE);
      return 0;
    }
    const emulator = await startEmulator(command);
    if (command.tlsAuthorityFile !== undefined) writeFileSync(command.tlsAuthorityFile, emulator.tlsAuthority ?? '');
    announce(emulator, command);
    stopOnRequest(emulator, command);
    return undefined;
  } catch (error) {
    console.error(`pki-emulator: ${complaint(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The first line is read by programs: it must stay as it is. */
function announce({ url, tlsUrl }: Emulator, command: Command): void {
  const { defaultAccount = '', cloudEndpoint = url, iamEndpoint = cloudEndpoint, s3Endpoint = cloudEndpoint } = command;
  const settings = {
    AWS_ENDPOINT_URL_ACM: url,
    AWS_ENDPOINT_URL_ACM_PCA: url,
    AWS_ENDPOINT_URL_ROLESANYWHERE: url,
    AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: url,
    AWS_ENDPOINT_URL_S3: s3Endpoint === OWN_S3 ? url : s3Endpoint,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ENDPOINT_URL_IAM: iamEndpoint,
    AWS_ENDPOINT_URL_ORGANIZATIONS: cloudEndpoint,
    AWS_ACCESS_KEY_ID: defaultAccount,
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    ...(tlsUrl === undefined ? {} : { PKI_EMULATOR_TLS_URL: tlsUrl }),
    ...(command.tlsAuthorityFile === undefined ? {} : { PKI_EMULATOR_TLS_CA_FILE: command.tlsAuthorityFile }),
  };
  const exports = Object.entries(settings).map(([name, value]) => `export ${name}=${value}`);
  console.log([`pki-emulator listening on ${url}`, ...exports].join('\n'));
}

function stopOnRequest(emulator: Emulator, { untilStdinCloses }: Command): void {
  const stop = (): void => void emulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (process.env['npm_command'] === 'exec') stopWithParent(stop);
  if (untilStdinCloses) process.stdin.once('end', stop).once('close', stop).resume();
}

/** npx starts a command through a shell, which a signal ends without being passed on: the port would stay busy. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 300);
}

function complaint(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') return `port ${port} on ${address} is already in use; choose another with --port`;
  return error instanceof UsageError ? `${error.message}\n${USAGE}` : error.message;
}
