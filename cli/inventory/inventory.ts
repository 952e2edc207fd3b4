import type { CoverageFinding } from '../../core/domain/findings/coverage-finding.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { Inventory, Page } from '../../core/sweep/ports.ts';

/** Which certificates are wanted; all that is named must fit. */
export interface InventoryFilter {
  readonly account?: string;
  readonly region?: string;
  readonly owner?: string;
  /** The ARN of a CA. */
  readonly authority?: string;
  /** ISO 8601; what ends then is not meant. */
  readonly expiresBefore?: string;
  /** What vanished instead of what is there. */
  readonly gone: boolean;
}

export interface InventoryPorts {
  readonly inventory: Pick<Inventory, 'ofPlace' | 'ofAuthority' | 'ofOwner' | 'expiring'>;
  readonly listing: {
    certificates(): AsyncIterable<readonly CertificateRecord[]>;
    goneCertificates(): AsyncIterable<readonly CertificateRecord[]>;
  };
}

/** What the last sweeps could not read there: what is listed may not be all there is. */
export interface Unlisted {
  readonly subject: string;
  readonly message: string;
}

/** ACM began in 2016, Private CA in 2018: nothing that either holds ended before. */
const EARLIEST_END = '2016-01-01T00:00:00.000Z';

/** The certificates that fit, page by page, by the shortest way there is. */
export async function* certificatesThat(
  ports: InventoryPorts,
  filter: InventoryFilter,
): AsyncGenerator<readonly CertificateRecord[]> {
  for await (const page of pagesFor(ports, filter)) {
    const fitting = page.filter((record) => fits(record, filter));
    if (fitting.length > 0) yield fitting;
  }
}

function pagesFor({ inventory, listing }: InventoryPorts, filter: InventoryFilter) {
  const { account, region, owner, authority, expiresBefore, gone } = filter;
  if (owner !== undefined) return paged((after) => inventory.ofOwner(owner, after));
  if (authority !== undefined) return paged((after) => inventory.ofAuthority(authority, expiresBefore, after));
  if (account !== undefined && region !== undefined && !gone)
    return paged((after) => inventory.ofPlace(account, region, after));
  if (expiresBefore !== undefined) return paged((after) => inventory.expiring(EARLIEST_END, expiresBefore, after));
  return gone ? listing.goneCertificates() : listing.certificates();
}

async function* paged(
  read: (after?: string) => Promise<Page<CertificateRecord>>,
): AsyncGenerator<readonly CertificateRecord[]> {
  let after: string | undefined;
  do {
    const page = await read(after);
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

function fits(record: CertificateRecord, filter: InventoryFilter): boolean {
  const { account, region, owner, authority, expiresBefore, gone } = filter;
  const wanted: readonly (readonly [unknown, unknown])[] = [
    [account, record.account],
    [region, record.region],
    [owner, record.owner?.name],
    [authority, record.authorityArn],
  ];
  if (wanted.some(([asked, is]) => asked !== undefined && asked !== is)) return false;
  if ((record.goneAt !== undefined) !== gone) return false;
  return (
    expiresBefore === undefined ||
    (record.notAfter !== undefined && Date.parse(record.notAfter) < Date.parse(expiresBefore))
  );
}

/** What of the gaps concerns what was asked for. */
export const unlistedIn = (
  findings: readonly CoverageFinding[],
  { account, region }: InventoryFilter,
): readonly Unlisted[] =>
  findings
    .filter(({ state, code }) => state === 'OPEN' && code !== 'SweepMissed')
    .filter((finding) => finding.account === undefined || account === undefined || finding.account === account)
    .filter((finding) => finding.region === undefined || region === undefined || finding.region === region)
    .map(({ subject, message }) => ({ subject, message }));
