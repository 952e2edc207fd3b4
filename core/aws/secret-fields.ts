import * as z from 'zod/mini';
import { SecretNotOurs } from '../domain/reissue/refusals.ts';
import { SecretText } from '../pki/secret-text.ts';
import type { SecretFields } from '../reissue/ports.ts';

/**
 * What RenewGuard writes into a secret: JSON with these members and no other. A member more is somebody's, and would be lost with
 * the next version.
 */
const stored = z.strictObject({
  privateKey: z.optional(z.string()),
  csr: z.optional(z.string()),
  certificate: z.optional(z.string()),
  certificateChain: z.optional(z.string()),
});

/** The text of a secret's version; nobody sees it but Secrets Manager. */
export const textOf = ({ privateKey, ...open }: SecretFields): string =>
  JSON.stringify({ ...(privateKey === undefined ? {} : { privateKey: privateKey.reveal() }), ...open });

/**
 * @returns undefined for a version that was given no value
 * @throws SecretNotOurs, which says nothing of what is in it
 */
export function fieldsIn(
  secretArn: string,
  { SecretString: text, SecretBinary: binary }: { SecretString?: string | undefined; SecretBinary?: unknown },
): SecretFields | undefined {
  if (text === undefined && binary === undefined) return undefined;
  const read = stored.safeParse(parsed(text));
  if (!read.success)
    throw new SecretNotOurs(
      `${secretArn} holds something else than a JSON object with the texts privateKey, csr, certificate and certificateChain, and no other member: it is left alone; name another secret in the route`,
    );
  const { privateKey, csr, certificate, certificateChain } = read.data;
  return {
    ...(privateKey === undefined ? {} : { privateKey: new SecretText(privateKey) }),
    ...(csr === undefined ? {} : { csr }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(certificateChain === undefined ? {} : { certificateChain }),
  };
}

/** A parser's complaint quotes what it could not read: it goes no further. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
