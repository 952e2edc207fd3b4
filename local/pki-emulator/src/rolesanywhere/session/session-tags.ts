import { type Certificate, partsOf } from '../../x509/certificate.ts';
import { alternativeNamesOf } from '../../x509/extension-reading.ts';
import type { AttributeMappings, CertificateField } from '../attribute-mappings.ts';
import { valuesByAttribute } from '../distinguished-names.ts';
import { denied } from './denied.ts';

export interface SessionTag {
  readonly key: string;
  readonly value: string;
}

/** What STS takes as tags (STS API reference, Tag; IAM user guide, "IAM and STS quotas"). */
const MOST_TAGS = 50;
const TAG = { key: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, value: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u };

/**
 * What a profile makes of a certificate: `x509Subject/CN`, `x509Issuer/O`, `x509SAN/DNS`, `x509SAN/Name/CN` … Several
 * values of one attribute are joined with `/`; of alternative names the first of each type counts (service-facts 5.3).
 *
 * @throws ServiceError AccessDeniedException for what STS would not take as a tag
 */
export function sessionTagsOf(certificate: Certificate, mappings: AttributeMappings): SessionTag[] {
  const available = attributesOf(certificate);
  const tags = [...mappings].flatMap(([field, specifiers]) =>
    [...available[field]]
      .filter(([name]) => specifiers.some((specifier) => covers(specifier, name)))
      .map(([name, value]) => ({ key: `${field}/${name}`, value })),
  );
  const wrong = tags.find(({ key, value }) => !TAG.key.test(key) || !TAG.value.test(value));
  if (wrong) throw denied(`The attribute ${wrong.key} of the certificate has a value that is no session tag’s.`);
  if (tags.length > MOST_TAGS) throw denied(`The certificate has more than ${MOST_TAGS} attributes that are mapped.`);
  return tags;
}

/** `*` covers every attribute, `Name/*` those of a directory name. */
const covers = (specifier: string, name: string): boolean =>
  specifier === name || (specifier.endsWith('*') && name.startsWith(specifier.slice(0, -1)));

function attributesOf(certificate: Certificate): Record<CertificateField, Map<string, string>> {
  const { subject, issuer } = partsOf(certificate);
  return { x509Subject: joined(subject, ''), x509Issuer: joined(issuer, ''), x509SAN: alternativeNames(certificate) };
}

const joined = (name: Buffer, prefix: string): Map<string, string> =>
  new Map([...valuesByAttribute(name)].map(([attribute, values]) => [`${prefix}${attribute}`, values.join('/')]));

function alternativeNames(certificate: Certificate): Map<string, string> {
  const names = alternativeNamesOf(certificate);
  const texts = (['dns', 'uri'] as const).flatMap((kind) => {
    const first = names.find((name) => name.kind === kind);
    return first?.kind === kind ? [[kind.toUpperCase(), first.value] as const] : [];
  });
  const directory = names.find((name) => name.kind === 'directory');
  return new Map([...texts, ...(directory?.kind === 'directory' ? joined(directory.value, 'Name/') : [])]);
}
