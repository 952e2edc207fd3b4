import {
  DescribeCertificateCommand,
  KeyAlgorithm,
  paginateListCertificates,
  type CertificateSummary,
  type ListCertificatesCommandInput,
} from '@aws-sdk/client-acm';
import type { AccountId } from '../domain/arn.ts';
import type { Fact } from '../domain/fact.ts';
import type { CertificateReader, PrivateCertificate } from '../gathering/ports.ts';
import type { Accounts } from './accounts.ts';
import { errorName } from './errors.ts';

/**
 * Without all key types ListCertificates leaves EC, RSA_3072 and RSA_4096 certificates out (service-facts 2.1). What expired
 * while it was in use still depends on the CA: that is the outage.
 */
const EVERYTHING_ISSUED: ListCertificatesCommandInput = {
  CertificateStatuses: ['ISSUED', 'EXPIRED'],
  Includes: { keyTypes: Object.values(KeyAlgorithm) },
  MaxItems: 1000,
};

/** ACM of the accounts that can be read. */
export class Certificates implements CertificateReader {
  readonly #accounts: Accounts;

  constructor(accounts: Accounts) {
    this.#accounts = accounts;
  }

  privateCertificates(account: AccountId, region: string): Promise<Fact<readonly PrivateCertificate[]>> {
    return this.#accounts.read(account, region, 'acm:ListCertificates', async ({ acm: client }) => {
      const certificates = new Map<string, PrivateCertificate>();
      for await (const page of paginateListCertificates({ client, stopOnSameToken: true }, EVERYTHING_ISSUED)) {
        for (const summary of page.CertificateSummaryList ?? []) {
          const certificate = privateCertificate(summary);
          if (certificate !== undefined) certificates.set(certificate.certificateArn, certificate);
        }
      }
      return [...certificates.values()];
    });
  }

  authorityOf(certificateArn: string, account: AccountId): Promise<Fact<string | undefined>> {
    const region = certificateArn.split(':')[3] ?? '';
    return this.#accounts.read(account, region, 'acm:DescribeCertificate', async ({ acm }) => {
      try {
        const answer = await acm.send(new DescribeCertificateCommand({ CertificateArn: certificateArn }));
        return answer.Certificate?.CertificateAuthorityArn;
      } catch (error) {
        if (errorName(error) === 'ResourceNotFoundException') return undefined; // deleted since it was listed
        throw error;
      }
    });
  }
}

function privateCertificate(summary: CertificateSummary): PrivateCertificate | undefined {
  const { CertificateArn, Type, NotAfter, DomainName, InUse, Exported, Status } = summary;
  if (CertificateArn === undefined || Type !== 'PRIVATE' || NotAfter === undefined) return undefined;
  if (Status === 'EXPIRED' && InUse !== true) return undefined;
  return {
    certificateArn: CertificateArn,
    notAfter: NotAfter.toISOString(),
    inUse: InUse ?? false,
    exported: Exported ?? false,
    ...(DomainName === undefined ? {} : { domainName: DomainName }),
  };
}
