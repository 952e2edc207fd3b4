import { createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { extensionsOf } from '../../local/pki-emulator/src/acm-pca/extensions.ts';
import { templateOf, type Template } from '../../local/pki-emulator/src/acm-pca/templates.ts';
import type { Certificate } from '../../local/pki-emulator/src/x509/certificate.ts';
import { partsOf } from '../../local/pki-emulator/src/x509/certificate.ts';
import { writeCertificate } from '../../local/pki-emulator/src/x509/certificates.ts';
import { notAfterOf } from '../../local/pki-emulator/src/x509/chains.ts';
import type { Extension } from '../../local/pki-emulator/src/x509/extension.ts';
import { nameOf, type Name } from '../../local/pki-emulator/src/x509/names.ts';
import { certificatePem } from '../../local/pki-emulator/src/x509/pem.ts';
import { SIGNING_SHAPES, type SigningAlgorithm } from '../../local/pki-emulator/src/x509/signing.ts';
import type { CertificatePem } from '../../core/reissue/ports.ts';

export type KeyFamily = 'RSA' | 'ECDSA';

/** A new key: P-256, or RSA with 2048 bits. */
export const newKey = (family: KeyFamily): KeyObject =>
  (family === 'RSA'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  ).privateKey;

export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What is certified: of a request, or of a key that ACM made. */
export interface Certified {
  readonly subject: Name;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Buffer;
  readonly extensions: readonly Extension[];
}

const REGION = 'eu-west-1';
const DAY = 86_400_000;
const HOUR = 3_600_000;

/** By the end of its ARN; what the user guide doesn't know is none. */
export const templateNamed = (arn: string): Template | undefined => templateOf(arn, REGION);

/** A CA in memory that really signs, by AWS Private CA's templates. */
export class PrivateAuthority {
  readonly #key: KeyObject;
  readonly #certificate: Certificate;
  readonly #above: readonly Certificate[];
  readonly family: KeyFamily;

  private constructor(family: KeyFamily, key: KeyObject, certificate: Certificate, above: readonly Certificate[]) {
    this.family = family;
    this.#key = key;
    this.#certificate = certificate;
    this.#above = above;
  }

  /** @param wish `under`: the CA above it; without, it is a root */
  static async make(
    now: Date,
    wish: {
      readonly family?: KeyFamily;
      readonly name?: string;
      readonly days?: number;
      readonly under?: PrivateAuthority;
    } = {},
  ): Promise<PrivateAuthority> {
    const { family = 'ECDSA', name = 'Example Issuing CA', days = 3650, under } = wish;
    const key = newKey(family);
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    const certified = { subject: nameOf({ Organization: 'Example', CommonName: name }), spki, extensions: [] };
    const certificate = await signed(
      under === undefined ? { key, certificate: undefined, family } : under.#signer(),
      certified,
      present(templateNamed(templateArn(under ? 'SubordinateCACertificate_PathLen0' : 'RootCACertificate'))),
      { notBefore: new Date(now.getTime() - HOUR), notAfter: new Date(now.getTime() + days * DAY) },
    );
    return new PrivateAuthority(family, key, certificate, under ? under.chain : []);
  }

  /** Its own certificate and those above it. */
  get chain(): readonly Certificate[] {
    return [this.#certificate, ...this.#above];
  }

  get pem(): CertificatePem {
    return { certificate: certificatePem(this.#certificate), chain: pemsOf(this.#above) };
  }

  get notAfter(): Date {
    return notAfterOf(this.#certificate);
  }

  /** @param notBefore as AWS Private CA has it: an hour before it is issued, unless given */
  async certify(
    certified: Certified,
    template: Template,
    validity: { readonly now: Date; readonly notAfter: Date; readonly notBefore?: Date },
    algorithm?: SigningAlgorithm,
  ): Promise<CertificatePem & { readonly serial: string }> {
    const { now, notAfter, notBefore = new Date(now.getTime() - HOUR) } = validity;
    const serial = randomBytes(16).toString('hex');
    const times = { notBefore, notAfter };
    const certificate = await signed(this.#signer(), certified, template, times, serial, algorithm);
    return { certificate: certificatePem(certificate), chain: pemsOf(this.chain), serial };
  }

  #signer() {
    return { key: this.#key, certificate: this.#certificate, family: this.family };
  }
}

export const templateArn = (name: string): string => `arn:aws:acm-pca:::template/${name}/V1`;

const pemsOf = (certificates: readonly Certificate[]): string => certificates.map(certificatePem).join('\n');

interface Signing {
  readonly key: KeyObject;
  /** Undefined: it signs its own. */
  readonly certificate: Certificate | undefined;
  readonly family: KeyFamily;
}

async function signed(
  { key, certificate: issuer, family }: Signing,
  { subject, spki, extensions: fromCsr }: Certified,
  template: Template,
  times: { readonly notBefore: Date; readonly notAfter: Date },
  serial = randomBytes(16).toString('hex'),
  algorithm: SigningAlgorithm = family === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA',
): Promise<Certificate> {
  if (SIGNING_SHAPES[algorithm].family !== family) throw new Error(`${algorithm} does not fit a key of ${family}`);
  const extensions = extensionsOf({ template, fromAuthority: [], fromApi: [], fromCsr, spki, issuer });
  const plan = { serial, subject, issuer: issuer ? partsOf(issuer).subject : subject, spki, ...times, extensions };
  return writeCertificate(plan, { privateKey: key, algorithm });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there');
  return value;
}
