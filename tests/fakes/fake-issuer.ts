import { AwsRefused } from '../../core/aws/errors.ts';
import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import type { CertificateRequest } from '../../core/domain/reissue/issuance.ts';
import { AuthorityCannotIssue, CsrRefused } from '../../core/domain/reissue/refusals.ts';
import type { CertificatePem, Issuer, ReportedCertificate } from '../../core/reissue/ports.ts';
import { readRequest } from '../../local/pki-emulator/src/x509/requests.ts';
import { SIGNING_SHAPES, type SigningAlgorithm } from '../../local/pki-emulator/src/x509/signing.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { PrivateAuthority, templateNamed } from '../builders/private-authority.ts';
import { Hooked } from './hooked.ts';
import type { MovableClock } from './movable-clock.ts';

export interface StandingIssuer {
  readonly authority: PrivateAuthority;
  status: AuthorityDescription['status'];
}

export interface Issued extends CertificatePem {
  readonly arn: string;
  readonly authorityArn: string;
  readonly serial: string;
  readonly token: string;
  readonly csr: string;
  readonly subject: string;
  readonly templateArn: string;
  readonly issuedAt: Date;
  readonly notAfter: Date;
  revokedAt: Date | undefined;
  /** So often GetCertificate answers that it is being issued. */
  notYet: number;
}

/** An audit report: what a CA had issued then. */
interface Report {
  readonly at: Date;
  readonly rows: readonly ReportedCertificate[];
}

/** AWS Private CA remembers a token for five minutes (service-facts 1.4). */
const TOKEN_MILLISECONDS = 5 * 60_000;

/** At most one audit report in half an hour (service-facts 1.5). */
const REPORT_MILLISECONDS = 30 * 60_000;

/** AWS Private CA with CAs in memory that really sign, by a clock that can be moved. */
export class FakeIssuer extends Hooked implements Issuer {
  readonly authorities = new Map<string, StandingIssuer>();
  /** Everything that was ever issued, by ARN. */
  readonly issued = new Map<string, Issued>();
  /** So often each certificate that is issued from now on is not there yet. */
  notYet = 0;
  /** What the CA makes of a request: to let it issue something else than was asked. */
  altered: (request: CertificateRequest) => CertificateRequest = (request) => request;
  /** Whether audit reports are to be had. */
  reports = true;
  readonly #clock: MovableClock;
  readonly #tokens = new Map<string, { readonly arn: Promise<string>; readonly at: Date }>();
  readonly #reported = new Map<string, Report>();

  constructor(clock: MovableClock) {
    super();
    this.#clock = clock;
  }

