import type { KeyObject, X509Certificate } from 'node:crypto';
import { readable } from '../x509/certificates.ts';
import { x509 } from '../x509/library.ts';
import type { Template } from './templates.ts';

/** Extensions of RFC 5280 that every template sets itself. */
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_KEY = '2.5.29.14';
const AUTHORITY_KEY = '2.5.29.35';
export const ALTERNATIVE_NAMES = '2.5.29.17';
const SET_BY_CA = [BASIC_CONSTRAINTS, SUBJECT_KEY, AUTHORITY_KEY];

/** Where the extensions of a certificate come from, strongest first: template, API, CSR (user guide, "order of operations"). */
export interface ExtensionSources {
  readonly template: Template;
  readonly fromApi: readonly x509.Extension[];
  readonly fromCsr: readonly x509.Extension[];
  readonly publicKey: KeyObject;
  /** The issuing CA's certificate; undefined for a self-signed root, which names no authority key. */
  readonly issuer: X509Certificate | undefined;
}

/** The extensions of a certificate, each type once. */
export async function extensionsOf(sources: ExtensionSources): Promise<x509.Extension[]> {
  const { template, fromApi, fromCsr } = sources;
  const fixed = [...(await keyIdentifiers(sources)), ...templateExtensions(template)];
  // A template that takes nothing else from the CSR still takes its alternative names.
  const passed = fromCsr.filter(({ type }) => template.fromCsr || type === ALTERNATIVE_NAMES);
  const requested = [...(template.fromApi ? fromApi : []), ...passed].filter(({ type }) => !SET_BY_CA.includes(type));
  return firstOfEachType([...fixed, ...requested]);
}

async function keyIdentifiers({ publicKey, issuer }: ExtensionSources): Promise<x509.Extension[]> {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const subject = await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(spki));
  return issuer ? [new x509.AuthorityKeyIdentifierExtension(await keyIdOf(issuer)), subject] : [subject];
}

/** The issuer's own subject key identifier; an issuer without one (signed elsewhere) gets the hash of its key. */
async function keyIdOf(issuer: X509Certificate): Promise<string> {
  const certificate = readable(issuer);
  const own = certificate.getExtension(x509.SubjectKeyIdentifierExtension);
  return own?.keyId ?? (await x509.SubjectKeyIdentifierExtension.create(certificate.publicKey)).keyId;
}

function templateExtensions(template: Template): x509.Extension[] {
  const { kind, pathLength, keyUsage, extendedKeyUsage, extendedKeyUsageCritical, basicConstraintsCritical } = template;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(kind !== 'endEntity', pathLength, basicConstraintsCritical),
  ];
  if (keyUsage !== undefined) extensions.push(new x509.KeyUsagesExtension(keyUsage, true));
  if (extendedKeyUsage) {
    extensions.push(new x509.ExtendedKeyUsageExtension([...extendedKeyUsage], extendedKeyUsageCritical ?? false));
  }
  return extensions;
}

const firstOfEachType = (extensions: readonly x509.Extension[]): x509.Extension[] =>
  extensions.filter((each, index) => extensions.findIndex(({ type }) => type === each.type) === index);
