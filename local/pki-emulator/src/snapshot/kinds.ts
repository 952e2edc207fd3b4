import { createPrivateKey, createPublicKey, KeyObject, X509Certificate } from 'node:crypto';
import { ServiceLinkedRoles } from '../acm/service-linked-role.ts';
import type { Clock } from '../clock.ts';
import { Pending, type Settled } from '../state/pending.ts';
import { State, type StateParts } from '../state/state.ts';
import { TokenWindow } from '../state/token-window.ts';

type Write = (value: unknown) => unknown;
// devalue hands on whatever the text says; the digest vouches for it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Read = (written: any) => unknown;

/** What of the state is no plain object, array, map, set, date or text: how it is written, by name. */
export const WRITERS: Readonly<Record<string, Write>> = {
  // Bytes first: a Buffer would else be taken for the array of numbers it also is.
  Buffer: (value) => Buffer.isBuffer(value) && value.toString('base64'),
  State: (value) => value instanceof State && value.parts(),
  Pending: (value) => value instanceof Pending && value.settled(),
  TokenWindow: (value) => value instanceof TokenWindow && value.entries(),
  ServiceLinkedRoles: (value) => value instanceof ServiceLinkedRoles && value.entries(),
  KeyObject: (value) => value instanceof KeyObject && keyOf(value),
  X509Certificate: (value) => value instanceof X509Certificate && value.raw.toString('base64'),
};

/** The same, read again; work that was settled goes by the clock of the emulator it is restored to. */
export const readersWith = (clock: Clock): Readonly<Record<string, Read>> => ({
  Buffer: (base64: string) => Buffer.from(base64, 'base64'),
  State: (parts: StateParts) => new State(parts),
  Pending: (settled: Settled<unknown>) => Pending.restored(clock, settled),
  TokenWindow: (entries: ConstructorParameters<typeof TokenWindow>[0]) => new TokenWindow(entries),
  ServiceLinkedRoles: (entries: ConstructorParameters<typeof ServiceLinkedRoles>[0]) => new ServiceLinkedRoles(entries),
  KeyObject: readKey,
  X509Certificate: (base64: string) => new X509Certificate(Buffer.from(base64, 'base64')),
});

interface WrittenKey {
  readonly type: 'public' | 'private';
  readonly der: string;
}

function keyOf(key: KeyObject): WrittenKey {
  if (key.type === 'public') return { type: key.type, der: derOf(key, 'spki') };
  if (key.type === 'private') return { type: key.type, der: derOf(key, 'pkcs8') };
  throw new Error('the state holds a secret key');
}

const derOf = (key: KeyObject, type: 'spki' | 'pkcs8'): string =>
  Buffer.from(key.export({ type: type as 'spki', format: 'der' })).toString('base64');

function readKey({ type, der }: WrittenKey): KeyObject {
  const key = Buffer.from(der, 'base64');
  if (type === 'public') return createPublicKey({ key, format: 'der', type: 'spki' });
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
