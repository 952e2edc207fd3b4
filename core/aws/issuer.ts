import {
  GetCertificateAuthorityCertificateCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
  RevokeCertificateCommand,
  type SigningAlgorithm,
} from '@aws-sdk/client-acm-pca';
import type { CertificateRequest } from '../domain/reissue/issuance.ts';
import { AuthorityCannotIssue, CsrRefused } from '../domain/reissue/refusals.ts';
import type { CertificatePem, Issuer, ReportedCertificate } from '../reissue/ports.ts';
import type { ActedAccounts } from './acting-accounts.ts';
import type { AuditReports } from './audit-reports.ts';
import { AwsRefused, AwsUnavailable, errorName, unlessNotThere } from './errors.ts';
import { refusing, type Refusals } from './refusing.ts';

/** Why a CA does not give something (service-facts 1.1). */
const CANNOT: Refusals = {
  InvalidStateException: AuthorityCannotIssue,
  InvalidArgsException: AuthorityCannotIssue,
  InvalidArnException: AuthorityCannotIssue,
  ValidationException: AuthorityCannotIssue,
  ResourceNotFoundException: AuthorityCannotIssue,
};

/** LimitExceeded is the CA's number of certificates (service-facts 1.7), which waiting doesn't mend: a throttle has another name. */
const CANNOT_ISSUE: Refusals = {
  ...CANNOT,
  LimitExceededException: AuthorityCannotIssue,
  MalformedCSRException: CsrRefused,
};

const CANNOT_REVOKE: Refusals = {
  LimitExceededException: AwsRefused,
  InvalidStateException: AwsRefused,
  ConcurrentModificationException: AwsUnavailable,
};

/** AWS Private CA, asked with the rights to act in the CA's account. */
export class AuthorityIssuer implements Issuer {
  readonly #accounts: ActedAccounts;
  readonly #reports: AuditReports;

  constructor(accounts: ActedAccounts, reports: AuditReports) {
    this.#accounts = accounts;
    this.#reports = reports;
  }

  /** @throws AccountNotActedOn; AuthorityCannotIssue, CsrRefused where the CA refused; AwsUnavailable where nobody knows */
  async issueCertificate(request: CertificateRequest, csr: string, token: string): Promise<string> {
    const { authorityArn, templateArn, signingAlgorithm, notAfter } = request;
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new IssueCertificateCommand({
      CertificateAuthorityArn: authorityArn,
      TemplateArn: templateArn,
      SigningAlgorithm: signingAlgorithm as SigningAlgorithm,
      Validity: { Type: 'ABSOLUTE', Value: notAfter },
      Csr: Buffer.from(csr),
      IdempotencyToken: token,
    });
    const answer = await refusing('acm-pca:IssueCertificate', authorityArn, CANNOT_ISSUE, command, (each) =>
      pca.send(each),
    );
    if (answer.CertificateArn === undefined)
      throw new AwsUnavailable(`acm-pca:IssueCertificate of ${authorityArn} answered without an ARN`);
    return answer.CertificateArn;
  }

  async issuedPem(authorityArn: string, certificateArn: string): Promise<CertificatePem | undefined> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new GetCertificateCommand({
      CertificateAuthorityArn: authorityArn,
      CertificateArn: certificateArn,
    });
    const answer = await refusing('acm-pca:GetCertificate', certificateArn, CANNOT, command, (each) =>
      unlessNotThere(() => pca.send(each).catch(unlessIssuanceFailed), 'RequestInProgressException'),
    );
    return answer && pemIn(answer);
  }

  async authorityCertificate(authorityArn: string): Promise<CertificatePem> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: authorityArn });
    const answer = await refusing('acm-pca:GetCertificateAuthorityCertificate', authorityArn, CANNOT, command, (each) =>
      pca.send(each),
    );
    const pem = pemIn(answer);
    if (pem === undefined) throw new AuthorityCannotIssue(`${authorityArn} has no certificate of its own`);
    return pem;
  }

  /** An expired certificate can't be revoked (service-facts 1.4), and needs it no more. */
  async revokeCertificate(authorityArn: string, serial: string): Promise<void> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    const command = new RevokeCertificateCommand({
      CertificateAuthorityArn: authorityArn,
      CertificateSerial: serial,
      RevocationReason: 'SUPERSEDED',
    });
    await refusing('acm-pca:RevokeCertificate', `${authorityArn}, serial ${serial}`, CANNOT_REVOKE, command, (each) =>
      unlessNotThere(() => pca.send(each).catch(unlessExpired), 'RequestAlreadyProcessedException'),
    );
  }

  /** @returns undefined as well until a report can tell */
  async issuedSince(
    authorityArn: string,
    since: string,
    until?: string,
  ): Promise<readonly ReportedCertificate[] | undefined> {
    const { pca } = await this.#accounts.clientsFor(authorityArn);
    return this.#reports.rowsSince(pca, authorityArn, since, until);
  }
}

interface Answered {
  readonly Certificate?: string | undefined;
  readonly CertificateChain?: string | undefined;
}

/** A root's certificate has no chain. */
const pemIn = ({ Certificate: certificate, CertificateChain: chain = '' }: Answered): CertificatePem | undefined =>
  certificate === undefined ? undefined : { certificate, chain };

/**
 * RequestFailed is "an unspecified reason", which passes (service-facts 7), and what GetCertificate answers for ever of an issuance that
 * failed (1.4): told apart by what it says. What says neither is asked again.
 */
function unlessIssuanceFailed(error: unknown): never {
  if (errorName(error) === 'RequestFailedException' && /issu(e|ance|ing)/i.test((error as Error).message))
    throw Object.assign(new Error((error as Error).message), { name: 'InvalidStateException' });
  throw error;
}

function unlessExpired(error: unknown): undefined {
  if (errorName(error) === 'InvalidRequestException' && /expired/i.test((error as Error).message)) return undefined;
  throw error;
}
