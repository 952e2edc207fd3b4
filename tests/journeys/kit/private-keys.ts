import { createPrivateKey, type KeyObject } from 'node:crypto';

/** The members of a JWK that only the holder of the key knows. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const;

/** So much of a key in a row is no coincidence, and enough to see that it is there. */
const PIECE = 32;

/**
 * What shows that a text has a private key in it: of each private number its JWK form, its hex, and what the base64 of the key's
 * DER (PKCS #8, and SEC 1 or PKCS #1) and so its PEM says of it. What a key shares with its certificate, or with others, is
 * not among it.
 */
function tracesOf(pem: string): readonly string[] {
  const key = createPrivateKey(pem);
  const jwk = key.export({ format: 'jwk' });
  const numbers = PRIVATE_MEMBERS.flatMap((member) => (jwk[member] === undefined ? [] : [jwk[member]]));
  return numbers.flatMap((number) => {
    const bytes = Buffer.from(number, 'base64url');
    const encoded = dersOf(key).flatMap((der) => partOf(der, bytes) ?? []);
    return [number, bytes.toString('base64'), bytes.toString('hex'), bytes.toString('latin1'), ...encoded].map((text) =>
      text.slice(0, PIECE),
    );
  });
}

function dersOf(key: KeyObject): readonly Buffer[] {
  const own = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  return [key.export({ type: 'pkcs8', format: 'der' }), key.export({ type: own as 'pkcs1', format: 'der' })];
}

/** The base64 of a DER as far as it depends on some bytes in it only. */
function partOf(der: Buffer, bytes: Buffer): string | undefined {
  const at = der.indexOf(bytes);
  if (at < 0) return undefined;
  const [from, to] = [Math.ceil((at * 8) / 6), Math.floor(((at + bytes.length) * 8) / 6)];
  return der.toString('base64').slice(from, to);
}

const traces = new Map<string, readonly string[]>();

/** The keys, by their names, of which a text has a trace: however its lines are wrapped, escaped, or encoded once more. */
export function keysIn(text: string, keys: ReadonlyMap<string, string>): readonly string[] {
  const said = [text, bare(text), ...decoded(text)];
  return [...keys].flatMap(([name, pem]) => {
    const found = traces.get(pem) ?? tracesOf(pem);
    traces.set(pem, found);
    return found.some((trace) => said.some((each) => each.includes(trace))) ? [name] : [];
  });
}

/** Without line ends, however they are escaped. */
const bare = (text: string): string => text.replaceAll(/\\+[nrt]|[\s\\]/g, '');

/** What long base64 says, wherever it begins. */
function decoded(text: string): readonly string[] {
  const long = [...bare(text).matchAll(/[A-Za-z0-9+/_-]{200,}/g)].map(([encoded]) => encoded);
  return [0, 1, 2, 3].map((from) =>
    bare(long.map((encoded) => Buffer.from(encoded.slice(from), 'base64').toString('latin1')).join(' ')),
  );
}