  /** Lets a CA be there. */
  async add(arn = AUTHORITY_ARN, wish: Parameters<typeof PrivateAuthority.make>[1] = {}): Promise<StandingIssuer> {
    const authority = await PrivateAuthority.make(await this.#clock.now(), wish);
    const standing: StandingIssuer = { authority, status: 'ACTIVE' };
    this.authorities.set(arn, standing);
    return standing;
  }

  /** The certificates that can be used: neither revoked nor expired. */
  async usable(): Promise<readonly Issued[]> {
    const now = await this.#clock.now();
    return [...this.issued.values()].filter(({ revokedAt, notAfter }) => revokedAt === undefined && notAfter > now);
  }

  issueCertificate(request: CertificateRequest, csr: string, token: string): Promise<string> {
    return this.called('issuer.issueCertificate', async () => {
      const now = await this.#clock.now();
      const fingerprint = JSON.stringify([request, csr, token]);
      const known = this.#tokens.get(fingerprint);
      if (known !== undefined && now.getTime() < known.at.getTime() + TOKEN_MILLISECONDS) return known.arn;
      // Kept at once: equal requests at the same moment get one certificate.
      const arn = this.#issued(this.altered(request), csr, token, now);
      this.#tokens.set(fingerprint, { arn, at: now });
      arn.catch(() => this.#tokens.delete(fingerprint));
      return arn;
    });
  }

  issuedPem(authorityArn: string, certificateArn: string): Promise<CertificatePem | undefined> {
    return this.called('issuer.issuedPem', () => {
      this.#standing(authorityArn);
      const found = this.issued.get(certificateArn);
      if (found?.authorityArn !== authorityArn) throw new AuthorityCannotIssue(`there is no ${certificateArn}`);
      if (found.notYet > 0) return void (found.notYet -= 1);
      return { certificate: found.certificate, chain: found.chain };
    });
  }

  authorityCertificate(authorityArn: string): Promise<CertificatePem> {
    return this.called('issuer.authorityCertificate', () => this.#standing(authorityArn).authority.pem);
  }

  revokeCertificate(authorityArn: string, serial: string): Promise<void> {
    return this.called('issuer.revokeCertificate', async () => {
      const { status } = this.#standing(authorityArn);
      if (status !== 'ACTIVE' && status !== 'DISABLED') throw new AwsRefused(`${authorityArn} is ${status}`);
      const found = [...this.issued.values()].find((each) => each.serial === bare(serial));
      if (found?.authorityArn !== authorityArn) throw new AwsRefused(`${authorityArn} did not issue ${serial}`);
      const now = await this.#clock.now();
      if (found.notAfter > now) found.revokedAt ??= now;
    });
  }

  issuedSince(
    authorityArn: string,
    since: string,
    until = new Date(Date.parse(since) + TOKEN_MILLISECONDS).toISOString(),
  ): Promise<readonly ReportedCertificate[] | undefined> {
    return this.called('issuer.issuedSince', async () => {
      const now = await this.#clock.now();
      const settled = Date.parse(until);
      if (!this.reports || now.getTime() < settled) return undefined;
      const report = this.#reportFrom(authorityArn, settled, now);
      return report?.rows.filter(({ issuedAt }) => Date.parse(issuedAt) >= Date.parse(since));
    });
  }

  /** The last report, if it is young enough, else a new one, if there may be one. */
  #reportFrom(authorityArn: string, from: number, now: Date): Report | undefined {
    const last = this.#reported.get(authorityArn);
    if (last !== undefined && last.at.getTime() >= from) return last;
    if (last !== undefined && now.getTime() < last.at.getTime() + REPORT_MILLISECONDS) return undefined;
    this.#standing(authorityArn);
    const ofIt = [...this.issued.values()].filter((each) => each.authorityArn === authorityArn);
    const report = { at: now, rows: ofIt.map(reported) };
    this.#reported.set(authorityArn, report);
    return report;
  }

  async #issued(request: CertificateRequest, csr: string, token: string, now: Date): Promise<string> {
    const { authorityArn, templateArn, notAfter: seconds } = request;
    const algorithm = request.signingAlgorithm as SigningAlgorithm;
    const { authority } = this.#issuing(authorityArn, now);
    const template = templateNamed(templateArn);
    const asked = readRequest(csr);
    const notAfter = new Date(seconds * 1000);
    if (asked === undefined) throw new CsrRefused(`${authorityArn}: the CSR is malformed or not signed by its key`);
    if (template === undefined) throw new AuthorityCannotIssue(`there is no template ${templateArn}`);
    if (SIGNING_SHAPES[algorithm]?.family !== authority.family)
      throw new AuthorityCannotIssue(`${algorithm} does not fit the key of ${authorityArn}`);
    if (notAfter <= now || notAfter > authority.notAfter)
      throw new AuthorityCannotIssue(`${authorityArn} ends on ${authority.notAfter.toISOString()}`);
    const { serial, ...pem } = await authority.certify(asked, template, { now, notAfter }, algorithm);
    const arn = `${authorityArn}/certificate/${serial}`;
    const about = { arn, authorityArn, serial: bare(serial), token, csr, templateArn, issuedAt: now, notAfter };
    const subject = asked.subject.toString('base64');
    this.issued.set(arn, { ...pem, ...about, subject, revokedAt: undefined, notYet: this.notYet });
    return arn;
  }

  #standing(authorityArn: string): StandingIssuer {
    const standing = this.authorities.get(authorityArn);
    if (standing === undefined || standing.status === 'DELETED')
      throw new AuthorityCannotIssue(`${authorityArn}: there is no such CA`);
    return standing;
  }

  #issuing(authorityArn: string, now: Date): StandingIssuer {
    const standing = this.#standing(authorityArn);
    if (standing.status !== 'ACTIVE' || standing.authority.notAfter <= now)
      throw new AuthorityCannotIssue(`${authorityArn} is not in a valid state for issuing certificates`);
    return standing;
  }
}

/** A serial as certificates are read: lower-case hex without leading zero bytes. */
const bare = (serial: string): string =>
  serial
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^(00)+(?=..)/, '');

const reported = ({ arn, serial, subject, issuedAt, revokedAt, templateArn }: Issued): ReportedCertificate => ({
  certificateArn: arn,
  serial,
  subject,
  issuedAt: issuedAt.toISOString(),
  ...(revokedAt === undefined ? {} : { revokedAt: revokedAt.toISOString() }),
  templateArn,
});
