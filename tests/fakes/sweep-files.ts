import type { Place } from '../../core/domain/sweep/sweep.ts';
import type { SweepFiles, WorkList } from '../../core/sweep/ports.ts';
import { Hooked } from './hooked.ts';

/** The bucket, in this process. tests/journeys/sweep-stores.test.ts shows that the real one does the same. */
export class FakeFiles extends Hooked implements SweepFiles {
  /** What was written, by key. */
  readonly texts = new Map<string, string>();

  putWorkList(sweepId: string, list: WorkList, places: readonly Place[]): Promise<string> {
    return this.#put('files.putWorkList', `sweep/${sweepId}/${list}.json`, JSON.stringify(places));
  }

  workList(sweepId: string, list: WorkList): Promise<readonly Place[]> {
    return this.called('files.workList', () => {
      const text = this.texts.get(`sweep/${sweepId}/${list}.json`);
      return text === undefined ? [] : (JSON.parse(text) as readonly Place[]);
    });
  }

  async *reports(sweepId: string, folder: string): AsyncGenerator<string> {
    const below = `report/${sweepId}/${folder}/`;
    const texts = await this.called('files.reports', () => [...this.texts].filter(([key]) => key.startsWith(below)));
    for (const [, text] of texts.toSorted(([one], [other]) => (one < other ? -1 : 1))) yield text;
  }

  async putSeen(sweepId: string, place: Place, page: number, arns: readonly string[]): Promise<void> {
    const key = `${seenFolder(sweepId, place)}${String(page).padStart(6, '0')}.json`;
    await this.#put('files.putSeen', key, JSON.stringify(arns));
  }

  async *seen(sweepId: string, place: Place): AsyncGenerator<readonly string[]> {
    const folder = seenFolder(sweepId, place);
    const keys = await this.called('files.seen', () => [...this.texts.keys()].filter((key) => key.startsWith(folder)));
    for (const key of keys.toSorted()) yield JSON.parse(this.texts.get(key) ?? '[]') as readonly string[];
  }

  putReport(sweepId: string, name: string, lines: string): Promise<string> {
    return this.#put('files.putReport', `report/${sweepId}/${name}`, lines);
  }

  #put(call: string, key: string, text: string): Promise<string> {
    return this.called(call, () => {
      this.texts.set(key, text);
      return key;
    });
  }
}

const seenFolder = (sweepId: string, { account, region }: Place): string =>
  `sweep/${sweepId}/seen/${account}/${region}/`;
