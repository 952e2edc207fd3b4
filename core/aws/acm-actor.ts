import {
  DescribeCertificateCommand,
  ExportCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  ListTagsForCertificateCommand,
  RequestCertificateCommand,
  type CertificateDetail,
  type KeyAlgorithm,
} from '@aws-sdk/client-acm';
import { parseCertificateArn } from '../domain/arn.ts';
import { DeliveryRefused } from '../domain/reissue/refusals.ts';
import type { SecretText } from '../pki/secret-text.ts';
import type { AcmActor, AcmStanding, CertificatePem } from '../reissue/ports.ts';
import type { ActedAccounts } from './acting-accounts.ts';
import { describedCertificate } from './certificate-shapes.ts';
import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';
import { decryptedKey, newPassphrase } from './exported-key.ts';
import { privateCertificatesSince } from './newest-certificates.ts';
import { refusing, type Refusals } from './refusing.ts';
import { plainSerial } from '../pki/serial.ts';
import { arnsWithSerial } from './serial-search.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Why ACM does not take or give something (service-facts 2.1). Its LimitExceeded is a quota of certificates, no throttle (2.7). */
const REFUSED: Refusals = {
  ValidationException: DeliveryRefused,
  InvalidParameterException: DeliveryRefused,
  InvalidArnException: DeliveryRefused,
  InvalidDomainValidationOptionsException: DeliveryRefused,
  ConflictException: DeliveryRefused,
  ResourceNotFoundException: DeliveryRefused,
  LimitExceededException: DeliveryRefused,
  TagPolicyException: DeliveryRefused,
};

/** Names a certificate can have (service-facts 2.7). */
const MOST_NAMES = 100;

/** On a requested certificate: the intent that it was requested for. */
const INTENT_TAG = 'renewguard:intent';

/** What ACM's clock and ours may differ by. */
const CLOCKS_APART_MILLISECONDS = 5 * 60_000;

/** ACM of the accounts that RenewGuard acts in. No error of it says a private key. */
export class CertificateActor implements AcmActor {
  readonly #accounts: ActedAccounts;

  constructor(accounts: ActedAccounts) {
    this.#accounts = accounts;
  }

  async importInto(certificateArn: string, { certificate, chain }: CertificatePem, key: SecretText): Promise<void> {
    // Without an ARN, or with one of another service, ACM would be asked for something else.
    const { service } = parseCertificateArn(certificateArn);
    if (service !== 'acm') throw new DeliveryRefused(`${certificateArn} is no certificate of ACM`);
    const { acm } = await this.#accounts.clientsFor(certificateArn);
    const command = new ImportCertificateCommand({
      CertificateArn: certificateArn,
      Certificate: Buffer.from(certificate),
      PrivateKey: Buffer.from(key.reveal()),
      ...(chain.trim() === '' ? {} : { CertificateChain: Buffer.from(chain) }),
    });
    await refusing('acm:ImportCertificate', certificateArn, REFUSED, command, (each) =>
      withoutSecrets([key.reveal()], () => acm.send(each)),
    );
  }

