import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseCommandLine } from '../../local/pki-emulator/src/command-line.ts';
import { startEmulator } from '../../local/pki-emulator/src/index.ts';
import { prepared, send } from './kit/create-session.ts';
import { freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, foreignlySigned, newCsr } from './kit/openssl.ts';
import { newSetting, workload } from './kit/roles-anywhere.ts';

const BIN = join(__dirname, '../../local/pki-emulator/bin/pki-emulator.mjs');

/** The status of a GET over TLS by a client that trusts one CA, or why it did not trust. */
const asked = (url: string, ca: string): Promise<number | string | undefined> =>
  new Promise((resolve) => {
    get(`${url}/_emulator/health`, { ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });

test('without a TLS port there is none', async () => {
  const emulator = await startEmulator();
  expect([emulator.tlsUrl, emulator.tlsAuthority]).toEqual([undefined, undefined]);
  await emulator.stop();
});

test('a client that trusts the throw-away CA gets a session over TLS, by address and by name; another does not connect', async () => {
  const emulator = await startEmulator({ tlsPort: 0, settleMilliseconds: 0 });
  const { tlsUrl = '', tlsAuthority = '' } = emulator;
  const bench = { ...(await startBench()), url: emulator.url };
  const setting = await newSetting(bench, freshAccount());
  const robot = workload({ by: setting.authority });
  for (const url of [tlsUrl, tlsUrl.replace('127.0.0.1', 'localhost')]) {
    const answer = await send(url, prepared(url, robot, setting.request), tlsAuthority);
    expect(answer.status).toBe(201);
  }
  expect(await asked(tlsUrl, foreignAuthority().pem)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  await emulator.stop();
  await bench.stop();
});

test('each run has a CA of its own', async () => {
  const emulators = await Promise.all([startEmulator({ tlsPort: 0 }), startEmulator({ tlsPort: 0 })]);
  const [first, second] = emulators.map(({ tlsAuthority }) => tlsAuthority);
  expect(first).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  expect(first).not.toBe(second);
  await Promise.all(emulators.map((emulator) => emulator.stop()));
});

test('a certificate and a key of one’s own are shown; what does not fit together is refused by file', async () => {
  const authority = foreignAuthority();
  const { csr, key } = newCsr();
  const certificateFile = fileOf(foreignlySigned(csr, authority, ['subjectAltName=IP:127.0.0.1']));
  const emulator = await startEmulator({ tlsPort: 0, tlsFiles: { certificateFile, keyFile: fileOf(key) } });
  expect(emulator.tlsAuthority).toBeUndefined();
  expect(await asked(emulator.tlsUrl ?? '', authority.pem)).toBe(200);
  await emulator.stop();
  const other = { certificateFile, keyFile: fileOf(newCsr().key) };
  await expect(startEmulator({ tlsPort: 0, tlsFiles: other })).rejects.toThrow(
    /are no PEM certificate and its unencrypted key/,
  );
  const missing = { certificateFile: '/nowhere.pem', keyFile: fileOf(key) };
  await expect(startEmulator({ tlsPort: 0, tlsFiles: missing })).rejects.toThrow('/nowhere.pem cannot be read: ENOENT');
});

test('where the TLS port is taken nothing listens', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  await expect(startEmulator({ tlsPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await new Promise((resolve) => taken.close(resolve));
});

test.each([
  ['a CA file without a port', ['--tls-ca-file', 'x'], /need --tls-port/],
  ['a certificate without its key', ['--tls-port', '0', '--tls-certificate', 'x'], /given together/],
  [
    'a CA file beside a certificate',
    ['--tls-port', '0', '--tls-certificate', 'x', '--tls-key', 'x', '--tls-ca-file', 'x'],
    /no --tls-certificate/,
  ],
  ['a port that is none', ['--tls-port', 'x'], /--tls-port takes a whole number/],
])('the command refuses %s', (_, args, message) => {
  expect(() => parseCommandLine(args)).toThrow(message);
});

test('the command prints where it speaks TLS, after its first line, and writes the CA into a file', async () => {
  const file = fileOf('');
  const child = spawn(process.execPath, [BIN, '--port', '0', '--tls-port', '0', '--tls-ca-file', file]);
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('export PKI_EMULATOR_TLS_CA_FILE')) break;
  }
  expect(lines[0]).toMatch(/^pki-emulator listening on http:/);
  expect(lines).toContain(`export PKI_EMULATOR_TLS_CA_FILE=${file}`);
  const url = lines.map((line) => /^export PKI_EMULATOR_TLS_URL=(.+)$/.exec(line)?.[1]).find(Boolean) ?? '';
  expect(await asked(url, readFileSync(file, 'utf8'))).toBe(200);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
});
