import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../domain/sweep/sweep.ts';
import type { SweepFiles, WorkList } from '../sweep/ports.ts';
import { AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';
import { complete } from './pages.ts';

/** Keys sort as pages follow: a listing of 500 a page has fewer than a million. */
const PAGE_DIGITS = 6;

/** What sweeps write to the bucket: below `sweep/` what they work with, below `report/` what they tell. */
export class BucketFiles implements SweepFiles {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ client, name }: { readonly client: S3Client; readonly name: string }) {
    this.#client = client;
    this.#bucket = name;
  }

  putWorkList(sweepId: string, list: WorkList, places: readonly Place[]): Promise<string> {
    return this.#put(workListKey(sweepId, list), JSON.stringify(places), 'application/json');
  }

  async workList(sweepId: string, list: WorkList): Promise<readonly Place[]> {
    const text = await this.#textIfThere(workListKey(sweepId, list));
    return text === undefined ? [] : (JSON.parse(text) as readonly Place[]);
  }

  async putSeen(sweepId: string, place: Place, page: number, arns: readonly string[]): Promise<void> {
    const key = `${seenFolder(sweepId, place)}${String(page).padStart(PAGE_DIGITS, '0')}.json`;
    await this.#put(key, JSON.stringify(arns), 'application/json');
  }

  async *seen(sweepId: string, place: Place): AsyncGenerator<readonly string[]> {
    for (const key of await this.#keysBelow(seenFolder(sweepId, place)))
      yield JSON.parse(await this.#text(key)) as readonly string[];
  }

  putReport(sweepId: string, name: string, lines: string): Promise<string> {
    const type = name.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8';
    return this.#put(`report/${sweepId}/${name}`, lines, type);
  }

  async *reports(sweepId: string, folder: string): AsyncGenerator<string> {
    for (const key of await this.#keysBelow(`report/${sweepId}/${folder}/`)) yield await this.#text(key);
  }

  async #put(Key: string, Body: string, ContentType: string): Promise<string> {
    const put = new PutObjectCommand({ Bucket: this.#bucket, Key, Body, ContentType });
    await inOwnAccount('s3:PutObject', () => this.#client.send(put));
    return Key;
  }

  #keysBelow(Prefix: string): Promise<readonly string[]> {
    return inOwnAccount('s3:ListObjectsV2', async () => {
      const keys: string[] = [];
      const pages = complete(
        paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, Prefix }),
        (page) => page.NextContinuationToken,
      );
      for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      return keys;
    });
  }

  async #text(Key: string): Promise<string> {
    const text = await this.#textIfThere(Key);
    if (text === undefined) throw new AwsUnavailable(`${Key} is not there any more`);
    return text;
  }

  #textIfThere(Key: string): Promise<string | undefined> {
    return inOwnAccount('s3:GetObject', async () => {
      const get = new GetObjectCommand({ Bucket: this.#bucket, Key });
      const answer = await unlessNotThere(() => this.#client.send(get), 'NoSuchKey');
      return answer?.Body?.transformToString();
    });
  }
}

const workListKey = (sweepId: string, list: WorkList): string => `sweep/${sweepId}/${list}.json`;

const seenFolder = (sweepId: string, { account, region }: Place): string =>
  `sweep/${sweepId}/seen/${account}/${region}/`;
