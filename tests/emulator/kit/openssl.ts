import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'pki-emulator-tests-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a text, or bytes, to a file openssl can read. */
export function fileOf(text: string | Buffer): string {
  const path = join(folder, `${++files}.pem`);
  writeFileSync(path, text);
  return path;
}

/** Runs openssl; throws what it says on stderr when it refuses. */
export const openssl = (...args: string[]): string =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

export interface RequestedCsr {
  readonly csr: string;
  readonly key: string;
}

export interface CsrWish {
  /** Lines of an openssl `[dn]` section; empty for no subject. */
  readonly subject?: readonly string[];
  readonly names?: string;
  /** `ec` (P-256), `rsa` (2048), or what openssl takes: `rsa:1024`, `secp521r1`. */
  readonly key?: string;
  readonly extensions?: readonly string[];
  readonly stringMask?: string;
  /** How the lines of `subject` are encoded. */
  readonly encoding?: 'utf8' | 'latin1';
}

const ENCODINGS = { utf8: 'utf8=yes', latin1: 'utf8=no' };

/** A CSR and its key, made by openssl. */
export function newCsr(wish: CsrWish = {}): RequestedCsr {
  const {
    subject = ['CN=leaf.example.com'],
    names,
    key = 'ec',
    extensions = [],
    stringMask = 'utf8only',
    encoding = 'latin1',
  } = wish;
  const asked = [...(names ? [`subjectAltName=${names}`] : []), ...extensions];
  const config = [
    '[req]',
    'prompt=no',
    `string_mask=${stringMask}`,
    ENCODINGS[encoding],
    'distinguished_name=dn',
    ...(asked.length > 0 ? ['req_extensions=ext'] : []),
    '[dn]',
    ...subject,
    '[ext]',
    ...asked,
  ].join('\n');
  const keyFile = fileOf('');
  const known: Record<string, string> = { ec: 'P-256', rsa: 'rsa:2048' };
  const shape = known[key] ?? key;
  const kind = shape.startsWith('rsa') ? [shape] : ['ec', '-pkeyopt', `ec_paramgen_curve:${shape}`];
  const empty = subject.length === 0 ? ['-subj', '/'] : [];
  const csr = openssl(
    'req',
    '-new',
    '-newkey',
    ...kind,
    '-nodes',
    '-keyout',
    keyFile,
    '-config',
    fileOf(config),
    ...empty,
  );
  return { csr, key: readFileSync(keyFile, 'utf8') };
}

/** Does openssl accept `leaf` with these intermediates under this root? Returns its complaint when not. */
export function verifies(leaf: string, intermediates: string, root: string, at: Date = new Date()): string {
  const untrusted = intermediates.trim() === '' ? [] : ['-untrusted', fileOf(intermediates)];
  const time = ['-attime', String(Math.floor(at.getTime() / 1000))];
  const args = ['verify', '-x509_strict', ...time, '-CAfile', fileOf(root), ...untrusted, fileOf(leaf)];
  const { status, stderr, stdout } = spawnSync('openssl', args, { encoding: 'utf8' });
  return status === 0 ? 'OK' : `${stdout}${stderr}`;
}

/** What `openssl x509 -text` prints. */
export const certificateText = (pem: string): string => openssl('x509', '-in', fileOf(pem), '-noout', '-text');

export interface MadeAuthority {
  readonly pem: string;
  readonly key: string;
}

const NEW_KEY = { ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], rsa: ['rsa:2048'] } as const;

/** A self-signed CA outside the emulator. */
export function foreignAuthority(commonName = 'Foreign Root', key: keyof typeof NEW_KEY = 'ec'): MadeAuthority {
  const keyFile = fileOf('');
  const pem = openssl(
    ...['req', '-x509', '-new', '-newkey', ...NEW_KEY[key], '-nodes'],
    ...['-keyout', keyFile, '-days', '3650', '-subj', `/CN=${commonName}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  );
  return { pem, key: readFileSync(keyFile, 'utf8') };
}

const withRsaKeys = new Map<string, MadeAuthority>();

/** An EC CA, or one of the same name with an RSA key, where that is what keys of `key` need: ACM takes no other. */
export function fittingAuthority(by: MadeAuthority, key: string): MadeAuthority {
  if (!key.startsWith('rsa')) return by;
  const name = openssl('x509', '-in', fileOf(by.pem), '-noout', '-subject', '-nameopt', 'multiline');
  const made = withRsaKeys.get(by.pem) ?? foreignAuthority(/commonName\s+= (.*)/.exec(name)?.[1], 'rsa');
  withRsaKeys.set(by.pem, made);
  return made;
}

/** Signs a CSR with a foreign CA. */
export function foreignlySigned(csr: string, by: MadeAuthority, extensions: readonly string[], days = 365): string {
  const config = fileOf(['[ext]', ...extensions].join('\n'));
  return openssl(
    ...[
      'x509',
      '-req',
      '-in',
      fileOf(csr),
      '-CA',
      fileOf(by.pem),
      '-CAkey',
      fileOf(by.key),
      '-set_serial',
      String(++files),
    ],
    ...['-days', String(days), '-extfile', config, '-extensions', 'ext'],
  );
}
