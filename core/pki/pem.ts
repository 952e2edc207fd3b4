const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

interface PemBlock {
  readonly label: string;
  /** Empty where it is no base64. */
  readonly der: Buffer;
}

/** The blocks of a PEM text (RFC 7468) in their order, and what else stands there. */
export function pemBlocks(text: string): { readonly blocks: readonly PemBlock[]; readonly rest: string } {
  const blocks = Array.from(text.matchAll(BLOCK), ([, label = '', base64 = '']) => ({
    label,
    der: bytesOf(base64) ?? Buffer.alloc(0),
  }));
  return { blocks, rest: text.replace(BLOCK, '').trim() };
}

/** Whether something was to be a block and is none; other text may stand around blocks (RFC 7468, 5.2). */
export const isBroken = ({ rest }: { readonly rest: string }): boolean => rest.includes('-----');

/** The bytes of base64, blank space among it; undefined: it is none. */
export function bytesOf(base64: string): Buffer | undefined {
  const dense = base64.replace(/\s+/g, '');
  return dense.length % 4 === 0 && BASE64.test(dense) ? Buffer.from(dense, 'base64') : undefined;
}

/** PEM with lines of 64 characters and a newline at the end. */
export function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
