import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';
import { complete } from './pages.ts';

/** The bucket that CAs write their audit reports to. */
export class ReportBucket {
  readonly name: string;
  readonly #client: S3Client;

  constructor({ client, name }: { readonly client: S3Client; readonly name: string }) {
    this.name = name;
    this.#client = client;
  }

  /** The ids of a CA's reports that are written as JSON, the newest first. */
  idsOf(authorityArn: string): Promise<readonly string[]> {
    return inOwnAccount('s3:ListObjectsV2', async () => {
      const found: { id: string; at: number }[] = [];
      const Prefix = `audit-report/${idIn(authorityArn)}/`;
      const pages = complete(
        paginateListObjectsV2({ client: this.#client }, { Bucket: this.name, Prefix }),
        (page) => page.NextContinuationToken,
      );
      for await (const { Contents = [] } of pages)
        for (const { Key = '', LastModified } of Contents)
          if (Key.endsWith('.json'))
            found.push({ id: Key.slice(Prefix.length, -'.json'.length), at: LastModified?.getTime() ?? 0 });
      return found.toSorted((one, other) => other.at - one.at).map(({ id }) => id);
    });
  }

  /** A report's bytes as they come. @throws AwsUnavailable, AwsRefused */
  async *bytesOf(key: string): AsyncGenerator<Uint8Array> {
    const { Body } = await inOwnAccount('s3:GetObject', () => this.#get(key));
    if (Body === undefined) throw new AwsUnavailable(`the audit report ${key} came without its text`);
    // Not from within `inOwnAccount`: whoever reads it may end early.
    try {
      yield* Body as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw new AwsUnavailable(`s3:GetObject: the audit report ${key} broke off`, { cause: error });
    }
  }

  /** Which report of a CA was asked for last: until it is written, or where it failed, nothing else tells. */
  async lastAsked(authorityArn: string): Promise<string | undefined> {
    const answer = await inOwnAccount('s3:GetObject', () =>
      unlessNotThere(() => this.#get(askedKey(authorityArn)), 'NoSuchKey'),
    );
    return answer?.Body?.transformToString();
  }

  async noteAsked(authorityArn: string, id: string): Promise<void> {
    const put = new PutObjectCommand({ Bucket: this.name, Key: askedKey(authorityArn), Body: id });
    await inOwnAccount('s3:PutObject', () => this.#client.send(put));
  }

  #get(Key: string): Promise<GetObjectCommandOutput> {
    return this.#client.send(new GetObjectCommand({ Bucket: this.name, Key }));
  }
}

const idIn = (authorityArn: string): string => authorityArn.split('/').at(-1) ?? '';

/** Where reports stand is the CA's to say; what sweeps write is below `sweep/`. */
const askedKey = (authorityArn: string): string => `sweep/report-asked/${idIn(authorityArn)}`;
