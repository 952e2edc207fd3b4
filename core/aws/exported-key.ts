import { createPrivateKey, randomBytes } from 'node:crypto';
import { DeliveryRefused } from '../domain/reissue/refusals.ts';
import { SecretText } from '../pki/secret-text.ts';

/** A passphrase may be 4 to 128 characters long, and not have `#`, `$` or `%` (service-facts 2.2): hex has none. */
const PASSPHRASE_BYTES = 32;

/** For one export: it is known to nobody else, and to nobody afterwards. */
export const newPassphrase = (): string => randomBytes(PASSPHRASE_BYTES).toString('hex');

/**
 * The key that ACM exported as PKCS #8 in the clear, in memory only.
 * @param key PEM, `ENCRYPTED PRIVATE KEY`
 * @throws DeliveryRefused, without what OpenSSL says of it
 */
export function decryptedKey(certificateArn: string, key: string, passphrase: string): SecretText {
  try {
    return new SecretText(createPrivateKey({ key, passphrase }).export({ type: 'pkcs8', format: 'pem' }).toString());
  } catch {
    throw new DeliveryRefused(`${certificateArn}: the key that ACM exported can't be read with its passphrase`);
  }
}
