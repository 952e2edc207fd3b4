import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { Ledger } from '../../core/reissue/ports.ts';
import { anIssuance, anIssuanceNotice, anotherAuthority, anotherIntent } from './issuances.ts';

/** A ledger, and the ids of the notices that it keeps about an issuance, in the order in which they are sent. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly noticesOf: (intent: string) => Promise<readonly string[]>;
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const values = <T>(settled: readonly PromiseSettledResult<T>[]): T[] =>
  settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
const errors = (settled: readonly PromiseSettledResult<unknown>[]): string[] =>
  settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).name] : []));

/** What holds for the records of a ledger: the table's adapter and the fake are tried alike. */
export function recordsHold(make: () => LedgerUnderTest): void {
  const opened = (different: Partial<Issuance> = {}) => make().ledger.openIssuance(anIssuance(different));

  test('an issuance that nobody opened is not there, and does not advance', async () => {
    const { ledger } = make();
    const issuance = anIssuance();
    expect(await ledger.issuanceOf(issuance.intent)).toBeUndefined();
    await expect(ledger.advance(issuance)).rejects.toMatchObject({ name: 'AwsRefused' });
    const limits = { perAuthorityAndHour: 1, perGeneration: 1 };
    const begin = () => ledger.beginIssuance(issuance, 'token', limits, '2026-11-28T12:00:00.000Z');
    await expect(begin()).rejects.toMatchObject({ name: 'AwsRefused' });
  });

  test('one is found as it was opened, whatever version it came with; undefined members are absent', async () => {
    const { ledger } = make();
    const issuance = anIssuance({ version: 7 });
    const first = { ...issuance, version: 1 };
    expect(await ledger.openIssuance({ ...issuance, csr: undefined } as unknown as Issuance)).toStrictEqual(first);
    expect(await ledger.issuanceOf(issuance.intent)).toStrictEqual(first);
  });

  test('of ten that open at once one writes, and all get what it wrote', async () => {
    const { ledger } = make();
    const intent = anotherIntent();
    const all = await Promise.all(
      times(10, (index) => ledger.openIssuance(anIssuance({ intent, why: `try ${index}` }))),
    );
    expect(new Set(all.map(({ why }) => why)).size).toBe(1);
    expect(await ledger.issuanceOf(intent)).toStrictEqual(all[0]);
  });

  test('opening what has advanced gives what is there now', async () => {
    const issuance = await opened();
    const keyed = await make().ledger.advance({ ...issuance, state: 'keyed' });
    expect(await make().ledger.openIssuance(issuance)).toStrictEqual(keyed);
  });

  test('each version is written on top of the one before, with its notices in their order', async () => {
    const { ledger, noticesOf } = make();
    const issuance = await opened();
    const notices = ['z', 'a', 'm'].map((id) => anIssuanceNotice(`${issuance.intent}/${id}`));
    const second = await ledger.advance({ ...issuance, state: 'keyed' }, notices);
    expect(second).toStrictEqual({ ...issuance, version: 2, state: 'keyed' });
    expect(await ledger.issuanceOf(issuance.intent)).toStrictEqual(second);
    expect(await noticesOf(issuance.intent)).toEqual(notices.map(({ id }) => id));
    const third = await ledger.advance({ ...second, attempt: 2 }, [anIssuanceNotice(`${issuance.intent}/b`)]);
    expect(third).toMatchObject({ version: 3, attempt: 2 });
    expect((await noticesOf(issuance.intent)).at(-1)).toBe(`${issuance.intent}/b`);
  });

  test('of eight that advance at once one writes; the others wrote nothing, and no notice', async () => {
    const { ledger, noticesOf } = make();
    const issuance = await opened();
    const settled = await Promise.allSettled(
      times(8, (index) => ledger.advance({ ...issuance, why: `${index}` }, [anIssuanceNotice(`${index}`)])),
    );
    const [winner, ...more] = values(settled);
    expect(more).toEqual([]);
    expect(errors(settled)).toEqual(times(7, () => 'AwsUnavailable'));
    expect(await ledger.issuanceOf(issuance.intent)).toStrictEqual(winner);
    expect(await noticesOf(issuance.intent)).toEqual([winner?.why]);
  });

  test('a write whose answer was lost is not made again, until another wrote on top of it', async () => {
    const { ledger, noticesOf } = make();
    const issuance = await opened();
    const again = () => ledger.advance({ ...issuance, state: 'keyed' }, [anIssuanceNotice('keyed')]);
    const written = await again();
    expect(await again()).toStrictEqual(written);
    expect(await Promise.all([again(), again()])).toStrictEqual([written, written]);
    expect(await noticesOf(issuance.intent)).toEqual(['keyed']);
    await ledger.advance({ ...written, attempt: 2 });
    await expect(again()).rejects.toMatchObject({ name: 'AwsUnavailable' });
  });

  test('the same write twice at once is one', async () => {
    const { ledger, noticesOf } = make();
    const issuance = await opened();
    const twice = times(2, () => ledger.advance({ ...issuance, state: 'keyed' }, [anIssuanceNotice('keyed')]));
    const [one, other] = await Promise.all(twice);
    expect(one).toStrictEqual(other);
    expect(await noticesOf(issuance.intent)).toEqual(['keyed']);
    expect(await ledger.issuanceOf(issuance.intent)).toMatchObject({ version: 2 });
  });

  test('those that are due by a time are listed, the longest due first, and no others', async () => {
    const { ledger } = make();
    const dueAt = (time: string) => opened({ dueAt: time });
    const [second, first, later] = [
      await dueAt('2026-11-28T14:00:00.000Z'),
      await dueAt('2026-11-28T14:30:00+01:00'),
      await dueAt('2026-11-28T14:00:00.001Z'),
    ];
    const never = await opened();
    const all = [second, first, later, never].map(({ intent }) => intent);
    const due = async () =>
      (await ledger.dueIssuances('2026-11-28T14:00:00Z')).filter(({ intent }) => all.includes(intent));
    expect(await due()).toEqual(
      [first, second].map(({ intent, replaces: { certificateArn } }) => ({ intent, certificateArn })),
    );
    const { dueAt: _, ...over } = first;
    await ledger.advance(over);
    await ledger.advance({ ...later, dueAt: '2026-11-28T13:59:00.000Z' });
    expect((await due()).map(({ intent }) => intent)).toEqual([later.intent, second.intent]);
  });
}

