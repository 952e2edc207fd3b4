import { unknown, type Unreadable } from '../../core/domain/fact.ts';
import type { CertificateFinding, CertificateFindingChange } from '../../core/domain/findings/certificate-finding.ts';
import type {
  AccountDirectory,
  MemberAccount,
  OpenFindings,
  SharedReadings,
  SweepFiles,
} from '../../core/sweep/ports.ts';
import { aCertificateFinding } from './certificates.ts';
import { aPlace } from './inventory.ts';
import { anotherAccount, times } from './sweep-inventory-contract.ts';

let sweeps = 0;

/** Each test works on a sweep of its own. */
export const anotherSweep = (): string => `sweep-${(sweeps += 1)}`;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const denied = (message: string, operation = 'acm:ListCertificates'): Unreadable => ({
  kind: 'access-denied',
  operation,
  account: anotherAccount(),
  message,
});

/** Findings that are written, and those that are open. */
export interface FindingsUnderTest {
  readonly open: OpenFindings;
  readonly write: (change: CertificateFindingChange) => Promise<void>;
}

/** What holds for the listing of what is open. */
export function openFindingsHold(make: () => FindingsUnderTest): void {
  const about = (certificateArn: string, different: Partial<CertificateFinding> = {}): CertificateFindingChange => ({
    finding: aCertificateFinding({ certificateArn, account: certificateArn.split(':')[4] ?? '', ...different }),
    notice: 'opened',
  });

  test('a finding is listed at the place of its certificate as long as it is open', async () => {
    const { open, write } = make();
    const account = anotherAccount();
    const acm = `arn:aws:acm:eu-west-1:${account}:certificate/1`;
    const issued = `arn:aws:acm-pca:eu-west-1:${account}:certificate-authority/11111111-2222-3333-4444-555555555555/certificate/0a`;
    const server = `arn:aws:iam::${account}:server-certificate/web`;
    const elsewhere = `arn:aws:acm:us-east-1:${account}:certificate/2`;
    for (const arn of [acm, issued, server, elsewhere]) await write(about(arn));
    const at = async (region: string) =>
      (await open.openCertificateFindings(account, region)).map(({ certificateArn }) => certificateArn);
    expect(await at('eu-west-1')).toEqual([issued, acm].toSorted());
    expect(await at('us-east-1')).toEqual([elsewhere]);
    expect(await at('global')).toEqual([server]);
    expect(await open.openCertificateFindings(anotherAccount(), 'eu-west-1')).toEqual([]);
    await write(about(acm, { version: 2, state: 'RESOLVED', resolution: 'mended' }));
    expect(await at('eu-west-1')).toEqual([issued]);
    const again = about(acm, { version: 3, code: 'RenewalFailed' });
    await write(again);
    expect(await open.openCertificateFindings(account, 'eu-west-1')).toContainEqual(again.finding);
  });
}

/** What holds for readings that scans share. @param make what one process has of them: two share what is kept */
export function readingsHold(make: () => SharedReadings): void {
  test('of ten that come at once one reads, and all have what it read', async () => {
    const [id, throttled] = [anotherSweep(), unknown(denied('Rate exceeded'))];
    let reads = 0;
    const read = async () => {
      await pause(20);
      return { reads: (reads += 1), nothing: undefined, fact: throttled };
    };
    const all = await Promise.all(times(10, () => make().once(id, 'arn:a', read)));
    expect(all).toStrictEqual(times(10, () => ({ reads: 1, fact: throttled })));
    expect(await make().once(id, 'arn:a', read)).toStrictEqual(all[0]);
    expect(reads).toBe(1);
  });

  test('each sweep reads anew, and each key', async () => {
    const shared = make();
    const [one, other] = [anotherSweep(), anotherSweep()];
    const value = (sweepId: string, key: string, text: string) =>
      shared.once(sweepId, key, () => Promise.resolve({ text }));
    expect(await value(one, 'a', 'first')).toEqual({ text: 'first' });
    expect(await value(one, 'b', 'second')).toEqual({ text: 'second' });
    expect(await value(other, 'a', 'third')).toEqual({ text: 'third' });
    expect(await value(one, 'a', 'fourth')).toEqual({ text: 'first' });
  });

  test('whoever fails to read is told why, and the next one reads', async () => {
    const id = anotherSweep();
    const failed = make().once(id, 'a', () => Promise.reject(new Error('out of order')));
    await expect(failed).rejects.toThrow('out of order');
    expect(await make().once(id, 'a', () => Promise.resolve({ text: 'read' }))).toEqual({ text: 'read' });
  });

  test('nobody changes what others have', async () => {
    const [shared, id] = [make(), anotherSweep()];
    const read = () => shared.once(id, 'a', () => Promise.resolve({ list: ['kept'] }));
    (await read()).list.push('changed');
    expect(await read()).toEqual({ list: ['kept'] });
  });
}

