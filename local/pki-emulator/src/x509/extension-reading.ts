import { type Certificate, partsOf } from './certificate.ts';
import { elementOf, elementsOf, membersOf, namedBitsOf, oidOf } from './der-reading.ts';
import { EXTENSION } from './extension.ts';
import { type GeneralName, generalNamesIn } from './general-names.ts';

/** The value of an extension, DER; undefined where the certificate has none of this type. */
export const extensionValue = (certificate: Certificate, type: string): Buffer | undefined =>
  partsOf(certificate).extensions.find((each) => each.type === type)?.value;

function valueOf<T>(certificate: Certificate, type: string, read: (value: Buffer) => T): T | undefined {
  const value = extensionValue(certificate, type);
  return value && read(value);
}

/** The bits as RFC 5280 numbers them (4.2.1.3), digitalSignature the lowest. */
export const keyUsageOf = (certificate: Certificate): number | undefined =>
  valueOf(certificate, EXTENSION.keyUsage, (value) => namedBitsOf(elementOf(value)));

/** The purposes as OIDs. */
export const extendedKeyUsageOf = (certificate: Certificate): string[] | undefined =>
  valueOf(certificate, EXTENSION.extendedKeyUsage, (value) => membersOf(value).map(oidOf));

export const alternativeNamesOf = (certificate: Certificate): GeneralName[] =>
  valueOf(certificate, EXTENSION.subjectAlternativeName, generalNamesIn) ?? [];

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

/** Without the extension a certificate is no CA's. */
export const basicConstraintsOf = (certificate: Certificate): BasicConstraints =>
  valueOf(certificate, EXTENSION.basicConstraints, (value) => {
    const members = membersOf(value);
    const length = members.find(({ tag }) => tag === 0x02)?.content;
    const ca = members.some(({ tag, content }) => tag === 0x01 && content[0] !== 0);
    return length ? { ca, pathLength: Number.parseInt(length.toString('hex'), 16) } : { ca };
  }) ?? { ca: false };

export const subjectKeyIdentifierOf = (certificate: Certificate): Buffer | undefined =>
  valueOf(certificate, EXTENSION.subjectKeyIdentifier, (value) => elementOf(value).content);

const KEY_IDENTIFIER = 0x80;

export const authorityKeyIdentifierOf = (certificate: Certificate): Buffer | undefined =>
  valueOf(
    certificate,
    EXTENSION.authorityKeyIdentifier,
    (value) => elementsOf(elementOf(value).content).find(({ tag }) => tag === KEY_IDENTIFIER)?.content,
  );

/** Reads all that is read here, so that what is malformed shows now and not when somebody asks. @throws DerError */
export function readThrough(certificate: Certificate): void {
  for (const reading of [keyUsageOf, extendedKeyUsageOf, alternativeNamesOf, basicConstraintsOf]) reading(certificate);
  for (const reading of [subjectKeyIdentifierOf, authorityKeyIdentifierOf]) reading(certificate);
}
