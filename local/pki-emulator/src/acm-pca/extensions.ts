import { type Certificate, partsOf } from '../x509/certificate.ts';
import { subjectKeyIdentifierOf } from '../x509/extension-reading.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  type Extension,
  EXTENSION,
  extendedKeyUsage,
  keyIdentifierOf,
  keyUsage,
  subjectKeyIdentifier,
} from '../x509/extension.ts';
import type { Template } from './templates.ts';

/** Extensions that every template sets itself; a root's certificate names no authority key unless the API does. */
const setByCa = ({ kind }: Template): readonly string[] => [
  EXTENSION.basicConstraints,
  EXTENSION.subjectKeyIdentifier,
  ...(kind === 'root' ? [] : [EXTENSION.authorityKeyIdentifier]),
];

/** Where the extensions of a certificate come from, strongest first: template, API, CSR (user guide, "order of operations"). */
export interface ExtensionSources {
  readonly template: Template;
  /** What the CA's configuration adds: where revocation is told. */
  readonly fromAuthority: readonly Extension[];
  readonly fromApi: readonly Extension[];
  readonly fromCsr: readonly Extension[];
  /** The subject's public key, DER. */
  readonly spki: Buffer;
  /** The issuing CA's certificate; undefined for a self-signed root, which names no authority key. */
  readonly issuer: Certificate | undefined;
}

/** The extensions of a certificate, each type once. */
export function extensionsOf(sources: ExtensionSources): Extension[] {
  const { template, fromAuthority, fromApi, fromCsr } = sources;
  const fixed = [...keyIdentifiers(sources), ...templateExtensions(template), ...fromAuthority];
  // A template that takes nothing else from the CSR still takes its alternative names.
  const passed = fromCsr.filter(({ type }) => template.fromCsr || type === EXTENSION.subjectAlternativeName);
  const set = setByCa(template);
  const requested = [...(template.fromApi ? fromApi : []), ...passed].filter(({ type }) => !set.includes(type));
  return firstOfEachType([...fixed, ...requested]);
}

function keyIdentifiers({ spki, issuer }: ExtensionSources): Extension[] {
  const subject = subjectKeyIdentifier(keyIdentifierOf(spki));
  return issuer ? [authorityKeyIdentifier(keyIdOf(issuer)), subject] : [subject];
}

/** The issuer's own subject key identifier; an issuer without one (signed elsewhere) gets the hash of its key. */
const keyIdOf = (issuer: Certificate): Buffer =>
  subjectKeyIdentifierOf(issuer) ?? keyIdentifierOf(partsOf(issuer).spki);

function templateExtensions(template: Template): Extension[] {
  const { kind, pathLength, keyUsage: usage, extendedKeyUsage: purposes } = template;
  const { extendedKeyUsageCritical, basicConstraintsCritical } = template;
  const extensions: Extension[] = [basicConstraints(kind !== 'endEntity', pathLength, basicConstraintsCritical)];
  if (usage !== undefined) extensions.push(keyUsage(usage));
  if (purposes) {
    extensions.push(extendedKeyUsage(purposes, extendedKeyUsageCritical));
  }
  return extensions;
}

const firstOfEachType = (extensions: readonly Extension[]): Extension[] =>
  extensions.filter((each, index) => extensions.findIndex(({ type }) => type === each.type) === index);
