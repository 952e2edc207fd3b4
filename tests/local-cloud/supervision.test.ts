import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isFree } from '../../local/cloud/ports.ts';
import { inProject } from '../../local/cloud/project-root.ts';
import { becomes, processesOfGroup } from './processes.ts';

interface Kept {
  owner: ChildProcess;
  lines: string[];
  ended: Promise<unknown[]>;
  ministack: number;
  groups: number[];
  ports: number[];
}

async function keepCloud(): Promise<Kept> {
  const script = inProject('tests', 'local-cloud', 'fixtures', 'keep-cloud.ts');
  const owner = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(owner, 'exit');
  const lines: string[] = [];
  const output = createInterface(owner.stdout);
  output.on('line', (line) => lines.push(line));
  await once(output, 'line');
  const { endpoint, emulatorUrl, groups } = JSON.parse(lines[0] ?? '') as {
    endpoint: string;
    emulatorUrl: string;
    groups: [number, number];
  };
  const ports = [endpoint, emulatorUrl].map((url) => Number(new URL(url).port));
  return { owner, lines, ended, ministack: groups[0], groups, ports };
}

const nothingRemains = ({ groups, ports }: Kept): Promise<boolean> =>
  becomes(
    async () =>
      groups.every((group) => processesOfGroup(group).length === 0) &&
      (await Promise.all(ports.map(isFree))).every(Boolean),
  );

describe('whatever ends the local cloud, no process and no busy port remains', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('%s of its owner', async (signal) => {
    const kept = await keepCloud();
    // MiniStack and the function's process under it.
    expect(processesOfGroup(kept.ministack).length).toBeGreaterThanOrEqual(2);
    kept.owner.kill(signal);
    await kept.ended;
    expect(await nothingRemains(kept)).toBe(true);
  });

  test('a MiniStack that dies is named with its last lines', async () => {
    const kept = await keepCloud();
    process.kill(kept.ministack, 'SIGKILL');
    const [code] = await kept.ended;
    expect(code).toBe(1);
    expect(kept.lines.join('\n')).toMatch(/MiniStack was ended by SIGKILL\. Its last lines:[^]+Ready[^]+Full log: /);
    expect(await nothingRemains(kept)).toBe(true);
  });

  test('an emulator that dies is named, too', async () => {
    const kept = await keepCloud();
    process.kill(kept.groups[1] ?? 0, 'SIGKILL');
    const [code] = await kept.ended;
    expect(code).toBe(1);
    expect(kept.lines.join('\n')).toContain('The PKI emulator was ended by SIGKILL');
    expect(await nothingRemains(kept)).toBe(true);
  });
});
