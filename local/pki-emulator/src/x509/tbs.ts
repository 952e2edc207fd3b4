import type { X509Certificate } from 'node:crypto';

/** The part of a certificate that is signed (RFC 5280, 4.1): the first element of the outer sequence, with its header. */
export function tbsCertificateOf({ raw }: X509Certificate): Buffer {
  const start = raw.length - contentOf(raw, 0).length;
  const inner = contentOf(raw, start);
  return raw.subarray(start, inner.start + inner.length);
}

/** Where the content of the element at `at` begins, and how long it is (X.690, 8.1.3). */
function contentOf(der: Buffer, at: number): { readonly start: number; readonly length: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, length: first };
  const size = first & 0x7f;
  return { start: at + 2 + size, length: der.readUIntBE(at + 2, size) };
}