/** What holds for the lineage of certificates. */
export function lineageHolds(make: () => LedgerUnderTest): void {
  const AT = '2026-11-28T13:00:00.000Z';
  const issuedArn = () => `${anotherAuthority()}/certificate/0a`;

  /** An issuance up to the proof of a new certificate. */
  async function proven(different: Partial<Issuance> = {}, certificateArn = issuedArn()): Promise<Issuance> {
    const { ledger } = make();
    const opened = await ledger.openIssuance(anIssuance(different));
    const issued = await ledger.advance({ ...opened, state: 'issued', issued: { certificateArn } });
    return ledger.advance({ ...issued, state: 'proven', proof: { at: AT, serial: '0a', seen: [] } });
  }

  test('nothing is known of a certificate before there is a new one', async () => {
    const { ledger } = make();
    const { replaces } = await ledger.openIssuance(anIssuance());
    expect(await ledger.lineageOf(replaces.certificateArn)).toBeUndefined();
    expect(await ledger.lineageOf(replaces.issuedArn ?? '')).toBeUndefined();
  });

  test('the new certificate came from the old one; the old one is replaced once that is proven', async () => {
    const { ledger } = make();
    const { intent, ...opened } = await ledger.openIssuance(anIssuance({ generation: 3 }));
    const { certificateArn } = opened.replaces;
    const issued = { certificateArn: issuedArn() };
    const next = await ledger.advance({ intent, ...opened, state: 'issued', issued });
    const cameFrom = { intent, certificateArn, generation: 3 };
    expect(await ledger.lineageOf(issued.certificateArn)).toStrictEqual({ cameFrom });
    expect(await ledger.lineageOf(certificateArn)).toBeUndefined();
    await ledger.advance({ ...next, state: 'proven', proof: { at: AT, serial: '0a', seen: ['ACM'] } });
    const replacedBy = { intent, certificateArn: issued.certificateArn, at: AT };
    for (const old of [certificateArn, opened.replaces.issuedArn ?? ''])
      expect(await ledger.lineageOf(old)).toStrictEqual({ replacedBy });
  });

  test('a certificate that came from one and is replaced by another tells both', async () => {
    const { ledger } = make();
    const first = await proven();
    const replaces = { ...first.replaces, certificateArn: first.issued?.certificateArn ?? '', issuedArn: 'arn:x' };
    const second = await proven({ replaces, generation: 2 });
    expect(await ledger.lineageOf(replaces.certificateArn)).toStrictEqual({
      cameFrom: { intent: first.intent, certificateArn: first.replaces.certificateArn, generation: 1 },
      replacedBy: { intent: second.intent, certificateArn: second.issued?.certificateArn, at: AT },
    });
  });

  test('what an older issuance told is not told again over a newer one’s', async () => {
    const { ledger } = make();
    const { replaces } = anIssuance();
    const older = await proven({ strategy: 'acm-import', replaces });
    const newer = await proven({ strategy: 'acm-import', replaces, generation: 2 });
    await ledger.advance({ ...older, state: 'finished', revokedAt: AT });
    expect(await ledger.lineageOf(replaces.certificateArn)).toMatchObject({
      cameFrom: { intent: newer.intent, generation: 2 },
    });
  });
}