/** A bucket of sweeps, and what stands in it. */
export interface FilesUnderTest {
  readonly files: SweepFiles;
  readonly textAt: (key: string) => Promise<string>;
}

async function allIn<T>(found: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const each of found) all.push(each);
  return all;
}

/** What holds for the files of sweeps. */
export function filesHold(make: () => FilesUnderTest): void {
  test('the work list and the parts of the report are found where they were said to be', async () => {
    const { files, textAt } = make();
    const id = anotherSweep();
    const places = [aPlace(), aPlace({ region: 'us-east-1' })];
    const key = await files.putWorkList(id, 'places', places);
    expect(key).toMatch(/^sweep\//);
    expect(JSON.parse(await textAt(key))).toEqual(places);
    expect(await files.workList(id, 'places')).toEqual(places);
    expect(await files.workList(id, 'authorities')).toEqual([]);
    const report = await files.putReport(id, 'certificates/0001.jsonl', '{"a":"ü"}\n');
    const parts: string[] = [];
    for await (const text of files.reports(id, 'certificates')) parts.push(text);
    expect(parts).toEqual(['{"a":"ü"}\n']);
    expect(report).toMatch(/^report\/.*\/certificates\/0001\.jsonl$/);
    expect(await textAt(report)).toBe('{"a":"ü"}\n');
    await files.putReport(id, 'certificates/0000.jsonl', '{}\n');
    await files.putReport(id, 'certificates-of-others.jsonl', 'x');
    expect(await allIn(files.reports(id, 'certificates'))).toEqual(['{}\n', '{"a":"ü"}\n']);
    expect(await allIn(files.reports(id, 'nothing'))).toEqual([]);
  });

  test('what a listing had comes back in its order, however many pages, each as it was written last', async () => {
    const { files } = make();
    const [id, place] = [anotherSweep(), aPlace()];
    const pages = times(12, (index) => [`arn:${index}`, `arn:${index}b`]);
    for (const [index, arns] of [...pages.entries()].reverse())
      await files.putSeen(id, place, index + 1, ['arn:old', ...arns]);
    for (const [index, arns] of pages.entries()) await files.putSeen(id, place, index + 1, arns);
    await files.putSeen(id, aPlace({ region: 'eu-west-10' }), 1, ['arn:elsewhere']);
    await files.putSeen(anotherSweep(), place, 1, ['arn:another sweep']);
    expect(await allIn(files.seen(id, place))).toEqual(pages);
    expect(await allIn(files.seen(anotherSweep(), place))).toEqual([]);
  });
}

/** What holds for the accounts that sweeps have found. */
export function directoryHolds(make: () => AccountDirectory): void {
  const member = (id: string, different: Partial<MemberAccount> = {}): MemberAccount => ({
    id,
    name: `account ${id}`,
    status: 'ACTIVE',
    tags: { Owner: 'web' },
    ...different,
  });

  test('members are what was remembered last of each, by their ids', async () => {
    const directory = make();
    const ids = times(60, anotherAccount);
    const ours = async () => (await directory.members()).filter(({ id }) => ids.includes(id));
    expect(await ours()).toEqual([]);
    await directory.rememberMembers(ids.map((id) => member(id)).reverse());
    expect(await ours()).toStrictEqual(ids.map((id) => member(id)));
    const suspended = member(ids[1]!, { status: 'SUSPENDED', tags: {} });
    const unnamed = { ...member(ids[2]!), name: undefined } as unknown as MemberAccount;
    await directory.rememberMembers([member(ids[0]!), suspended, unnamed, unnamed]);
    await directory.rememberMembers([]);
    const { name: _, ...nameless } = member(ids[2]!);
    expect((await ours()).slice(0, 4)).toStrictEqual([member(ids[0]!), suspended, nameless, member(ids[3]!)]);
  });
}
