import { createPrivateKey, createPublicKey, randomUUID, X509Certificate, type KeyObject } from 'node:crypto';
import { DeliveryRefused } from '../../core/domain/reissue/refusals.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import type { AcmActor, AcmStanding, CertificatePem } from '../../core/reissue/ports.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { keyAlgorithmOf } from '../../local/pki-emulator/src/x509/keys.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { PKI } from '../builders/accounts.ts';
import { keyPem, newKey, templateArn, templateNamed, type KeyFamily } from '../builders/private-authority.ts';
import type { FakeIssuer } from './fake-issuer.ts';
import { Hooked } from './hooked.ts';
import type { MovableClock } from './movable-clock.ts';

/** A certificate as ACM has it. */
export interface Held {
  readonly arn: string;
  readonly kind: 'imported' | 'private';
  readonly domainName: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  /** Of private ones. */
  readonly authorityArn: string | undefined;
  pem: CertificatePem;
  key: KeyObject;
  inUseBy: readonly string[];
  /** Since it was issued, or last renewed. */
  exported: boolean;
  /** So often GetCertificate answers that it is being issued. */
  notYet: number;
}

type Request = Parameters<AcmActor['requestCertificate']>[0];

/** ACM remembers a token for an hour (service-facts 2.2). */
const TOKEN_MILLISECONDS = 60 * 60_000;
const PRIVATE_DAYS = 395;
const DAY = 86_400_000;

/** ACM with certificates and their keys, by a clock that can be moved; private ones are of the fake issuer's CAs. */
export class FakeAcm extends Hooked implements AcmActor {
  readonly held = new Map<string, Held>();
  /** So often each certificate that is requested from now on is not there yet. */
  notYet = 0;
  readonly #clock: MovableClock;
  readonly #issuer: FakeIssuer;
  readonly #tokens = new Map<string, { readonly arn: Promise<string>; readonly at: Date }>();

  constructor(clock: MovableClock, issuer: FakeIssuer) {
    super();
    this.#clock = clock;
    this.#issuer = issuer;
  }

  /** Lets somebody have imported a certificate. @param key PEM */
  async addImported(pem: CertificatePem, key: string, arn = newArn()): Promise<Held> {
    const createdAt = await this.#clock.now();
    return this.#hold({ arn, kind: 'imported', pem, key: createPrivateKey(key), createdAt, authorityArn: undefined });
  }

  /** Lets somebody have requested a private certificate. */
  async addPrivate(authorityArn: string, names: readonly string[], family: KeyFamily = 'ECDSA'): Promise<Held> {
    const createdAt = await this.#clock.now();
    const made = await this.#issued(authorityArn, names, family);
    return this.#hold({ arn: newArn(), kind: 'private', ...made, createdAt, authorityArn });
  }

