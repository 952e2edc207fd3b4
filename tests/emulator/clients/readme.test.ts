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

/** A program that no package registry has: its examples are for whoever has it. */
const NOT_HERE = 'aws_signing_helper';

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
  const all = examples('sh').filter((text) => !text.includes(NOT_HERE));
  expect(all.length).toBeGreaterThan(1);
  const last = await script(all.join('\n'), env, folder);
  expect(last).toContain(':certificate/');
  expect(last).toContain('"awsAccountId"');
});

test('the boto3 client of the text lists the CAs of its account, and each example for Python runs as it stands', async () => {
  const client = /`(boto3\.client\([^`]*\))`/.exec(README)?.[1] ?? '';
  const listing = `import boto3\nprint(${client}.list_certificate_authorities()["CertificateAuthorities"])`;
  const here = [listing, ...examples('python')].map((text) =>
    text.replaceAll('http://127.0.0.1:4580', env['AWS_ENDPOINT_URL_ACM_PCA'] ?? ''),
  );
  const [listed] = await Promise.all(here.map((text) => script(`python - <<'EXAMPLE'\n${text}\nEXAMPLE`, env)));
  expect(listed?.trim()).toBe('[]');
});
