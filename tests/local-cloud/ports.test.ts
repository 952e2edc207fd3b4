import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { region } from '../../local/cloud/accounts.ts';
import { startCloud } from '../../local/cloud/cloud.ts';
import { startMiniStack } from '../../local/cloud/ministack.ts';
import { choosePort, isFree } from '../../local/cloud/ports.ts';
import { inProject } from '../../local/cloud/project-root.ts';
import { createRunFolder } from '../../local/cloud/run-folder.ts';

const listening: Server[] = [];

/** Somebody else's server, which answers a health question as MiniStack would. */
async function stranger(port: number, host: string): Promise<number> {
  const server = createServer((_, response) => response.end('{"edition":"light"}'));
  await new Promise<void>((resolve) => server.listen({ port, host }, resolve));
  listening.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of listening.splice(0)) await new Promise((resolve) => server.close(resolve));
});

test.each(['127.0.0.1', '0.0.0.0'])('a port busy on %s is not free, and another one is announced', async (host) => {
  const busy = await stranger(0, host);
  const said: string[] = [];
  expect(await isFree(busy)).toBe(false);
  const port = await choosePort(busy, (line) => said.push(line));
  expect(port).not.toBe(busy);
  expect(said).toEqual([`port ${busy} is busy; using ${port}`]);
});

test('a free preferred port is taken without a word', async () => {
  const free = await choosePort(0, () => undefined);
  const said: string[] = [];
  expect(await choosePort(free, (line) => said.push(line))).toBe(free);
  expect(said).toEqual([]);
});

test('a stranger that answers on the port is not taken for MiniStack', async () => {
  const port = await stranger(0, '127.0.0.1');
  const folder = createRunFolder(new Date());
  const start = startMiniStack({ port, region, waitScale: 1 }, folder);
  await expect(start).rejects.toThrow(/MiniStack did not start\.[^]+already in use/);
  folder.dropData();
});

test('with both preferred ports busy, the cloud starts on others and says so', async () => {
  for (const port of [4566, 4577]) if (await isFree(port)) await stranger(port, '127.0.0.1');
  const said: string[] = [];
  const emulatorScript = inProject('tests', 'local-cloud', 'fixtures', 'stand-in-emulator.mjs');
  const cloud = await startCloud({ region, emulatorScript, log: (line) => said.push(line) });
  try {
    expect(said.map((line) => line.replace(/\d+$/, 'N'))).toEqual([
      'port 4566 is busy; using N',
      'port 4577 is busy; using N',
    ]);
    expect(said[0]).toContain(new URL(cloud.endpoint).port);
    expect(said[1]).toContain(new URL(cloud.emulatorUrl).port);
  } finally {
    await cloud.stop();
  }
});
