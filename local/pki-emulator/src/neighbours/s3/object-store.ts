import type { Clock } from '../../clock.ts';
import type { State } from '../../state/state.ts';
import type { Acl, Bucket } from './bucket.ts';
import { stored } from './storing.ts';

/** Whose call it is when a service reads or writes a bucket. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What somebody who writes into a bucket has to know of it. */
export type BucketSettings = Pick<Bucket, 'policy' | 'publicAccessBlock' | 'objectOwnership'> & {
  /** Undefined where an endpoint elsewhere does not tell. */
  readonly owner: string | undefined;
};

/** What a service writes; `chunks` gives the same pieces each time it is asked. */
export interface Deposit {
  readonly key: string;
  readonly contentType: string;
  readonly acl: Acl;
  readonly chunks: () => AsyncIterable<Buffer>;
}

/** The buckets that services write into, the emulator's own or those of an S3 elsewhere. */
export interface ObjectStore {
  /** Elsewhere? Then the emulator plays no S3 itself. */
  readonly remote: boolean;
  /** @returns undefined when there is no such bucket, or the place's account may not see it */
  settingsOf(bucket: string, place: Place): Promise<BucketSettings | undefined>;
  /** @throws Error when it is not written; rights are the caller's to judge */
  put(bucket: string, deposit: Deposit, place: Place): Promise<void>;
}

/** In place of an endpoint: the emulator's own buckets, also beside a cloud. */
export const OWN_S3 = 'own';

/** The emulator's own buckets. */
export const ownBuckets = (clock: Clock, state: () => State): ObjectStore => ({
  remote: false,
  settingsOf: (name) => Promise.resolve(state().buckets.get(name)),
  async put(name, { key, contentType, acl, chunks }) {
    const kept: Buffer[] = [];
    for await (const chunk of chunks()) kept.push(chunk);
    const bucket = state().buckets.get(name);
    if (!bucket) throw new Error(`there is no bucket ${name}`);
    bucket.objects.set(key, stored(key, kept, { contentType, acl, metadata: {}, now: clock.now() }));
  },
});
