import { randomBytes, randomInt } from 'node:crypto';
import type { Call } from '../../wire/call.ts';
import type { SessionCredentials, SessionWish } from './role.ts';

/** Credentials of a session without a cloud: good for what the emulator answers itself. */
export function ownCredentials({ durationSeconds }: SessionWish, { account, world }: Call): SessionCredentials {
  const now = world.clock.now().getTime();
  return {
    accessKeyId: temporaryKeyOf(account),
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(192).toString('base64'),
    expiration: new Date(Math.floor(now / 1000) * 1000 + durationSeconds * 1000),
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `ASIA` and 16 characters, of which ten hold the account as AWS writes it in (public knowledge; GetAccessKeyInfo reads it). */
function temporaryKeyOf(account: string): string {
  const bits = (1n << 49n) | (BigInt(account) << 9n) | BigInt(randomInt(512));
  const held = Array.from({ length: 10 }, (_, index) => ALPHABET[Number((bits >> BigInt(45 - 5 * index)) & 31n)]);
  const random = Array.from({ length: 6 }, () => ALPHABET[randomInt(32)]);
  return ['ASIA', ...held, ...random].join('');
}