  /** ACM renews a private certificate: another key, and hosts have the old one until it is exported again. */
  async renew(arn: string): Promise<Held> {
    const held = this.#known(arn);
    if (held.authorityArn === undefined) throw new Error(`${arn} is not ACM's to renew`);
    const family = held.key.asymmetricKeyType === 'rsa' ? 'RSA' : 'ECDSA';
    return Object.assign(held, await this.#issued(held.authorityArn, namesOf(held.pem), family), { exported: false });
  }

  importInto(certificateArn: string, pem: CertificatePem, privateKey: SecretText): Promise<void> {
    return this.called('acm.importInto', async () => {
      const held = this.#known(certificateArn);
      const refusal = refusalOf(held, pem, keyIn(privateKey), await this.#clock.now());
      if (refusal !== undefined) throw new DeliveryRefused(`${certificateArn}: ${refusal}`);
      Object.assign(held, { pem: { ...pem }, key: keyIn(privateKey) });
    });
  }

  requestCertificate(request: Request): Promise<string> {
    return this.called('acm.requestCertificate', async () => {
      const now = await this.#clock.now();
      // ACM doesn't look at the CA (service-facts 7).
      const fingerprint = JSON.stringify([request.token, request.names]);
      const known = this.#tokens.get(fingerprint);
      if (known !== undefined && now.getTime() < known.at.getTime() + TOKEN_MILLISECONDS) return known.arn;
      const arn = this.#requested(request, now);
      this.#tokens.set(fingerprint, { arn, at: now });
      arn.catch(() => this.#tokens.delete(fingerprint));
      return arn;
    });
  }

  requestedCertificate(intent: string, beside: string, name: string, since: string): Promise<string | undefined> {
    return this.called('acm.requestedCertificate', () => {
      const placeOf = (one: string) => one.split(':').slice(3, 5).join(':');
      const slack = 5 * 60_000;
      return [...this.held.values()].find(
        ({ arn, domainName, tags, createdAt }) =>
          placeOf(arn) === placeOf(beside) &&
          domainName === name &&
          tags['renewguard:intent'] === intent &&
          createdAt.getTime() >= Date.parse(since) - slack,
      )?.arn;
    });
  }

  exportKey(certificateArn: string): Promise<CertificatePem & { readonly privateKey: SecretText }> {
    return this.called('acm.exportKey', () => {
      const held = this.#known(certificateArn);
      if (held.kind === 'imported') throw new DeliveryRefused(`the imported ${certificateArn} cannot be exported`);
      held.exported = true;
      return { ...held.pem, privateKey: new SecretText(keyPem(held.key)) };
    });
  }

  certificatesWithSerial(serial: string, beside: string): Promise<readonly string[]> {
    return this.called('acm.certificatesWithSerial', () => {
      const placeOf = (one: string) => one.split(':').slice(3, 5).join(':');
      return [...this.held.values()].flatMap(({ arn, pem }) =>
        placeOf(arn) === placeOf(beside) && serialOf(pem) === serial ? [arn] : [],
      );
    });
  }

  acmStanding(certificateArn: string): Promise<AcmStanding | undefined> {
    return this.called('acm.acmStanding', async () => {
      const held = this.held.get(certificateArn);
      return held && standingOf(held, await this.#clock.now());
    });
  }

  acmPem(certificateArn: string): Promise<CertificatePem | undefined> {
    return this.called('acm.acmPem', () => {
      const held = this.held.get(certificateArn);
      if (held !== undefined && held.notYet > 0) return void (held.notYet -= 1);
      return held && { ...held.pem };
    });
  }

  async #requested({ authorityArn, names, keyType, tags }: Request, createdAt: Date): Promise<string> {
    if (names.length === 0) throw new DeliveryRefused('a certificate of ACM has 1 to 100 domain names');
    const made = await this.#issued(authorityArn, names, keyType.startsWith('RSA') ? 'RSA' : 'ECDSA');
    const held = { arn: newArn(), kind: 'private' as const, ...made, createdAt, authorityArn, tags };
    return this.#hold({ ...held, notYet: this.notYet }).arn;
  }

  async #issued(authorityArn: string, names: readonly string[], family: KeyFamily) {
    const standing = this.#issuer.authorities.get(authorityArn);
    if (standing?.status !== 'ACTIVE') throw new DeliveryRefused(`${authorityArn} is not active`);
    if (standing.authority.family !== family) throw new DeliveryRefused(`${authorityArn} has another kind of key`);
    const now = await this.#clock.now();
    const key = newKey(family);
    const certified = {
      subject: nameOf({ CommonName: names[0] ?? '' }),
      spki: createPublicKey(key).export({ type: 'spki', format: 'der' }),
      extensions: [subjectAlternativeName(names.map((value) => ({ kind: 'dns', value })))],
    };
    const template = templateNamed(templateArn('EndEntityCertificate'));
    const notAfter = new Date(now.getTime() + PRIVATE_DAYS * DAY);
    const { certificate, chain } = await standing.authority.certify(certified, template!, { now, notAfter });
    return { key, pem: { certificate, chain } };
  }

  #hold(held: Omit<Held, 'domainName' | 'tags' | 'inUseBy' | 'exported' | 'notYet'> & Partial<Held>): Held {
    const domainName = namesOf(held.pem)[0] ?? '';
    const whole: Held = { domainName, tags: {}, inUseBy: [], exported: false, notYet: 0, ...held };
    this.held.set(whole.arn, whole);
    return whole;
  }

  #known(arn: string): Held {
    const held = this.held.get(arn);
    if (held === undefined) throw new DeliveryRefused(`${arn}: there is no such certificate`);
    return held;
  }
}

const newArn = (): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${randomUUID()}`;

const serialOf = ({ certificate }: CertificatePem): string => readCertificate(certificate).serial;

const keyIn = (key: SecretText): KeyObject => createPrivateKey(key.reveal());

const namesOf = ({ certificate }: CertificatePem): readonly string[] =>
  [...(new X509Certificate(certificate).subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name!);

/** Why ACM doesn't take an import into an ARN (service-facts 2.2). */
function refusalOf(held: Held, pem: CertificatePem, key: KeyObject, now: Date): string | undefined {
  const added = new X509Certificate(pem.certificate);
  const before = namesOf(held.pem);
  if (held.kind !== 'imported') return 'it was not imported';
  if (!createPublicKey(key).equals(added.publicKey)) return 'the private key does not match the certificate';
  if (keyAlgorithmOf(key) !== keyAlgorithmOf(held.key)) return 'the key type and size must not change';
  if (new Date(added.validTo) <= now || new Date(added.validFrom) > now) return 'the certificate is not valid now';
  if (before.length > 0 && !before.some((name) => namesOf(pem).includes(name))) return 'a domain name must stay';
  return undefined;
}

function standingOf({ pem, kind, key, exported, inUseBy, notYet }: Held, now: Date): AcmStanding {
  const read = new X509Certificate(pem.certificate);
  const keyType = keyAlgorithmOf(key);
  const eligible = kind === 'private' && (exported || inUseBy.length > 0);
  const ended = new Date(read.validTo) <= now;
  return {
    kind,
    status: notYet > 0 ? 'PENDING_VALIDATION' : ended ? 'EXPIRED' : 'ISSUED',
    serial: serialOf(pem),
    ...(keyType === undefined ? {} : { keyType }),
    eligibility: eligible && !ended ? 'ELIGIBLE' : 'INELIGIBLE',
    inUseBy,
  };
}