  /** The token must differ for another CA: ACM doesn't look at it (service-facts 7). */
  async requestCertificate({
    authorityArn,
    names,
    keyType,
    token,
    tags,
  }: Parameters<AcmActor['requestCertificate']>[0]): Promise<string> {
    const { acm } = await this.#accounts.clientsFor(authorityArn);
    const [first] = names;
    if (first === undefined || names.length > MOST_NAMES)
      throw new DeliveryRefused(
        `a certificate of ACM has 1 to ${MOST_NAMES} domain names, not ${names.length}: name another strategy in the route`,
      );
    const command = new RequestCertificateCommand({
      CertificateAuthorityArn: authorityArn,
      DomainName: first,
      SubjectAlternativeNames: [...names],
      KeyAlgorithm: keyType as KeyAlgorithm,
      IdempotencyToken: token,
      ...(Object.keys(tags).length === 0 ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    });
    const answer = await refusing('acm:RequestCertificate', authorityArn, REFUSED, command, (each) => acm.send(each));
    if (answer.CertificateArn === undefined)
      throw new AwsUnavailable(`acm:RequestCertificate with ${authorityArn} answered without an ARN`);
    return answer.CertificateArn;
  }

  /** Listed are the newest first, until they are older than `since`: an account may have thousands. */
  async requestedCertificate(intent: string, beside: string, name: string, since: string): Promise<string | undefined> {
    const { acm } = await this.#accounts.clientsFor(beside);
    const candidates = await inOwnAccount('acm:ListCertificates', () =>
      privateCertificatesSince(acm, name, Date.parse(since) - CLOCKS_APART_MILLISECONDS),
    );
    for (const candidate of candidates) {
      const command = new ListTagsForCertificateCommand({ CertificateArn: candidate });
      const answer = await inOwnAccount('acm:ListTagsForCertificate', () =>
        acm.send(command).catch(noneFor('ResourceNotFoundException')),
      );
      if (answer?.Tags?.some(({ Key, Value }) => Key === INTENT_TAG && Value === intent)) return candidate;
    }
    return undefined;
  }

  async exportKey(certificateArn: string): Promise<CertificatePem & { readonly privateKey: SecretText }> {
    const { acm } = await this.#accounts.clientsFor(certificateArn);
    const passphrase = newPassphrase();
    const command = new ExportCertificateCommand({
      CertificateArn: certificateArn,
      Passphrase: Buffer.from(passphrase),
    });
    const answer = await refusing('acm:ExportCertificate', certificateArn, REFUSED, command, (each) =>
      withoutSecrets([passphrase], () => acm.send(each)),
    );
    const pem = pemIn(answer);
    if (pem === undefined || answer.PrivateKey === undefined)
      throw new AwsUnavailable(`acm:ExportCertificate of ${certificateArn} answered without certificate or key`);
    return { ...pem, privateKey: decryptedKey(certificateArn, answer.PrivateKey, passphrase) };
  }

  async certificatesWithSerial(serial: string, beside: string): Promise<readonly string[]> {
    const { acm } = await this.#accounts.clientsFor(beside);
    return inOwnAccount('acm:SearchCertificates', () => arnsWithSerial(acm, serial));
  }

  async acmStanding(certificateArn: string): Promise<AcmStanding | undefined> {
    const { acm } = await this.#accounts.clientsFor(certificateArn);
    const command = new DescribeCertificateCommand({ CertificateArn: certificateArn });
    const answer = await inOwnAccount('acm:DescribeCertificate', () =>
      acm.send(command).catch(noneFor('ResourceNotFoundException')),
    );
    return answer?.Certificate && standingOf(answer.Certificate);
  }

  /** @throws DeliveryRefused where it was not issued and never will be */
  async acmPem(certificateArn: string): Promise<CertificatePem | undefined> {
    const { acm } = await this.#accounts.clientsFor(certificateArn);
    const command = new GetCertificateCommand({ CertificateArn: certificateArn });
    const answer = await refusing('acm:GetCertificate', certificateArn, REFUSED, command, (each) =>
      acm.send(each).catch(noneFor('ResourceNotFoundException', 'RequestInProgressException')),
    );
    return answer && pemIn(answer);
  }
}

/** Answers undefined for errors of these names. */
const noneFor =
  (...names: readonly string[]) =>
  (error: unknown): undefined => {
    if (names.includes(errorName(error) ?? '')) return undefined;
    throw error;
  };

interface Answered {
  readonly Certificate?: string | undefined;
  readonly CertificateChain?: string | undefined;
}

/** Some imported certificates have no chain. */
const pemIn = ({ Certificate: certificate, CertificateChain: chain = '' }: Answered): CertificatePem | undefined =>
  certificate === undefined ? undefined : { certificate, chain };

/** ACM writes serials with colons and key types with a hyphen, `RSA-2048` (service-facts 7). */
function standingOf(detail: CertificateDetail): AcmStanding {
  const { kind = 'other', status = 'UNTOLD', eligibility, usedBy = [] } = describedCertificate(detail) ?? {};
  const { Serial, KeyAlgorithm: keyType } = detail;
  return {
    kind,
    status,
    ...(Serial === undefined ? {} : { serial: plainSerial(Serial) }),
    ...(keyType === undefined ? {} : { keyType: keyType.replace('-', '_') }),
    ...(eligibility === undefined ? {} : { eligibility }),
    inUseBy: usedBy,
  };
}
