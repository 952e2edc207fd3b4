import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import { boundedContents, boundedOwner } from '../../core/domain/inventory/bounded.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { AuthorityInventory, Inventory, Page } from '../../core/sweep/ports.ts';
import { Hooked } from './hooked.ts';
import { copyOf, pageAfter } from './sweep-pages.ts';

type Versioned = Pick<CertificateRecord, 'version' | 'readAt'>;

const instant = (time: string): number => Date.parse(time);

/** On top of the version before, and not read before it. */
const fits = (before: Versioned | undefined, next: Versioned): boolean =>
  next.version === (before?.version ?? 0) + 1 &&
  (before === undefined || instant(before.readAt) <= instant(next.readAt));

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? '';

/** What has no end sorts last. */
const endKey = ({ notAfter, arn }: CertificateRecord): string =>
  `${notAfter === undefined ? '~' : new Date(notAfter).toISOString()}#${arn}`;

/** The inventory of certificates, in this process. tests/journeys/sweep-stores.test.ts shows that the real one does the same. */
export class FakeInventory extends Hooked implements Inventory {
  readonly records = new Map<string, CertificateRecord>();
  readonly #pageSize: number;

  constructor(pageSize = 500) {
    super();
    this.#pageSize = pageSize;
  }

  recordsOf(arns: readonly string[]): Promise<ReadonlyMap<string, CertificateRecord>> {
    return this.called('inventory.recordsOf', () => {
      const found = arns.flatMap((arn) => this.records.get(arn) ?? []);
      return new Map(found.map((record) => [record.arn, copyOf(record)]));
    });
  }

  keep(records: readonly CertificateRecord[]): Promise<readonly string[]> {
    return this.called('inventory.keep', () => records.filter((each) => !this.#keepOne(each)).map(({ arn }) => arn));
  }

  ofPlace(account: string, region: string, after?: string): Promise<Page<CertificateRecord>> {
    const there = (record: CertificateRecord): boolean =>
      record.account === account && record.region === region && record.goneAt === undefined;
    return this.#page('inventory.ofPlace', there, ({ arn }) => arn, after);
  }

  ofAuthority(authorityArn: string, until?: string, after?: string): Promise<Page<CertificateRecord>> {
    const its = ({ authorityArn: authority, notAfter }: CertificateRecord): boolean =>
      authority === authorityArn &&
      (until === undefined || (notAfter !== undefined && instant(notAfter) <= instant(until)));
    return this.#page('inventory.ofAuthority', its, endKey, after);
  }

  ofOwner(owner: string, after?: string): Promise<Page<CertificateRecord>> {
    const theirs = (record: CertificateRecord): boolean =>
      record.owner !== undefined && record.owner.name !== '' && record.owner.name === boundedOwner(owner);
    return this.#page('inventory.ofOwner', theirs, endKey, after);
  }

  expiring(from: string, to: string, after?: string): Promise<Page<CertificateRecord>> {
    const then = ({ notAfter }: CertificateRecord): boolean =>
      notAfter !== undefined && instant(notAfter) >= instant(from) && instant(notAfter) <= instant(to);
    return this.#page('inventory.expiring', then, endKey, after);
  }

  #keepOne(given: CertificateRecord): boolean {
    const record = copyOf(boundedContents(given));
    const before = this.records.get(record.arn);
    if (!fits(before, record)) return same(before, record);
    this.records.set(record.arn, record);
    return true;
  }

  #page(
    call: string,
    wanted: (record: CertificateRecord) => boolean,
    keyOf: (record: CertificateRecord) => string,
    after: string | undefined,
  ): Promise<Page<CertificateRecord>> {
    return this.called(call, () => {
      const found = [...this.records.values()].filter(wanted);
      return pageAfter(
        found.map((record) => [keyOf(record), record] as const),
        after,
        this.#pageSize,
      );
    });
  }
}

/** The inventory of CAs, in this process. */
export class FakeAuthorityInventory extends Hooked implements AuthorityInventory {
  readonly records = new Map<string, AuthorityRecord>();

  authorityRecords(): Promise<readonly AuthorityRecord[]> {
    return this.called('authorityInventory.authorityRecords', () => [...this.records.values()].map(copyOf));
  }

  authorityRecord(arn: string): Promise<AuthorityRecord | undefined> {
    return this.called('authorityInventory.authorityRecord', () => {
      const record = this.records.get(arn);
      return record && copyOf(record);
    });
  }

  keepAuthority(given: AuthorityRecord): Promise<boolean> {
    return this.called('authorityInventory.keepAuthority', () => {
      const record = copyOf(given);
      const before = this.records.get(record.arn);
      if (!fits(before, record)) return same(before, record);
      this.records.set(record.arn, record);
      return true;
    });
  }
}
