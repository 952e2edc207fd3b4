import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { SecretNotOurs } from '../../domain/reissue/refusals.ts';
import type { SecretFields, Vault } from '../ports.ts';
import { readFound } from '../steps/read-found.ts';

type Reading = Pick<Vault, 'readVersion'>;

/**
 * Two routes may name the same secret, one of them by mistake: whoever reads it must not get the certificate of something else.
 * @throws SecretNotOurs where the secret holds a certificate that has neither the subject nor any name of the one that is replaced
 */
export async function mustNotBeOfAnother(
  vault: Reading,
  secret: string,
  { replaces: { content } }: Pick<Issuance, 'replaces'>,
): Promise<void> {
  const { certificate } = (await currentFields(vault, secret)) ?? {};
  const held = certificate === undefined ? undefined : readFound(certificate);
  if (held === undefined || isOfTheSame(content, held)) return;
  throw new SecretNotOurs(
    `${secret} holds the certificate of ${held.subjectText.slice(0, 200)} (serial ${held.serial}), which has no name of ` +
      `${content.subjectText.slice(0, 200)}: it is another's, and was left alone. Name another secret in the route`,
  );
}

/** Whatever else is in it, its owner said by a tag that it may be replaced. */
async function currentFields(vault: Reading, secret: string): Promise<SecretFields | undefined> {
  try {
    return await vault.readVersion(secret, { stage: 'AWSCURRENT' });
  } catch (error) {
    if (error instanceof SecretNotOurs) return undefined;
    throw error;
  }
}

type Named = Pick<CertificateContent, 'subject' | 'names'>;

function isOfTheSame(one: Named, other: Named): boolean {
  const names = new Set(one.names.map(({ kind, value }) => `${kind}:${value}`));
  return one.subject === other.subject || other.names.some(({ kind, value }) => names.has(`${kind}:${value}`));
}
