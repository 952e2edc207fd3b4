import { GetCertificateCommand } from '@aws-sdk/client-acm-pca';
import { X509Certificate } from 'node:crypto';
import type { CertificateArn } from '../domain/arn.ts';
import type { Certificate } from '../domain/certificates/certificate.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { IssuedCertificateReader } from '../gathering/ports.ts';
import type { AccountReader } from './accounts.ts';
import { unlessNotThere } from './errors.ts';

/** Certificates that a private CA issued to whoever asked it; ACM may hold a copy, or nobody does. */
export class IssuedCertificates implements IssuedCertificateReader {
  readonly #accounts: AccountReader;

  constructor(accounts: AccountReader) {
    this.#accounts = accounts;
  }

  async issuedCertificate(place: CertificateArn): Promise<Fact<Certificate | undefined>> {
    const { arn, account, region } = place;
    if (place.service !== 'acm-pca') return known(undefined);
    return this.#accounts.read(account, region, 'acm-pca:GetCertificate', async ({ pca }) => {
      const get = new GetCertificateCommand({ CertificateAuthorityArn: place.authorityArn, CertificateArn: arn });
      const { Certificate: pem } = (await unlessNotThere(() => pca.send(get))) ?? {};
      return pem === undefined ? undefined : certificateOf(place, pem);
    });
  }
}

/** GetCertificate answers for revoked ones as well, and doesn't say so (service-facts 1.4). */
function certificateOf({ arn, account, region }: CertificateArn, pem: string): Certificate {
  const read = new X509Certificate(pem);
  const domainName = nameIn(read);
  return {
    arn,
    account,
    region,
    kind: 'issued',
    status: 'ISSUED',
    ...(domainName === undefined ? {} : { domainName }),
    serial: read.serialNumber.toLowerCase(),
    notBefore: new Date(read.validFrom).toISOString(),
    notAfter: new Date(read.validTo).toISOString(),
    inUse: false,
    isAuthority: read.ca,
    renewal: known(undefined),
  };
}

/** The first DNS name, else the common name. */
function nameIn({ subject, subjectAltName = '' }: X509Certificate): string | undefined {
  return /(?:^|, )DNS:([^,"\s]+)/.exec(subjectAltName)?.[1] ?? /^CN=(.+)$/m.exec(subject)?.[1];
}
