import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentFor, newFolder, NOTHING_ELSE, script } from './venv.ts';

const EMULATOR = join(__dirname, '..', '..', '..', 'local', 'pki-emulator');
const README = readFileSync(join(EMULATOR, 'README.md'), 'utf8');

/** The fenced examples of a language. */
const examples = (language: string): string[] =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

let child: ChildProcessWithoutNullStreams;
/** What the command prints for the environment, and nothing else but the PATH. */
let env: Record<string, string>;
beforeAll(async () => {
  child = spawn(process.execPath, [join(EMULATOR, 'bin', 'pki-emulator.mjs'), '--port', '0']);
  const printed: string[] = [];
  await new Promise<void>((resolve) =>
    createInterface(child.stdout).on('line', (line) => {
      printed.push(line);
      if (line.startsWith('export AWS_DEFAULT_REGION')) resolve();
    }),
  );
  const exported = printed.flatMap((line) => [/^export (\w+)=(.*)$/.exec(line)?.slice(1) ?? []]);
  const { PATH = '' } = environmentFor('', '');
  env = { PATH, ...NOTHING_ELSE, ...(Object.fromEntries(exported.filter((pair) => pair.length > 0)) as object) };
});
afterAll(() => child.kill());

test('each example for a shell runs as it stands, with the printed environment, one after the other', async () => {
  const folder = newFolder();
  const all = examples('sh');
  expect(all.length).toBeGreaterThan(0);
  const last = await script(all.join('\n'), env, folder);
  expect(last).toContain(':certificate/');
});

test('the boto3 client of the example lists the CAs of its account', async () => {
  const client = /`(boto3\.client\([^`]*\))`/.exec(README)?.[1] ?? '';
  expect(client).toContain('endpoint_url="http://127.0.0.1:4580"');
  const here = client.replace('http://127.0.0.1:4580', env['AWS_ENDPOINT_URL_ACM_PCA'] ?? '');
  const answer = await script(
    `python -c '
import boto3
print(${here}.list_certificate_authorities()["CertificateAuthorities"])'`,
    env,
  );
  expect(answer.trim()).toBe('[]');
});

test('every example for Python runs as it stands, but for the address', async () => {
  for (const text of examples('python')) {
    const here = text.replaceAll('http://127.0.0.1:4580', env['AWS_ENDPOINT_URL_ACM_PCA'] ?? '');
    await script(`python - <<'EXAMPLE'\n${here}\nEXAMPLE`, env);
  }
});
