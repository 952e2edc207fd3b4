import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { parseAuthorityArn } from '../core/domain/arn.ts';
import type { RegionCertificatesPorts } from '../core/gathering/region-certificates.ts';

type Memory = RegionCertificatesPorts['memory'];

/** Used by `--no-cache`: every audit asks for each private certificate's CA. */
export const NOTHING_REMEMBERED: Memory = {
  authoritiesOf: () => Promise.resolve(new Map()),
  rememberAuthorities: () => Promise.resolve(),
};

/** An entry has about 100 bytes: five megabytes. Beyond it those go first that no audit has used for longest. */
export const MOST_REMEMBERED = 50_000;

/** Descriptions come ten a second; the file is not written more often than this. */
const WRITE_MILLISECONDS = 2000;

const FILE_VERSION = 1;

/** CAs once, certificates by the place of their CA in that list, the least recently used first. */
const fileShape = z.object({
  version: z.literal(FILE_VERSION),
  authorities: z.array(z.string()),
  certificates: z.record(z.string(), z.number()),
});

/**
 * The CA of each certificate that an audit has described, in a file of the user's. It never changes for an ARN, and only the
 * description of a certificate tells it: one call each that the next audit need not make. A file that is broken counts as
 * empty, one that can't be written as none.
 */
export class RememberedAuthorities implements Memory {
  readonly #file: string;
  readonly #most: number;
  #known: Map<string, string> | undefined;
  #isChanged = false;
  #writtenAt = -Infinity;

  constructor(folder: string, most = MOST_REMEMBERED) {
    this.#file = join(folder, 'certificate-authorities.json');
    this.#most = most;
  }

  authoritiesOf(certificateArns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = this.#load();
    const found = certificateArns.flatMap((arn): [string, string][] => {
      const authorityArn = known.get(arn);
      return authorityArn === undefined ? [] : [[arn, authorityArn]];
    });
    this.#keep(found);
    return Promise.resolve(new Map(found));
  }

  rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void> {
    this.#keep(authorities);
    if (performance.now() - this.#writtenAt > WRITE_MILLISECONDS) this.save();
    return Promise.resolve();
  }

  /**
   * Writes what is not written yet: the whole file at once, with what another audit may have written meanwhile.
   * @returns why it can't be written; undefined: it is
   */
  save(): string | undefined {
    if (!this.#isChanged) return undefined;
    const all = new Map(readEntries(this.#file));
    for (const [arn, authorityArn] of this.#load()) moveToEnd(all, arn, authorityArn);
    try {
      writeWhole(this.#file, fileOf([...all].slice(-this.#most)));
      this.#isChanged = false;
      this.#writtenAt = performance.now();
      return undefined;
    } catch (error) {
      this.#writtenAt = Infinity; // it would fail again and again
      return error instanceof Error ? error.message : String(error);
    }
  }

  #load(): Map<string, string> {
    this.#known ??= new Map(readEntries(this.#file));
    return this.#known;
  }

  #keep(entries: Iterable<readonly [string, string]>): void {
    for (const [arn, authorityArn] of entries) {
      moveToEnd(this.#load(), arn, authorityArn);
      this.#isChanged = true;
    }
  }
}

function moveToEnd(entries: Map<string, string>, arn: string, authorityArn: string): void {
  entries.delete(arn);
  entries.set(arn, authorityArn);
}

/** What stands in the file and can be true; anybody may have edited it. */
function readEntries(file: string): readonly (readonly [string, string])[] {
  const { authorities, certificates } = readShape(file);
  return Object.entries(certificates).flatMap(([arn, index]) => {
    const authorityArn = authorities[index];
    return authorityArn !== undefined && fits(authorityArn, arn) ? [[arn, authorityArn] as const] : [];
  });
}

function readShape(file: string): Pick<z.infer<typeof fileShape>, 'authorities' | 'certificates'> {
  try {
    return fileShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { authorities: [], certificates: {} }; // not there, or broken: the next write replaces it
  }
}

/** ACM uses no CA of another region. */
function fits(authorityArn: string, certificateArn: string): boolean {
  try {
    return parseAuthorityArn(authorityArn).region === certificateArn.split(':')[3];
  } catch {
    return false;
  }
}

function fileOf(entries: readonly (readonly [string, string])[]): string {
  const authorities = [...new Set(entries.map(([, authorityArn]) => authorityArn))];
  const places = new Map(authorities.map((arn, index) => [arn, index]));
  const certificates = Object.fromEntries(entries.map(([arn, authorityArn]) => [arn, places.get(authorityArn)]));
  return JSON.stringify({ version: FILE_VERSION, authorities, certificates });
}

/** Readers see the old file or the new one, never half of it; only the user does. */
function writeWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    chmodSync(draft, 0o600); // the mode counts for new files only
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
