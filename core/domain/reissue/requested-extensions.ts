import type { Extension } from './certificate-content.ts';

/** Extensions that a reissue knows by what they say (RFC 5280 4.2.1). */
export const OID = {
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** What a key may be for (RFC 5280 4.2.1.12). */
export const PURPOSE = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;

/** What a CA says of itself, of the key or of its own records: it writes them anew into each certificate. */
const MADE_BY_AUTHORITY: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  '2.5.29.14', // subject key identifier
  '2.5.29.18', // issuer alternative name
  '2.5.29.31', // CRL distribution points
  '2.5.29.35', // authority key identifier
  '2.5.29.46', // freshest CRL
  '1.3.6.1.5.5.7.1.1', // authority information access
  '1.3.6.1.4.1.11129.2.4.2', // signed certificate timestamps
]);

/** The extensions of a certificate that a request for its replacement asks for, in their order. */
export const requestable = (extensions: readonly Extension[]): readonly Extension[] =>
  extensions.filter(({ oid }) => !MADE_BY_AUTHORITY.has(oid));

const KNOWN: readonly string[] = Object.values(OID);

/** Those among them that no template sets and that are no names: policies, must-staple, what an organisation defined itself. */
export const furtherExtensions = (extensions: readonly Extension[]): readonly Extension[] =>
  requestable(extensions).filter(({ oid }) => !KNOWN.includes(oid));
