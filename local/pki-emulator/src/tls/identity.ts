import { readFileSync } from 'node:fs';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { throwAwayIdentity } from './throw-away-authority.ts';

/** What a TLS server shows and proves. PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** The CA that clients are to trust, where the emulator made it. */
  readonly authority: string | undefined;
}

/** Files with a certificate (its chain after it) and its key, PEM. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/**
 * The identity of a TLS listener: that of the files given, else one of a CA made for this run.
 *
 * @throws Error naming the file that cannot be used; never its content
 */
export async function tlsIdentityFor(host: string, files: TlsFiles | undefined): Promise<TlsIdentity> {
  if (!files) return throwAwayIdentity(host);
  const certificate = read(files.certificateFile);
  const key = read(files.keyFile);
  if (!fits(certificate, key)) {
    throw new Error(`${files.certificateFile} and ${files.keyFile} are no PEM certificate and its unencrypted key`);
  }
  return { certificate, key, authority: undefined };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, { cause: error });
  }
}

function fits(certificate: string, key: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
