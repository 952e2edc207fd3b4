/** A name in the subject alternative name (RFC 5280 4.2.1.6), as people write it; `other`: DER in base64. */
export interface AlternativeName {
  readonly kind: 'dns' | 'ip' | 'uri' | 'email' | 'other';
  readonly value: string;
}

/** RFC 5280 4.2.1.3, in the order of its bits. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/**
 * The type and size of a key as ACM names them (DescribeCertificate's KeyAlgorithm): `RSA_2048`, `EC_prime256v1`; of what ACM
 * has no name for, what OpenSSL calls it: `ED25519`.
 */
export type KeyType = string;

/** An extension as it stands in a certificate or a request: nothing of it is re-encoded. */
export interface Extension {
  /** Dotted. */
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the OCTET STRING, in base64. */
  readonly value: string;
}

/** What a certificate says, as far as its replacement must say the same. Binary values are DER in base64. Times are ISO 8601. */
export interface CertificateContent {
  /** Lower-case hex, two digits a byte. */
  readonly serial: string;
  /** The Name with all RDNs, as encoded. */
  readonly subject: string;
  /** The same for people (RFC 4514). */
  readonly subjectText: string;
  /** Names in the subject alternative name, in their order. */
  readonly names: readonly AlternativeName[];
  readonly keyType: KeyType;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: string;
  readonly keyUsages: readonly KeyUsage[];
  /** Dotted OIDs. */
  readonly extendedKeyUsages: readonly string[];
  readonly extensions: readonly Extension[];
  readonly notBefore: string;
  readonly notAfter: string;
  /** A CA's own certificate. */
  readonly isAuthority: boolean;
  /** The issuer's Name, as encoded. */
  readonly issuer: string;
}

/** What a certificate signing request asks for (RFC 2986), its signature verified. */
export type RequestContent = Pick<
  CertificateContent,
  'subject' | 'subjectText' | 'names' | 'keyType' | 'publicKey' | 'extensions'
>;
