import {
  CertificateKeyPairOrigin,
  DescribeCertificateCommand,
  KeyAlgorithm,
  paginateListCertificates,
  paginateSearchCertificates,
  RenewalStatus,
  type ACMClient,
  type ListCertificatesCommandInput,
} from '@aws-sdk/client-acm';
import type { AccountId, CertificateArn } from '../domain/arn.ts';
import type { Certificate, RenewalStatus as Status } from '../domain/certificates/certificate.ts';
import type { Fact } from '../domain/fact.ts';
import type {
  CertificateDescriber,
  CertificateLister,
  CertificateReader,
  DescribedCertificate,
  PrivateCertificate,
} from '../gathering/ports.ts';
import type { AccountReader } from './accounts.ts';
import { describedCertificate, listedCertificate } from './certificate-shapes.ts';
import { unlessNotThere } from './errors.ts';
import { complete, nextToken } from './pages.ts';

/**
 * Without all key types ListCertificates leaves EC, RSA_3072 and RSA_4096 certificates out, and without the origin those of
 * ACME clients (service-facts 2.1).
 */
const EVERYTHING: ListCertificatesCommandInput = {
  Includes: { keyTypes: Object.values(KeyAlgorithm) },
  CertificateKeyPairOrigins: Object.values(CertificateKeyPairOrigin),
  MaxItems: 1000,
};

/** What expired while it was in use still depends on its CA: that is the outage. */
const EVERYTHING_ISSUED: ListCertificatesCommandInput = {
  CertificateStatuses: ['ISSUED', 'EXPIRED'],
  Includes: { keyTypes: Object.values(KeyAlgorithm) },
  MaxItems: 1000,
};

/** SearchCertificates gives 500 a page at most, and takes 15 filters at most (service-facts 2.1). */
const RENEWALS_BEGUN = {
  FilterStatement: {
    Or: Object.values(RenewalStatus).map((status) => ({
      Filter: { AcmCertificateMetadataFilter: { RenewalStatus: status } },
    })),
  },
  MaxResults: 500,
};

/** ACM of the accounts that can be read. */
export class Certificates implements CertificateReader, CertificateDescriber, CertificateLister {
  readonly #accounts: AccountReader;

  constructor(accounts: AccountReader) {
    this.#accounts = accounts;
  }

  privateCertificates(account: AccountId, region: string): Promise<Fact<readonly PrivateCertificate[]>> {
    return this.#accounts.read(account, region, 'acm:ListCertificates', async ({ acm }) =>
      (await this.#list(acm, EVERYTHING_ISSUED)).flatMap(privateCertificate),
    );
  }

  certificatesIn(account: AccountId, region: string): Promise<Fact<readonly Certificate[]>> {
    return this.#accounts.read(account, region, 'acm:ListCertificates', ({ acm }) => this.#list(acm, EVERYTHING));
  }

  renewalsIn(account: AccountId, region: string): Promise<Fact<ReadonlyMap<string, Status>>> {
    return this.#accounts.read(account, region, 'acm:SearchCertificates', async ({ acm: client }) => {
      const statuses = new Map<string, Status>();
      const pages = complete(paginateSearchCertificates({ client }, RENEWALS_BEGUN), nextToken);
      for await (const { Results = [] } of pages)
        for (const { CertificateArn, CertificateMetadata } of Results) {
          const status = CertificateMetadata?.AcmCertificateMetadata?.RenewalStatus;
          if (CertificateArn !== undefined && status !== undefined) statuses.set(CertificateArn, status);
        }
      return statuses;
    });
  }

  async authorityOf(certificateArn: string, account: AccountId): Promise<Fact<string | undefined>> {
    const region = certificateArn.split(':')[3] ?? '';
    const described = await this.describedCertificate({ arn: certificateArn, account, region });
    return described.known ? { known: true, value: described.value?.authorityArn } : described;
  }

  describedCertificate(
    place: Pick<CertificateArn, 'arn' | 'account' | 'region'>,
  ): Promise<Fact<DescribedCertificate | undefined>> {
    const { arn, account, region } = place;
    return this.#accounts.read(account, region, 'acm:DescribeCertificate', async ({ acm }) => {
      const describe = new DescribeCertificateCommand({ CertificateArn: arn });
      const { Certificate } = (await unlessNotThere(() => acm.send(describe))) ?? {}; // never there, or deleted since
      const certificate = Certificate && describedCertificate(Certificate);
      const authorityArn = Certificate?.CertificateAuthorityArn;
      return certificate && { certificate, ...(authorityArn === undefined ? {} : { authorityArn }) };
    });
  }

  /** Every certificate of every page, each once. */
  async #list(client: ACMClient, request: ListCertificatesCommandInput): Promise<readonly Certificate[]> {
    const certificates = new Map<string, Certificate>();
    for await (const page of complete(paginateListCertificates({ client }, request), nextToken))
      for (const summary of page.CertificateSummaryList ?? []) {
        const certificate = listedCertificate(summary);
        if (certificate !== undefined) certificates.set(certificate.arn, certificate);
      }
    return [...certificates.values()];
  }
}

function privateCertificate(certificate: Certificate): readonly PrivateCertificate[] {
  const { arn: certificateArn, kind, status, notAfter, inUse, exported = false, domainName } = certificate;
  if (kind !== 'private' || notAfter === undefined || (status === 'EXPIRED' && !inUse)) return [];
  return [{ certificateArn, notAfter, inUse, exported, ...(domainName === undefined ? {} : { domainName }) }];
}
