import { Readable } from 'node:stream';
import type { Deposit } from '../../neighbours/s3/object-store.ts';

/** Content that is there as one piece. */
export const once =
  (content: Buffer): Deposit['chunks'] =>
  () =>
    Readable.from([content]);
