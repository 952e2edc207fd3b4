import { setTimeout as delay } from 'node:timers/promises';
import { withoutAwsSettings } from './environment.ts';
import { type LeashedProcess, startLeashed } from './leashed-process.ts';
import { inProject } from './project-root.ts';
import type { RunFolder } from './run-folder.ts';
import { ServiceFailure } from './service-failure.ts';

const startsWithin = 30_000;

/** The first line the emulator prints, which only the process we started can print. */
async function announcedUrl(emulator: LeashedProcess): Promise<string | undefined> {
  const deadline = performance.now() + startsWithin;
  while (performance.now() < deadline && !emulator.hasExited()) {
    const url = /^pki-emulator listening on (\S+)$/m.exec(emulator.output())?.[1];
    if (url) return url;
    await delay(50);
  }
  return undefined;
}

/** Starts the PKI emulator beside MiniStack, to whose EventBridge it publishes. */
export async function startEmulator(
  port: number,
  cloudEndpoint: string,
  folder: RunFolder,
  script = inProject('local', 'pki-emulator', 'bin', 'pki-emulator.mjs'),
): Promise<{ emulator: LeashedProcess; url: string }> {
  const options = ['--port', String(port), '--host', '127.0.0.1', '--cloud-endpoint', cloudEndpoint];
  const emulator = startLeashed({
    name: 'The PKI emulator',
    command: process.execPath,
    args: [script, ...options],
    env: withoutAwsSettings(),
    logFile: folder.logFile('pki-emulator'),
  });
  const url = await announcedUrl(emulator);
  if (url) return { emulator, url };
  await emulator.stop();
  throw new ServiceFailure(emulator, 'did not start');
}
