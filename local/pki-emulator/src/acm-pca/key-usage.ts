import { z } from 'zod';
import { invalidArgs } from '../errors.ts';
import { type Extension, keyUsage } from '../x509/extension.ts';

/** The bits of KeyUsage, numbered as RFC 5280 does (least significant first). */
const BITS = {
  DigitalSignature: 1,
  NonRepudiation: 2,
  KeyEncipherment: 4,
  DataEncipherment: 8,
  KeyAgreement: 16,
  KeyCertSign: 32,
  CRLSign: 64,
  EncipherOnly: 128,
  DecipherOnly: 256,
} as const;

const flag = z.boolean().optional();

/** KeyUsage (service model): each is false unless said. */
export const keyUsageInput = z.strictObject({
  DigitalSignature: flag,
  NonRepudiation: flag,
  KeyEncipherment: flag,
  DataEncipherment: flag,
  KeyAgreement: flag,
  KeyCertSign: flag,
  CRLSign: flag,
  EncipherOnly: flag,
  DecipherOnly: flag,
});

/** @throws ServiceError InvalidArgsException without any use: an extension must have one (RFC 5280, 4.2.1.3) */
export function keyUsageExtension(input: z.output<typeof keyUsageInput>): Extension {
  const names = Object.keys(BITS) as (keyof typeof BITS)[];
  const bits = names.reduce((sum, name) => (input[name] ? sum | BITS[name] : sum), 0);
  if (bits === 0) throw invalidArgs('KeyUsage must have at least one use.');
  return keyUsage(bits);
}
